/** What is looked at is in the address: filters as parameters, and the drawers that lie over any page. */
import { useCallback } from 'react';
import { useLocation, useSearchParams } from 'react-router';

export function useAddress() {
  const [params, setParams] = useSearchParams();
  const read = (name: string) => params.get(name) ?? '';
  const write = useCallback(
    (changes: Record<string, string | null | undefined>, { push = false } = {}) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value) after.set(name, value);
            else after.delete(name);
          }
          return after;
        },
        { replace: !push },
      ),
    [setParams],
  );
  return { read, write };
}

export type DrawerKind = 'verdict' | 'frame' | 'figure';
const drawerKinds: DrawerKind[] = ['figure', 'verdict', 'frame'];

export function useDrawers() {
  const { read, write } = useAddress();
  return {
    shown: (kind: DrawerKind) => read(kind) || null,
    open: (kind: DrawerKind, id: string) => write({ [kind]: id }, { push: true }),
    close: (kind: DrawerKind) => write({ [kind]: null }),
  };
}

/** The same page with a drawer open, as a link one can send to a colleague. */
export function useDrawerLink() {
  const { pathname, search } = useLocation();
  return (kind: DrawerKind, id: string) => {
    const params = new URLSearchParams(search);
    params.set(kind, id);
    // A deeper drawer that was open belonged to the former record.
    for (const deeper of drawerKinds.slice(drawerKinds.indexOf(kind) + 1)) params.delete(deeper);
    return `${pathname}?${params}`;
  };
}

/** A thing the server names by kind and id, as the door to where it is shown. */

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useDrawerLink } from '../address.ts';
import type { Ref } from '../contract.ts';
import { registers } from '../queries.ts';
import { usePerson } from '../session.tsx';

/** Whose work is not the bureau's: they have no registers to open. */
const OUTSIDE = ['admin', 'security', 'auditor', 'citizen'];

/** Whether a kind is a register this person may open: asked once, the answer serves every link. */
function useRegisterNames() {
  const { role } = usePerson();
  const asked = useQuery({ ...registers, enabled: !OUTSIDE.includes(role), staleTime: 300_000 });
  return (kind: string) => asked.data?.items.some(({ id }) => id === kind) ?? false;
}

export function RefLink({ of, children }: { of: Ref; children: ReactNode }) {
  const drawer = useDrawerLink();
  const isRegister = useRegisterNames();
  const id = encodeURIComponent(of.id);
  switch (of.kind) {
    case 'file':
      return <Link to={`/files/${id}`}>{children}</Link>;
    case 'job':
      return <Link to={`/jobs?job=${id}`}>{children}</Link>;
    case 'outlet':
      return <Link to={`/stations/${id}`}>{children}</Link>;
    case 'firm':
      return <Link to={`/parties/${id}`}>{children}</Link>;
    case 'place':
      return <Link to={`/places/${id}`}>{children}</Link>;
    case 'verdict':
    case 'frame':
    case 'figure':
      return <Link to={drawer(of.kind, of.id)}>{children}</Link>;
    default:
      return isRegister(of.kind) ? <Link to={`/registers/${encodeURIComponent(of.kind)}/${id}`}>{children}</Link> : <span>{children}</span>;
  }
}

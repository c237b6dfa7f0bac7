/** A thing the server names by kind and id, as the door to where it is shown. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useDrawerLink } from '../address.ts';
import type { Ref } from '../contract.ts';

export function RefLink({ of, children }: { of: Ref; children: ReactNode }) {
  const drawer = useDrawerLink();
  const id = encodeURIComponent(of.id);
  switch (of.kind) {
    case 'file':
      return <Link to={`/files/${id}`}>{children}</Link>;
    case 'outlet':
      return <Link to={`/stations/${id}`}>{children}</Link>;
    case 'firm':
      return <Link to={`/files?status=all&party=${id}`}>{children}</Link>;
    case 'verdict':
    case 'frame':
    case 'figure':
      return <Link to={drawer(of.kind, of.id)}>{children}</Link>;
    default:
      return <span>{children}</span>;
  }
}

/** Who is signed in, and what their post may open. The server refuses by itself; this only spares people dead doors. */
import { createContext, useContext } from 'react';
import type { Role, Session } from './contract.ts';

const Signed = createContext<Session | null>(null);
export const SignedIn = Signed.Provider;

export function useSession(): Session {
  const session = useContext(Signed);
  if (!session) throw new Error('a screen was drawn without a session');
  return session;
}
export const usePerson = () => useSession().person;

export type Door = 'today' | 'stations' | 'files' | 'study' | 'kept' | 'report' | 'admin';
const staff: Role[] = ['duty', 'officer', 'engineer', 'office', 'leader', 'admin'];

const doors: Record<Door, Role[]> = {
  today: [...staff, 'firm'],
  stations: [...staff, 'firm'],
  files: [...staff, 'firm'],
  study: ['firm'],
  kept: ['duty', 'engineer', 'admin'],
  report: staff,
  admin: ['admin'],
};
export const mayOpen = (role: Role, door: Door) => doors[door].includes(role);
/** Registering a logger and replaying its frames are the engineer's and the administrator's. */
export const mayRegister = (role: Role) => role === 'engineer' || role === 'admin';

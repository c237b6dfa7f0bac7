/** Who is signed in. What their post may open is in places.ts. */
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

/** Registering a logger and replaying its frames are the engineer's. */
export const mayRegister = (role: Role) => role === 'engineer';

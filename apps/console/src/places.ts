/**
 * Every page of the console, once: its address, whose it is, and its door in the menu. The menu, the router and "may this post open it" read this
 * table. The server refuses by itself; this only spares people dead doors. A new screen is one row here.
 */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Role } from './contract.ts';
import type { IconName } from './parts/icons.tsx';
import { FileScreen } from './screens/file.tsx';
import { FilesScreen } from './screens/files.tsx';
import { StationsScreen } from './screens/stations.tsx';
import { TodayScreen } from './screens/today.tsx';
import type { TextKey } from './texts/index.ts';

/** Where a door stands in the menu: the day's work, or what keeps the house. */
export type Group = 'work' | 'house';

export interface Place {
  id: string;
  /** As the router reads it, without the leading stroke; '' is the first page. */
  path: string;
  roles: Role[];
  screen: ComponentType | LazyExoticComponent<ComponentType>;
  /** A page without a door is reached from another page. `firm` is how people of a firm read it, where that differs. */
  door?: { says: TextKey; firm?: TextKey; icon: IconName; group: Group };
}

/** Whose the bureau's work is. The three administrators keep the platform and have no door to it. */
export const staff: Role[] = ['duty', 'officer', 'engineer', 'office', 'leader'];
const working: Role[] = [...staff, 'firm'];
const everyone: Role[] = [...working, 'admin', 'security', 'auditor', 'citizen'];

// The chart library and the rarer pages come when someone opens them.
export const places: Place[] = [
  { id: 'today', path: '', roles: working, screen: TodayScreen, door: { says: 'shell.today', icon: 'today', group: 'work' } },
  {
    id: 'stations',
    path: 'stations',
    roles: working,
    screen: StationsScreen,
    door: { says: 'shell.stations', firm: 'shell.myStations', icon: 'monitoring', group: 'work' },
  },
  { id: 'station', path: 'stations/:outlet', roles: working, screen: lazy(() => import('./screens/station.tsx')) },
  { id: 'files', path: 'files', roles: working, screen: FilesScreen, door: { says: 'shell.files', icon: 'files', group: 'work' } },
  { id: 'file', path: 'files/:id', roles: working, screen: FileScreen },
  {
    id: 'registers',
    path: 'registers',
    roles: working,
    screen: lazy(() => import('./screens/registers/registers.tsx')),
    door: { says: 'registers.title', icon: 'register', group: 'work' },
  },
  { id: 'register', path: 'registers/:register', roles: working, screen: lazy(() => import('./screens/registers/register.tsx')) },
  { id: 'imports', path: 'registers/:register/imports', roles: working, screen: lazy(() => import('./screens/registers/import.tsx')) },
  { id: 'entry', path: 'registers/:register/:entry', roles: working, screen: lazy(() => import('./screens/registers/entry.tsx')) },
  { id: 'requests', path: 'requests/:register', roles: working, screen: lazy(() => import('./screens/registers/requests.tsx')) },
  {
    id: 'map',
    path: 'map',
    roles: working,
    screen: lazy(() => import('./screens/map/map.tsx')),
    door: { says: 'map.title', icon: 'map', group: 'work' },
  },
  { id: 'search', path: 'search', roles: working, screen: lazy(() => import('./screens/search/search.tsx')) },
  { id: 'party', path: 'parties/:code', roles: working, screen: lazy(() => import('./screens/registers/dossier.tsx')) },
  { id: 'place', path: 'places/:code', roles: working, screen: lazy(() => import('./screens/registers/place.tsx')) },
  {
    id: 'duties',
    path: 'duties',
    roles: working,
    screen: lazy(() => import('./screens/duties/duties.tsx')),
    door: { says: 'duties.door', icon: 'duties', group: 'work' },
  },
  { id: 'duty', path: 'duties/:programme', roles: staff, screen: lazy(() => import('./screens/duties/duty.tsx')) },
  {
    id: 'study',
    path: 'study',
    roles: ['firm'],
    screen: lazy(() => import('./screens/study.tsx')),
    door: { says: 'shell.study', icon: 'study', group: 'work' },
  },
  {
    id: 'kept',
    path: 'kept',
    roles: ['duty', 'engineer'],
    screen: lazy(() => import('./screens/kept.tsx')),
    door: { says: 'shell.kept', icon: 'kept', group: 'work' },
  },
  {
    id: 'report',
    path: 'report',
    roles: staff,
    screen: lazy(() => import('./screens/report.tsx')),
    door: { says: 'shell.report', icon: 'report', group: 'work' },
  },
  {
    id: 'accounts',
    path: 'accounts',
    roles: ['admin', 'security'],
    screen: lazy(() => import('./screens/access/accounts.tsx')),
    door: { says: 'access.accounts.door', icon: 'person', group: 'house' },
  },
  { id: 'account', path: 'accounts/:login', roles: ['admin', 'security'], screen: lazy(() => import('./screens/access/account.tsx')) },
  {
    id: 'policy',
    path: 'policy',
    roles: ['admin', 'security'],
    screen: lazy(() => import('./screens/access/policy.tsx')),
    door: { says: 'access.policy.title', icon: 'seal', group: 'house' },
  },
  {
    id: 'inbox',
    path: 'inbox',
    roles: everyone,
    screen: lazy(() => import('./screens/messages/inbox.tsx')),
    door: { says: 'messages.inbox.door', icon: 'bell', group: 'house' },
  },
  {
    id: 'messages',
    path: 'messages',
    roles: staff,
    screen: lazy(() => import('./screens/messages/outbox.tsx')),
    door: { says: 'messages.outbox.door', icon: 'letter', group: 'house' },
  },
  {
    id: 'templates',
    path: 'templates',
    roles: staff,
    screen: lazy(() => import('./screens/messages/templates.tsx')),
    door: { says: 'messages.templates.door', icon: 'report', group: 'house' },
  },
  {
    id: 'jobs',
    path: 'jobs',
    roles: ['admin'],
    screen: lazy(() => import('./screens/messages/jobs.tsx')),
    door: { says: 'messages.jobs.door', icon: 'clock', group: 'house' },
  },
  {
    id: 'set-aside',
    path: 'set-aside',
    roles: ['admin'],
    screen: lazy(() => import('./screens/messages/set-aside.tsx')),
    door: { says: 'messages.aside.door', icon: 'admin', group: 'house' },
  },
  {
    id: 'directory',
    path: 'directory',
    roles: [...staff, 'admin', 'security', 'auditor'],
    screen: lazy(() => import('./screens/directory/directory.tsx')),
    door: { says: 'directory.door', icon: 'register', group: 'house' },
  },
  {
    id: 'powers',
    path: 'powers',
    roles: [...staff, 'admin', 'security', 'auditor'],
    screen: lazy(() => import('./screens/directory/powers.tsx')),
    door: { says: 'directory.powersDoor', icon: 'check', group: 'house' },
  },
  {
    id: 'webhooks',
    path: 'webhooks',
    roles: ['security'],
    screen: lazy(() => import('./screens/webhooks/webhooks.tsx')),
    door: { says: 'webhooks.door', icon: 'out', group: 'house' },
  },
  {
    id: 'health',
    path: 'health',
    roles: ['admin'],
    screen: lazy(() => import('./screens/platform/health.tsx')),
    door: { says: 'platform.door', icon: 'monitoring', group: 'house' },
  },
  {
    id: 'audit',
    path: 'audit',
    roles: ['auditor'],
    screen: lazy(() => import('./screens/audit/audit.tsx')),
    door: { says: 'audit.door', icon: 'seal', group: 'house' },
  },
  {
    id: 'applications',
    path: 'firm-applications',
    roles: ['officer'],
    screen: lazy(() => import('./screens/access/applications.tsx')),
    door: { says: 'access.applications.door', icon: 'report', group: 'work' },
  },
  {
    id: 'colleagues',
    path: 'colleagues',
    roles: ['firm'],
    screen: lazy(() => import('./screens/access/colleagues.tsx')),
    door: { says: 'access.colleagues.door', icon: 'person', group: 'house' },
  },
  {
    id: 'retention',
    path: 'retention',
    roles: ['admin', 'security', 'auditor'],
    screen: lazy(() => import('./screens/retention/retention.tsx')),
    door: { says: 'retention.door', icon: 'kept', group: 'house' },
  },
  {
    id: 'backups',
    path: 'backups',
    roles: ['admin'],
    screen: lazy(() => import('./screens/backup/backups.tsx')),
    door: { says: 'backup.door', icon: 'kept', group: 'house' },
  },
  {
    id: 'me',
    path: 'me',
    roles: everyone,
    screen: lazy(() => import('./screens/access/me.tsx')),
    door: { says: 'access.me.door', icon: 'person', group: 'house' },
  },
];

/** Where a person lands: today, or, for whom the day's work is not, the first page of their own. */
export const firstPage = (role: Role) => `/${places.find((place) => place.door && place.roles.includes(role))?.path ?? 'me'}`;

export const mayOpen = (role: Role, id: string) => places.some((place) => place.id === id && place.roles.includes(role));

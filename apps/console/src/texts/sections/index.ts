/** Rooms of screens with words of their own, by the first word of their keys: t('places.unnamed') is `unnamed` of `places`. */
import { access } from './access.ts';
import { attachments } from './attachments.ts';
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { directory } from './directory.ts';
import { dossier, twoDays } from './dossier.ts';
import { duties } from './duties.ts';
import { imports } from './imports.ts';
import { map } from './map.ts';
import { messages } from './messages.ts';
import { papers } from './papers.ts';
import { places } from './places.ts';
import { platform } from './platform.ts';
import { registers } from './registers.ts';
import { requests } from './requests.ts';
import { retention } from './retention.ts';
import { search } from './search.ts';
import { webhooks } from './webhooks.ts';

export const sections = {
  access,
  attachments,
  papers,
  audit,
  directory,
  dossier,
  twoDays,
  map,
  search,
  duties,
  imports,
  messages,
  places,
  platform,
  registers,
  requests,
  webhooks,
  backup,
  retention,
};

/** Shapes of the directory: areas, bodies and powers on a day. Of days, `until` is the first that is no longer meant. */
import { z } from 'zod';
import { Day, Instant } from './contract.ts';

const Days = { from: Day, until: Day.nullable() };
export const Level = z.enum(['city', 'county', 'town', 'village']);
export const AreaKind = z.enum(['administrative', 'management']);
export const RollUp = z.enum(['administrative', 'management']);
export const Confidence = z.enum(['A', 'B', 'C']);
export const Manner = z.enum(['substantive', 'acting', 'deputy']);

const Code = z.string().min(1).max(20);
const Name = z.string().min(1).max(80);
const Id = z.string().min(1).max(64);

export const AreaGiven = z.object({
  code: Code,
  name: Name,
  level: Level,
  kind: AreaKind,
  administrativeParent: Code.nullable(),
  managementParent: Code.nullable(),
  liesIn: z.array(Code).max(20),
  confidence: Confidence,
  cite: z.string().max(200),
});
export const BodyGiven = z.object({ id: Id, name: Name, kind: z.string().min(1).max(40), area: Code, parent: Id.nullable() });
export const PostGiven = z.object({
  login: Id,
  body: Id,
  name: Name,
  manner: Manner,
  certificate: z.string().min(1).max(60).nullable(),
  certificateFrom: Day.nullable(),
  certificateUntil: Day.nullable(),
});
export const PowerGiven = z.object({
  matter: Id,
  area: Code,
  body: Id,
  may: z.array(Id).max(40),
  rollUp: RollUp,
  concurrent: z.boolean(),
  delegatedBy: Id.nullable(),
  clause: z.string().min(1).max(200),
  confidence: Confidence,
});

/** A change of who exists: its day is part of it, and nothing said of other days is touched. */
export const DirectoryOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('area'), area: AreaGiven.extend(Days) }),
  z.object({
    kind: z.literal('replaceAreas'),
    day: Day,
    areas: z.array(AreaGiven).max(500),
    ended: z.array(z.object({ code: Code, became: z.array(Code).max(40) })).max(500),
  }),
  z.object({ kind: z.literal('body'), body: BodyGiven.extend(Days) }),
  z.object({ kind: z.literal('dissolve'), id: Id, day: Day, heir: Id.nullable() }),
  z.object({ kind: z.literal('post'), post: PostGiven.extend(Days) }),
  z.object({ kind: z.literal('endPost'), id: z.string().min(1).max(240), day: Day }),
]);
export const PowerOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('power'), power: PowerGiven.extend(Days) }),
  z.object({ kind: z.literal('endPower'), id: z.string().min(1).max(240), day: Day }),
]);
export const Changed = z.object({ changed: z.boolean(), version: z.number().int() });

export const AreaShown = AreaGiven.extend({
  ...Days,
  became: z.array(z.string()),
  parent: z.string().nullable().describe('above it by the roll-up asked for'),
  depth: z.number().int(),
  liesInNames: z.array(z.string()),
  bodies: z.array(z.object({ id: z.string(), name: z.string() })).describe('bodies that answer for it'),
});
export const AreasShown = z.object({ day: Day, rollUp: RollUp, version: z.number().int(), items: z.array(AreaShown) });

export const BodyShown = BodyGiven.extend({
  ...Days,
  became: z.string().nullable(),
  kindName: z.string(),
  areaName: z.string(),
  parentName: z.string().nullable(),
  posts: z.number().int(),
});
export const BodiesShown = z.object({ day: Day, version: z.number().int(), items: z.array(BodyShown) });

export const PowerShown = PowerGiven.extend({
  ...Days,
  id: z.string(),
  matterName: z.string(),
  areaName: z.string(),
  bodyName: z.string(),
  mayNames: z.array(z.string()),
  delegatedByName: z.string().nullable(),
  overlaps: z.array(z.string()).describe('bodies with the same power over the same area, and neither says so'),
});
export const PowersShown = z.object({
  day: Day,
  version: z.number().int(),
  matters: z.array(
    z.object({ id: z.string(), name: z.string(), acts: z.array(z.object({ id: z.string(), name: z.string() })), powers: z.number().int() }),
  ),
  items: z.array(PowerShown),
  gaps: z.array(
    z.object({
      matter: z.string(),
      matterName: z.string(),
      act: z.string(),
      actName: z.string(),
      area: z.string(),
      areaName: z.string(),
      ...Days,
    }),
  ),
});

export const ChangeShown = z.object({ id: z.number().int(), says: z.string(), saysEn: z.string(), byName: z.string(), at: Instant });
export const VersionShown = z.object({ name: z.string(), ...Days, knownFrom: Instant, knownUntil: Instant.nullable() });
export const PostShown = PostGiven.extend({ ...Days, id: z.string(), personName: z.string() });

export const BodyWhole = BodyShown.extend({
  people: z.array(PostShown),
  powers: z.array(PowerShown),
  versions: z.array(VersionShown),
  changes: z.array(ChangeShown),
});
export const AreaWhole = AreaShown.extend({
  above: z.object({ administrative: z.array(z.string()), management: z.array(z.string()) }),
  versions: z.array(VersionShown),
  changes: z.array(ChangeShown),
});

export const SheetGiven = z.object({
  what: z.enum(['areas', 'bodies']),
  table: z.string().min(1).max(900_000),
  day: Day.describe('for rows that name no first day'),
  write: z.enum(['nothing', 'good', 'whole']).describe('a preview; the rows that are right; all of them or none'),
});
export const PowerSheetGiven = SheetGiven.omit({ what: true });
export const SheetOutcome = z.object({
  rows: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  written: z.boolean(),
  findings: z.array(
    z.object({
      row: z.number().int(),
      field: z.string(),
      name: z.string(),
      says: z.string(),
      saysEn: z.string(),
      value: z.string().nullable(),
    }),
  ),
});

/**
 * What a declaration makes of the database (R2): an index for every field that is a filter, an order or held by one alone, and a view with typed columns.
 * `schemaDiff` says what a changed declaration asks for; `declareRegisters` does it: what is added, by itself; what is renamed or of another type, by
 * writing what is known now anew under the new name, so that what was sealed stays as it was sealed.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Instant } from '../../foundation/day.ts';
import { type Field, isSensitive, keptForm, type Register, type Value } from './register.ts';

export type Step =
  | { kind: 'index'; register: string; field: string; name: string; sql: string }
  | { kind: 'dropIndex'; register: string; name: string; sql: string }
  | { kind: 'unique'; register: string; field: string; name: string; sql: string }
  | { kind: 'dropUnique'; register: string; name: string; sql: string }
  | { kind: 'view'; register: string; name: string; sql: string }
  | { kind: 'newField'; register: string; field: string }
  /** Entries known now are written anew: `was` under its new name, or each value through the converter. */
  | { kind: 'renamed'; register: string; field: string; was: string; entries: number }
  | { kind: 'converted'; register: string; field: string; from: string; to: string; entries: number }
  /** Kept in the versions that have it, shown nowhere. */
  | { kind: 'gone'; register: string; field: string; entries: number }
  /** The declaration cannot stand on what is kept; the house does not start. */
  | { kind: 'impossible'; register: string; field: string; says: string; saysEn: string };

interface Kept {
  register: string;
  fields: Record<string, Field['type']>;
  made: Record<string, string>;
}

/** Lower case and underscores: `permit-limit` is `register_permit_limit`. */
export const viewName = (register: string): string => `register_${register.replace(/[^a-z0-9]+/gi, '_').toLowerCase()}`;
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** PostgreSQL cuts names at 63; a digest keeps two long ones apart. */
const nameOf = (what: string, register: string, field: string): string => {
  const plain = `declared_${what}_${register}_${field}`.replace(/[^A-Za-z0-9_]/g, '_').toLowerCase();
  const digest = createHash('sha256').update(`${what} ${register} ${field}`).digest('hex').slice(0, 8);
  return `${plain.slice(0, 54)}_${digest}`;
};

const isOrdered = (field: Field): boolean =>
  !field.secret && !isSensitive(field) && (field.sort === true || field.filter === true || field.column === true || isFilter(field));
/** A choice, a yes or no and a reference narrow a list by themselves. */
export const isFilter = (field: Field): boolean => field.filter === true || ['choice', 'choices', 'yesNo', 'ref'].includes(field.type);

/** What stands in the catalogue for a register: its indexes and its exclusions by name, and its view. */
function wantedOf(register: Register): {
  indexes: Map<string, { field: string; sql: string }>;
  uniques: Map<string, { field: string; sql: string }>;
  view: string;
} {
  const where = `register = ${quoted(register.id)} and known_to is null`;
  const indexes = new Map<string, { field: string; sql: string }>();
  const uniques = new Map<string, { field: string; sql: string }>();
  const add = (what: string, id: string, on: string) => {
    const name = nameOf(what, register.id, id);
    indexes.set(name, { field: id, sql: `create index ${name} on registry_entry ${on} where ${where}` });
  };
  for (const [id, field] of Object.entries(register.fields)) {
    const key =
      field.type === 'number'
        ? `coalesce(registry_number(detail -> ${quoted(id)}), '-Infinity')`
        : `coalesce(detail ->> ${quoted(id)}, '')`;
    if (isOrdered(field) && field.type !== 'longText') add('order', id, `((${key}), code)`);
    if (field.type === 'choices' && isOrdered(field)) add('any', id, `using gin (string_to_array(detail ->> ${quoted(id)}, ';'))`);
    if (field.search && isSensitive(field)) add('text', id, `using gin (lower(detail ->> ${quoted(id)}) gin_trgm_ops)`);
    if (field.unique) {
      const name = nameOf('one', register.id, id);
      uniques.set(name, {
        field: id,
        sql: `alter table registry_entry add constraint ${name} exclude using gist ((coalesce(detail ->> ${quoted(id)}, '')) with =, daterange(valid_from, valid_to) with &&) where (${where} and detail ? ${quoted(id)})`,
      });
    }
  }
  add('order', 'name', '(name, code)');
  add('order', 'validFrom', '(valid_from, code)');
  return { indexes, uniques, view: viewOf(register) };
}

/** Every entry that holds today, one column a field, typed; what is secret or for some eyes only is left out. Runs as its asker. */
function viewOf(register: Register): string {
  const columns = Object.entries(register.fields)
    .filter(([, field]) => !field.secret && !isSensitive(field))
    .map(([id, field]) => {
      const value = `detail ->> ${quoted(id)}`;
      const typed =
        field.type === 'number'
          ? `registry_amount(detail -> ${quoted(id)})`
          : field.type === 'day'
            ? `registry_day(${value})`
            : field.type === 'yesNo'
              ? `(${value}) = 'yes'`
              : field.type === 'choices'
                ? `string_to_array(${value}, ';')`
                : value;
      return `         ${typed} as "${id}"`;
    });
  const spine = [
    'code as "code"',
    'name as "name"',
    'party',
    'place',
    'district',
    'lon',
    'lat',
    'shape',
    'valid_from',
    'valid_to',
    'known_from',
  ];
  return `create view ${viewName(register.id)} as
  select ${spine.join(', ')}${columns.length ? `,\n${columns.join(',\n')}` : ''}
    from registry_entry
   where register = ${quoted(register.id)} and known_to is null and valid_from <= registry_today() and (valid_to is null or valid_to > registry_today())`;
}

/** What the declarations ask of this database that it does not have. Changes nothing. */
export async function schemaDiff(client: Pick<pg.ClientBase, 'query'>, registers: Iterable<Register>): Promise<Step[]> {
  const declared = [...registers];
  const kept = new Map(
    (await client.query<Kept>('select register, fields, made from xiushui.registry_declared')).rows.map((row) => [row.register, row]),
  );
  const { rows: there } = await client.query<{ name: string; what: string }>(
    `select c.relname as name, 'index' as what from pg_class c where c.relnamespace = 'xiushui'::regnamespace and c.relkind = 'i' and c.relname like 'declared\\_%'
        and not exists (select 1 from pg_constraint k where k.conindid = c.oid)
     union all select conname, 'unique' from pg_constraint where conrelid = 'xiushui.registry_entry'::regclass and conname like 'declared\\_%'
     union all select relname, 'view' from pg_class where relnamespace = 'xiushui'::regnamespace and relkind = 'v' and relname like 'register\\_%'`,
  );
  const has = (what: string, name: string) => there.some((one) => one.what === what && one.name === name);
  const steps: Step[] = [];
  const names = new Set<string>();
  for (const register of declared) {
    const { indexes, uniques, view } = wantedOf(register);
    const before = kept.get(register.id);
    steps.push(...(await fieldSteps(client, register, before)));
    for (const [name, { field, sql }] of indexes) {
      names.add(name);
      if (!has('index', name)) steps.push({ kind: 'index', register: register.id, field, name, sql });
    }
    for (const [name, { field, sql }] of uniques) {
      names.add(name);
      if (has('unique', name)) continue;
      const clash = await clashing(client, register.id, field);
      if (clash)
        steps.push({
          kind: 'impossible',
          register: register.id,
          field,
          says: `${register.name}的“${register.fields[field]?.name}”声明为不得重复，但 ${clash.codes.join('、')} 都是 ${clash.value}`,
          saysEn: `'${field}' of ${register.id} may be held by one only, but ${clash.codes.join(', ')} all have ${clash.value}`,
        });
      else steps.push({ kind: 'unique', register: register.id, field, name, sql });
    }
    const name = viewName(register.id);
    names.add(name);
    if (!has('view', name) || before?.made.view !== digestOf(view)) steps.push({ kind: 'view', register: register.id, name, sql: view });
  }
  for (const { name, what } of there) {
    if (names.has(name)) continue;
    if (what === 'index') steps.push({ kind: 'dropIndex', register: '', name, sql: `drop index ${name}` });
    if (what === 'unique')
      steps.push({ kind: 'dropUnique', register: '', name, sql: `alter table registry_entry drop constraint ${name}` });
  }
  return steps;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

async function fieldSteps(client: Pick<pg.ClientBase, 'query'>, register: Register, before: Kept | undefined): Promise<Step[]> {
  if (!before) return [];
  const steps: Step[] = [];
  const count = async (field: string) =>
    (
      await client.query<{ n: number }>(
        'select count(*)::int as n from xiushui.registry_entry where register = $1 and known_to is null and (detail ? $2 or secret ? $2)',
        [register.id, field],
      )
    ).rows[0]?.n ?? 0;
  for (const [id, field] of Object.entries(register.fields)) {
    const type = before.fields[id];
    if (type === undefined) {
      const was = field.was?.find((old) => before.fields[old] !== undefined);
      if (was) steps.push({ kind: 'renamed', register: register.id, field: id, was, entries: await count(was) });
      else steps.push({ kind: 'newField', register: register.id, field: id });
    } else if (!isSameForm(type, field.type)) {
      const entries = await count(id);
      if (entries && !field.from)
        steps.push({
          kind: 'impossible',
          register: register.id,
          field: id,
          says: `${register.name}的“${field.name}”由 ${type} 改为 ${field.type}，有 ${entries} 项已登记，须声明换算（from）`,
          saysEn: `'${id}' of ${register.id} was ${type} and is ${field.type}; ${entries} entries have it, so a converter (from) must be declared`,
        });
      const lost = field.from ? await unconvertible(client, register, id, field) : [];
      if (lost.length)
        steps.push({
          kind: 'impossible',
          register: register.id,
          field: id,
          says: `${register.name}的“${field.name}”不能换算：${lost.join('、')}`,
          saysEn: `'${id}' of ${register.id} cannot be converted from: ${lost.join(', ')}`,
        });
      else if (field.from || !entries)
        steps.push({ kind: 'converted', register: register.id, field: id, from: type, to: field.type, entries });
    }
  }
  const renamed = new Set(Object.values(register.fields).flatMap((field) => field.was ?? []));
  for (const id of Object.keys(before.fields)) {
    if (register.fields[id] || renamed.has(id)) continue;
    steps.push({ kind: 'gone', register: register.id, field: id, entries: await count(id) });
  }
  return steps;
}

/** Values the converter has no answer for, a few of them. */
async function unconvertible(client: Pick<pg.ClientBase, 'query'>, register: Register, id: string, field: Field): Promise<string[]> {
  const { rows } = await client.query<{ value: Value }>(
    'select distinct detail -> $2 as value from xiushui.registry_entry where register = $1 and known_to is null and detail ? $2',
    [register.id, id],
  );
  return rows
    .filter(({ value }) => {
      const made = keptForm(field, value) === value ? value : field.from?.(value);
      return made === null || made === undefined || keptForm(field, made) !== made;
    })
    .slice(0, 5)
    .map(({ value }) => String(value));
}

/** A text may grow longer and a list may be anything that is kept as a text: their values stay what they are. */
const TEXTS: Field['type'][] = ['text', 'longText'];
const isSameForm = (was: Field['type'], is: Field['type']): boolean => was === is || (TEXTS.includes(was) && TEXTS.includes(is));

async function clashing(
  client: Pick<pg.ClientBase, 'query'>,
  register: string,
  field: string,
): Promise<{ value: string; codes: string[] } | undefined> {
  const { rows } = await client.query<{ value: string; codes: string[] }>(
    `select a.detail ->> $2 as value, array[a.code, b.code] as codes from xiushui.registry_entry a join xiushui.registry_entry b
         on b.register = a.register and b.known_to is null and b.code > a.code and b.detail ->> $2 = a.detail ->> $2
        and daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)
      where a.register = $1 and a.known_to is null limit 1`,
    [register, field],
  );
  return rows[0];
}

/** A declaration that the kept entries do not allow; the house does not start. */
export class CannotDeclare extends Error {
  readonly steps: Extract<Step, { kind: 'impossible' }>[];
  constructor(steps: Extract<Step, { kind: 'impossible' }>[]) {
    super(steps.map((step) => step.saysEn).join('; '));
    this.steps = steps;
  }
}

/** A register whose entries known now must be written anew (`restate`), since only a put seals. */
export interface Anew {
  register: Register;
  steps: Extract<Step, { kind: 'renamed' | 'converted' }>[];
}

/**
 * Makes the database what the declarations ask, as its owner, in one transaction. Answers what was done, and which registers must be written anew; those
 * are not noted as declared until `noteDeclared`, so that a start that was cut off begins again.
 */
export async function declareRegisters(
  ownerUrl: string,
  registers: Iterable<Register>,
  now: Instant,
): Promise<{ steps: Step[]; anew: Anew[] }> {
  const declared = [...registers];
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'xiushui declare' });
  await client.connect();
  try {
    await client.query('set role xiushui_owner; set search_path to xiushui, public');
    const steps = await schemaDiff(client, declared);
    const impossible = steps.filter((step) => step.kind === 'impossible');
    if (impossible.length) throw new CannotDeclare(impossible);
    await client.query('begin');
    const made = steps.flatMap((step) =>
      step.kind === 'view'
        ? [`drop view if exists ${step.name}`, step.sql, `call guard_view('${step.name}')`]
        : 'sql' in step
          ? [step.sql]
          : [],
    );
    // One round for all: a new house makes a hundred of them.
    if (made.length) await client.query(made.join(';\n'));
    const anew = declared.flatMap((register) => {
      const own = steps.filter(
        (step): step is Anew['steps'][number] =>
          (step.kind === 'renamed' || step.kind === 'converted') && step.register === register.id && step.entries > 0,
      );
      return own.length ? [{ register, steps: own }] : [];
    });
    for (const register of declared) if (!anew.some((one) => one.register === register)) await note(client, register, now);
    await client.query('commit');
    if (steps.some((step) => step.kind === 'index')) await client.query('analyze registry_entry');
    return { steps, anew };
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    await client.end();
  }
}

async function note(client: Pick<pg.ClientBase, 'query'>, register: Register, now: Instant): Promise<void> {
  await client.query(
    `insert into xiushui.registry_declared (register, fields, made, at) values ($1, $2, $3, to_timestamp($4 / 1000.0))
     on conflict (register) do update set fields = excluded.fields, made = excluded.made, at = excluded.at`,
    [
      register.id,
      JSON.stringify(Object.fromEntries(Object.entries(register.fields).map(([id, { type }]) => [id, type]))),
      JSON.stringify({ view: digestOf(viewOf(register)) }),
      now,
    ],
  );
}

/** Notes a register as declared, after its entries were written anew. */
export async function noteDeclared(ownerUrl: string, register: Register, now: Instant): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'xiushui declare' });
  await client.connect();
  try {
    await client.query('set role xiushui_owner');
    await note(client, register, now);
  } finally {
    await client.end();
  }
}

/** The declared fields of a kept version in today's form: old names read as new ones, old forms through the converter; `null` where that fails. */
export function inTodaysForm(register: Register, detail: Record<string, Value>): { detail: Record<string, Value>; unreadable: string[] } {
  const today: Record<string, Value> = {};
  const unreadable: string[] = [];
  for (const [id, value] of Object.entries(detail)) {
    const field = Object.hasOwn(register.fields, id)
      ? id
      : Object.keys(register.fields).find((one) => register.fields[one]?.was?.includes(id));
    if (!field) continue;
    const declared = register.fields[field] as Field;
    const made = keptForm(declared, value) === value || !declared.from ? value : declared.from(value);
    if (made === null) unreadable.push(field);
    else today[field] = made;
  }
  return { detail: today, unreadable };
}

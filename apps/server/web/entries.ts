/** How registers and their entries are shown to a person: columns from the declaration, sensitive fields masked, references by their names. */
import type { z } from 'zod';
import {
  asksParty,
  asksPlace,
  type Entry,
  type Field,
  findEver,
  findSelf,
  inTodaysForm,
  isFilter,
  mask,
  maskedFor,
  type Register,
  type Value,
} from '../../../engines/registry/index.ts';
import { type Person, ROLES, type Role } from '../../../foundation/access/index.ts';
import type { Instant } from '../../../foundation/day.ts';
import { type Refusal, refusals } from '../../../foundation/refusal.ts';
import { inTurn, type Tx } from '../../../foundation/store/store.ts';
import type { House } from '../house.ts';
import { BUSINESS } from './context.ts';
import type { EntryShown, FieldShown, RegisterShown, RegisterSummary } from './registers-contract.ts';

export const refuse = refusals('registers', {
  noSuchRegister: (id: string) => ({
    status: 404,
    says: `没有“${id}”这本台账`,
    saysEn: `There is no register '${id}'`,
    do: '从台账列表打开',
    doEn: 'Open it from the list of registers',
  }),
  notYours: (register: string, role: string) => ({
    status: 403,
    says: `${role}不能查看${register}`,
    saysEn: 'Your role may not see this register',
    do: '请有权限的同事查看',
    doEn: 'Ask a colleague whose role may',
  }),
  keptByOthers: (register: string, keepers: string) => ({
    status: 403,
    says: keepers ? `${register}由${keepers}登记` : `${register}不能直接登记，随办件办理记入`,
    saysEn: keepers ? 'This register is kept by other roles' : 'Nothing is entered in this register by hand; it follows from files',
    do: keepers ? `请${keepers}登记` : '从对应的办件办理',
    doEn: keepers ? 'Ask someone of those roles' : 'Do it on the file',
  }),
  approvedByOthers: (register: string, roles: string) => ({
    status: 403,
    says: roles ? `${register}的变更由${roles}审核` : `${register}的变更不需审核`,
    saysEn: roles ? 'Changes of this register are agreed to by other roles' : 'Changes of this register wait for nobody',
    do: roles ? `请${roles}审核` : '直接登记即可',
    doEn: roles ? 'Ask someone of those roles' : 'Enter it directly',
  }),
  unreadableTable: (columns: string) => ({
    status: 422,
    says: '没有找到表头行，表头中至少要有编号或必填项的名称',
    saysEn: 'No heading row was found',
    do: `表头可用：${columns}`,
    doEn: `Headings that are known: ${columns}`,
  }),
});

const roleNames = (roles: string[] | undefined) => (roles ?? []).map((role) => ROLES[role as Role] ?? role).join('、');

export function maySee(register: Register, role: Role): boolean {
  return register.seenBy ? register.seenBy.includes(role) : BUSINESS.includes(role);
}

/** A fact of a part of a register that is counted by itself. */
export const isPart = (kind: string) => kind.split('.').length > 2 && kind.startsWith('registry.');

/** A fact about an entry is seen by whoever may see its register. */
export function maySeeFact(house: House, { ref }: { ref: { kind: string } }, role: Role): boolean {
  const register = house.registers.get(ref.kind);
  return !register || maySee(register, role);
}

/** Why this role may not write a register by hand; null when it may. Where, is the store's to say (scope). */
export function whyNotWrite(register: Register, role: Role): Refusal | null {
  return register.keepers?.includes(role) ? null : refuse.keptByOthers(register.name, roleNames(register.keepers));
}

/** The register of that id, or why this person does not get it. */
export function registerFor(house: House, id: string, person: Person): Register | Refusal {
  const register = house.registers.get(id);
  if (!register) return refuse.noSuchRegister(id);
  return maySee(register, person.role) ? register : refuse.notYours(register.name, ROLES[person.role]);
}

export function summaryOf(house: House, register: Register, person: Person, entries: number): z.input<typeof RegisterSummary> {
  const { id, name, nameEn } = house.programmeOf(register.id);
  const why = whyNotWrite(register, person.role);
  return {
    id: register.id,
    name: register.name,
    nameEn: register.nameEn,
    programme: { id, name, nameEn },
    entries,
    mayWrite: why === null,
    why: why?.says ?? null,
    whyEn: why?.saysEn ?? null,
  };
}

export function shownRegister(
  house: House,
  register: Register,
  person: Person,
  entries: number,
  now: Instant,
  waiting = 0,
): z.input<typeof RegisterShown> {
  const masked = maskedFor(register, person.role);
  const ids = Object.keys(register.fields);
  const chosen = ids.filter((id) => register.fields[id]?.column);
  const columns = chosen.length ? chosen : ids.slice(0, 6);
  return {
    ...summaryOf(house, register, person, entries),
    fields: ids.map((id) => shownField(id, register.fields[id] as Field, masked.includes(id), columns.includes(id))),
    party: asksParty(register),
    place: asksPlace(register),
    position: register.position === true,
    shape: register.shape ?? null,
    schematic: register.schematic === true,
    shared: register.shared === true,
    typesCode: register.codeOf === undefined,
    typesName: register.nameOf === undefined,
    approval: register.approval ? register.approval.by.map((role) => ROLES[role as Role] ?? role) : null,
    waiting,
    watches: (register.watches ?? []).map(({ name, nameEn, of, daysBefore, yearsAfter }) => {
      const days = daysBefore ? house.city.parameter(daysBefore, now) : null;
      const years = yearsAfter ? house.city.parameter(yearsAfter, now) : null;
      const field = register.fields[of];
      return {
        name,
        nameEn,
        of: field?.name ?? '失效日',
        ofEn: field?.nameEn ?? 'Ends on',
        days: days?.value ?? null,
        years: years?.value ?? null,
        cite:
          [years, days]
            .flatMap((one) => (one ? [`${one.cite}${one.provisional && !one.cite.includes('待核') ? '（待核）' : ''}`] : []))
            .join('；') || null,
      };
    }),
  };
}

function shownField(id: string, field: Field, masked: boolean, column: boolean): z.input<typeof FieldShown> {
  return {
    field: id,
    name: field.name,
    nameEn: field.nameEn,
    type: field.type,
    unit: field.unit ?? null,
    unitEn: field.unitEn ?? field.unit ?? null,
    required: field.required === true,
    requiredWhen: field.requiredWhen ? { field: field.requiredWhen.field, is: [field.requiredWhen.is].flat().map(String) } : null,
    atLeast: field.atLeast ?? null,
    atMost: field.atMost ?? null,
    choices: Object.entries(field.choices ?? {}).map(([value, name]) => ({ value, name, nameEn: field.choicesEn?.[value] ?? name })),
    of: field.of ?? null,
    secret: field.secret === true,
    masked,
    byFile: field.byFile === true,
    column: column && field.secret !== true,
    filter: isFilter(field) && !masked && field.secret !== true,
    sort: (field.sort === true || column) && !masked && field.secret !== true,
    clause: field.clause ?? null,
    was: field.was ?? [],
  };
}

/** Entries as this person sees them. The names of firms, places and references are looked up once each. */
export async function shownEntries(tx: Tx, house: House, entries: Entry[], person: Person): Promise<z.input<typeof EntryShown>[]> {
  const all = [...house.registers.values()];
  const names = new Map<string, string>();
  const nameOf = async (key: string, find: () => Promise<Entry | undefined>, code: string) => {
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = (await find())?.name ?? code;
    names.set(key, name);
    return name;
  };
  const partyName = (code: string) => nameOf(`party:${code}`, () => findSelf(tx, all, 'party', code), code);
  const placeName = (code: string) => nameOf(`place:${code}`, () => findSelf(tx, all, 'place', code), code);
  return inTurn(entries, async (entry) => {
    const register = house.registers.get(entry.register);
    const masked = register ? maskedFor(register, person.role) : [];
    const fields: Record<string, Value> = {};
    const referred: Record<string, string> = {};
    const { detail } = register ? inTodaysForm(register, entry.detail) : entry;
    for (const [id, value] of Object.entries(detail)) {
      const field = register?.fields[id];
      fields[id] = masked.includes(id) ? mask(value) : value;
      if (field?.type === 'ref' && field.of) {
        const of = field.of;
        referred[id] = await nameOf(`${of}:${value}`, () => findEver(tx, of, String(value)), String(value));
      }
    }
    const { code, name, district, lon, lat, datum, validFrom, validTo, knownFrom, knownTo, by } = entry;
    return {
      code,
      name,
      party: entry.party ? { kind: 'firm', id: entry.party, name: entry.party === code ? name : await partyName(entry.party) } : null,
      place: entry.place ? { kind: 'place', id: entry.place, name: entry.place === code ? name : await placeName(entry.place) } : null,
      district,
      districtName: district === '*' ? '全市' : house.city.areaName(district),
      lon,
      lat,
      datum,
      validFrom,
      validTo,
      knownFrom,
      knownTo,
      by,
      fields,
      names: referred,
    };
  });
}

/** A value of a declared field in words: a choice by its name, a reference by what it leads to. */
export function inWordsOf(register: Register, entry: z.input<typeof EntryShown>, id: string): string | number | null {
  const value = entry.fields[id];
  if (value === undefined) return null;
  const field = register.fields[id];
  if (field?.type === 'choice') return field.choices?.[String(value)] ?? value;
  if (field?.type === 'choices')
    return String(value)
      .split(';')
      .map((key) => field.choices?.[key] ?? key)
      .join('；');
  if (field?.type === 'yesNo') return value === 'yes' ? '是' : '否';
  if (field?.type === 'ref') return entry.names[id] && entry.names[id] !== value ? `${value} ${entry.names[id]}` : value;
  return value;
}

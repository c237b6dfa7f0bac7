/**
 * A register may ask that a change by hand waits until another person has agreed (`approval`). What was asked for is examined when it is asked, so that
 * nobody is asked to agree to what cannot be entered, and again when it is agreed to, since the register may have moved on. Both are sealed.
 */
import { canonical, sm3 } from '../../foundation/canonical.ts';
import type { Day, Instant } from '../../foundation/day.ts';
import { announce } from '../../foundation/facts/index.ts';
import { ref } from '../../foundation/ref.ts';
import { type Refusal, refusals } from '../../foundation/refusal.ts';
import { entrust, type Witness } from '../../foundation/seal/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import { findEver } from './find.ts';
import { end, type Findings, put } from './put.ts';
import type { Draft, Register } from './register.ts';

export const refuseRequest = refusals('requests', {
  noSuchRequest: (id: number) => ({
    status: 404,
    says: `没有编号为 ${id} 的变更申请，或不在您的范围内`,
    saysEn: `There is no request ${id} in your scope`,
  }),
  decided: (state: string) => ({
    says: `该申请${({ agreed: '已同意', refused: '已退回', withdrawn: '已撤回' } as Record<string, string>)[state] ?? '已处理'}`,
    saysEn: `This request is ${state} already`,
    do: '刷新页面查看结果',
    doEn: 'Reload the page to see how it ended',
  }),
  ownRequest: () => ({
    status: 403,
    says: '不能审核自己提出的变更',
    saysEn: 'Nobody agrees to a change they asked for themselves',
    do: '请另一名有权人员审核',
    doEn: 'Ask another person whose role may agree',
  }),
  notTheAsker: () => ({
    status: 403,
    says: '只有提出人可以撤回',
    saysEn: 'Only whoever asked may withdraw it',
  }),
  waitsAlready: (code: string, id: number) => ({
    says: `${code} 已有一件变更待审核（第 ${id} 号）`,
    saysEn: `A change of ${code} waits already (number ${id})`,
    do: '等其审核，或由提出人撤回',
    doEn: 'Wait until it is decided, or have it withdrawn',
  }),
});

export interface Request {
  id: number;
  register: string;
  code: string;
  name: string;
  what: 'put' | 'end';
  party: string | null;
  place: string | null;
  district: string;
  /** The whole entry as it would be; of an end, the entry that ends. */
  draft: Draft;
  day: Day;
  until: Day | null;
  /** Why the change is asked for. */
  says: string;
  by: string;
  byName: string;
  at: Instant;
  state: 'waiting' | 'agreed' | 'refused' | 'withdrawn';
  decidedBy: string | null;
  decidedName: string | null;
  decidedAt: Instant | null;
  why: string | null;
}

interface Asking {
  by: string;
  byName: string;
  at: Instant;
  day: Day;
  until?: Day | null;
  says: string;
  inherits?: string[];
}

interface Deciding {
  by: string;
  byName: string;
  at: Instant;
  why?: string;
}

/** Asks for an entry to be put from a day on. The findings are those a put would have; nothing is entered yet. */
export async function requestPut(tx: Tx, register: Register, draft: Draft, as: Asking): Promise<Request | Findings | Refusal> {
  const waiting = await findWaiting(tx, register.id, draft.code.trim());
  if (waiting) return refuseRequest.waitsAlready(draft.code, waiting);
  // Tried, and undone: what a put would find is found now.
  await tx.query('savepoint asked');
  const tried = await put(tx, register, draft, {
    by: as.byName,
    at: as.at,
    day: as.day,
    until: as.until ?? null,
    inherits: as.inherits ?? [],
  });
  await tx.query('rollback to savepoint asked');
  if (tried.kind === 'findings') return tried;
  const { code, name, party, place, district } = tried.entry;
  return ask(tx, register, { what: 'put', code, name, party, place, district, draft: { ...draft, detail: tried.entry.detail } }, as);
}

/** Asks for an entry to end from a day on. */
export async function requestEnd(tx: Tx, register: Register, code: string, as: Asking): Promise<Request | Findings | Refusal> {
  const waiting = await findWaiting(tx, register.id, code);
  if (waiting) return refuseRequest.waitsAlready(code, waiting);
  await tx.query('savepoint asked');
  const tried = await end(tx, register, code, { by: as.byName, at: as.at, day: as.day });
  await tx.query('rollback to savepoint asked');
  if (tried.kind === 'findings') return tried;
  const last = await findEver(tx, register, code);
  if (!last) throw new Error(`${register.id} ${code} ended and never was`);
  const { name, party, place, district, lon, lat, shape, datum, detail } = last;
  return ask(
    tx,
    register,
    { what: 'end', code, name, party, place, district, draft: { code, name, party, place, district, lon, lat, shape, datum, detail } },
    as,
  );
}

type Content = Pick<Request, 'what' | 'code' | 'name' | 'party' | 'place' | 'district' | 'draft'>;

async function ask(tx: Tx, register: Register, of: Content, as: Asking): Promise<Request> {
  const row = await tx.get<Row>(
    `insert into registry_request (register, code, name, what, party, place, district, draft, day, until, says, by, by_name, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, to_timestamp($14 / 1000.0)) returning ${COLUMNS}`,
    [
      register.id,
      of.code,
      of.name,
      of.what,
      of.party,
      of.place,
      of.district,
      JSON.stringify(of.draft),
      as.day,
      as.until ?? null,
      as.says,
      as.by,
      as.byName,
      as.at,
    ],
  );
  await seal(tx, row, 'registryRequest', askedOf(row), as.at);
  await tell(tx, row, 'requested', as.at);
  return requestOf(row);
}

/** Another person agrees: the change is entered as it was asked for. What the register refuses by now is said, and the request waits on. */
export async function agree(tx: Tx, register: Register, id: number, as: Deciding): Promise<Request | Findings | Refusal> {
  const row = await open(tx, register.id, id);
  if (!row) return refuseRequest.noSuchRequest(id);
  if (row.state !== 'waiting') return refuseRequest.decided(row.state);
  if (row.by === as.by) return refuseRequest.ownRequest();
  const by = `${row.by_name}（${as.byName}审核）`;
  const done =
    row.what === 'put'
      ? await put(tx, register, row.draft, { by, at: as.at, day: row.day, until: row.until })
      : await end(tx, register, row.code, { by, at: as.at, day: row.day });
  return done.kind === 'findings' ? done : decide(tx, row, 'agreed', as);
}

/** Another person does not agree, and says why. */
export async function turnDown(tx: Tx, register: Register, id: number, as: Deciding & { why: string }): Promise<Request | Refusal> {
  const row = await open(tx, register.id, id);
  if (!row) return refuseRequest.noSuchRequest(id);
  if (row.state !== 'waiting') return refuseRequest.decided(row.state);
  if (row.by === as.by) return refuseRequest.ownRequest();
  return decide(tx, row, 'refused', as);
}

/** Whoever asked takes it back. */
export async function withdraw(tx: Tx, register: Register, id: number, as: Deciding): Promise<Request | Refusal> {
  const row = await open(tx, register.id, id);
  if (!row) return refuseRequest.noSuchRequest(id);
  if (row.state !== 'waiting') return refuseRequest.decided(row.state);
  if (row.by !== as.by) return refuseRequest.notTheAsker();
  return decide(tx, row, 'withdrawn', as);
}

/** The requests of a register, newest first; of one code, or only those that wait. */
export async function listRequests(
  tx: Tx,
  register: string,
  of: { code?: string; waiting?: boolean } = {},
  most = 200,
): Promise<Request[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from registry_request
      where register = $1 and ($2::text is null or code = $2) and (not $3 or state = 'waiting') order by id desc limit $4`,
    [register, of.code ?? null, of.waiting === true, most],
  );
  return rows.map(requestOf);
}

/** How many requests wait in each register, in the asker's scope. */
export async function countWaiting(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ register: string; n: number }>(
    `select register, count(*)::int as n from registry_request where state = 'waiting' group by register`,
  );
  return new Map(rows.map(({ register, n }) => [register, n]));
}

interface Row {
  id: number;
  register: string;
  code: string;
  name: string;
  what: 'put' | 'end';
  party: string | null;
  place: string | null;
  district: string;
  draft: Draft;
  day: Day;
  until: Day | null;
  says: string;
  by: string;
  by_name: string;
  at: Instant;
  state: Request['state'];
  decided_by: string | null;
  decided_name: string | null;
  decided_at: Instant | null;
  why: string | null;
}
const COLUMNS =
  'id, register, code, name, what, party, place, district, draft, day, until, says, by, by_name, at, state, decided_by, decided_name, decided_at, why';

async function open(tx: Tx, register: string, id: number): Promise<Row | undefined> {
  return tx.find<Row>(`select ${COLUMNS} from registry_request where register = $1 and id = $2 for update`, [register, id]);
}

async function findWaiting(tx: Tx, register: string, code: string): Promise<number | undefined> {
  // Two asking at once for one code: the second waits here until the first is there to be seen.
  await tx.query('select pg_advisory_xact_lock(hashtext($1), hashtext($2))', [`registry request ${register}`, code]);
  return (
    await tx.find<{ id: number }>(`select id from registry_request where register = $1 and code = $2 and state = 'waiting' limit 1`, [
      register,
      code,
    ])
  )?.id;
}

async function decide(tx: Tx, { id }: Row, state: Exclude<Request['state'], 'waiting'>, as: Deciding): Promise<Request> {
  const row = await tx.get<Row>(
    `update registry_request set state = $2, decided_by = $3, decided_name = $4, decided_at = to_timestamp($5 / 1000.0), why = $6
      where id = $1 returning ${COLUMNS}`,
    [id, state, as.by, as.byName, as.at, as.why ?? null],
  );
  await seal(tx, row, 'registryDecision', decidedOf(row), as.at);
  await tell(tx, row, state, as.at);
  return requestOf(row);
}

const askedOf = ({ draft, state: _, decided_by: __, decided_name: ___, decided_at: ____, why: _____, ...asked }: Row) => ({
  ...asked,
  // Sealed by its digest: an entry may hold names and telephones that no sealed text shall spread.
  draftSm3: sm3(canonical(draft)),
});
const decidedOf = ({ id, state, decided_by, decided_name, decided_at, why }: Row) => ({
  request: id,
  state,
  decidedBy: decided_by,
  decidedName: decided_name,
  decidedAt: decided_at,
  why,
});

async function seal(tx: Tx, row: Row, kind: string, content: Record<string, unknown>, at: Instant): Promise<void> {
  await entrust(tx, { chain: `register:${row.register}`, about: ref(kind, row.id), content, party: row.party, district: row.district, at });
}

/** `registry.<register>.requested`, `.agreed`, `.refused`, `.withdrawn`: whoever decides is told, and whoever asked is answered. */
async function tell(tx: Tx, row: Row, what: string, at: Instant): Promise<void> {
  await announce(tx, {
    kind: `registry.${row.register}.${what}`,
    ref: ref(row.register, row.code),
    subject: `${row.register}:${row.code}`,
    party: row.party,
    place: row.place,
    district: row.district,
    day: row.day,
    detail: { request: row.id, register: row.register, code: row.code, name: row.name, by: row.by },
    at,
  });
}

const witnessOf = (kind: string, content: (row: Row) => Record<string, unknown>, only: string): Witness => ({
  kind,
  async stood(tx, ids) {
    const rows = await tx.query<Row>(`select ${COLUMNS} from registry_request where id = any($1::bigint[])`, [ids]);
    return new Map(rows.map((row) => [String(row.id), { content: content(row), eyes: [{ party: row.party, district: row.district }] }]));
  },
  ids: `select id::text from registry_request where ${only}`,
});
export const requestWitness = witnessOf('registryRequest', askedOf, 'true');
export const decisionWitness = witnessOf('registryDecision', decidedOf, `state <> 'waiting'`);

function requestOf(row: Row): Request {
  const { by_name: byName, decided_by: decidedBy, decided_name: decidedName, decided_at: decidedAt, ...rest } = row;
  return { ...rest, id: Number(row.id), byName, decidedBy, decidedName, decidedAt };
}

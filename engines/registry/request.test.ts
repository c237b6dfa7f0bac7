/** A change that waits for another person: examined when asked, entered when agreed to, sealed both times, and never agreed to by whoever asked. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal, type Refusal } from '../../foundation/refusal.ts';
import { sealAll, verify } from '../../foundation/seal/index.ts';
import { type Scope, type Tx, WHOLE_CITY } from '../../foundation/store/store.ts';
import {
  agree,
  countWaiting,
  decisionWitness,
  entryEndWitness,
  entryWitness,
  find,
  listRequests,
  put,
  type Request,
  register,
  requestEnd,
  requestPut,
  requestWitness,
  turnDown,
  withdraw,
} from './index.ts';
import { east, faultsOf, mustPut, openTestRegisters, type TestRegisters, west } from './testing/builders.ts';

const AT = Date.UTC(2026, 0, 5);
const sections = register({
  id: 'section',
  name: '断面',
  nameEn: 'Sections',
  keepers: ['engineer'],
  approval: { by: ['office'] },
  fields: {
    target: { name: '目标类别', nameEn: 'Target', type: 'choice', choices: { III: 'Ⅲ类', IV: 'Ⅳ类' }, required: true },
    number: { name: '编号', nameEn: 'Number', type: 'text', unique: true },
  },
});
let on: TestRegisters;
beforeAll(async () => {
  on = await openTestRegisters();
  for (const [code, district] of [
    ['S1', east],
    ['S2', west],
  ] as const)
    await on.system.tx(async (tx) =>
      mustPut(
        await put(
          tx,
          sections,
          { code, name: code, district, detail: { target: 'IV', number: code } },
          { by: 'z', at: AT, day: '2026-01-01' },
        ),
      ),
    );
});
afterAll(() => on?.close());

const within = <T>(work: (tx: Tx) => Promise<T>, scope: Scope = { districts: [east] }) => on.scoped.as(scope, work);
const asker = { by: 'gao', byName: '高测', at: AT + 1000, day: '2026-03-01', says: '省里调整目标' };
const decider = { by: 'wen', byName: '文舟', at: AT + 2000 };
const draft = (of: object = {}) => ({ code: 'S1', name: 'S1', district: east, detail: { target: 'Ⅲ类', number: 'S1' }, ...of });
const ask = (of: object = {}, as: object = {}) =>
  within((tx) => requestPut(tx, sections, draft(of), { ...asker, ...as })) as Promise<Request>;
const target = async (day: string) =>
  ((await within((tx) => find(tx, sections, 'S1', { day }))) as unknown as { detail: { target: string } }).detail.target;
const codeOf = (outcome: unknown) => (isRefusal(outcome) ? (outcome as Refusal).code : (outcome as Request).state);

describe('a change that waits', () => {
  it('is not entered until another person agrees; then it holds from its day, and both names stand in the entry', async () => {
    const asked = await ask();
    expect(asked).toMatchObject({ state: 'waiting', code: 'S1', what: 'put' });
    expect(await target('2026-04-01')).toBe('IV');
    expect([...((await within(countWaiting)) as Map<string, number>)]).toEqual([['section', 1]]);
    expect(codeOf(await within((tx) => agree(tx, sections, asked.id, { ...decider, by: 'gao' })))).toBe('requests.ownRequest');
    expect(codeOf(await within((tx) => agree(tx, sections, asked.id, decider)))).toBe('agreed');
    expect([await target('2026-02-28'), await target('2026-03-01')]).toEqual(['IV', 'III']);
    expect(((await within((tx) => find(tx, sections, 'S1', { day: '2026-04-01' }))) as { by: string }).by).toBe('高测（文舟审核）');
    expect(codeOf(await within((tx) => agree(tx, sections, asked.id, decider)))).toBe('requests.decided');
  });

  it('is examined when it is asked: what could not be entered is not asked for', async () => {
    expect(faultsOf(await ask({ detail: { target: 'Ⅵ类' } }))).toEqual(['target notAChoice']);
    expect(faultsOf(await ask({ code: 'S9', name: 'S9', detail: { target: 'III', number: 'S1' } }))).toEqual(['number taken']);
  });

  it('is examined again when it is agreed to: the register may have moved on, and the request waits on', async () => {
    const asked = await ask({ code: 'S7', name: 'S7', detail: { target: 'III', number: 'N7' } });
    await on.system.tx(async (tx) =>
      mustPut(
        await put(
          tx,
          sections,
          { code: 'S8', name: 'S8', district: east, detail: { target: 'III', number: 'N7' } },
          { by: 'z', at: AT, day: '2026-01-01' },
        ),
      ),
    );
    expect(faultsOf(await within((tx) => agree(tx, sections, asked.id, decider)))).toEqual(['number taken']);
    expect(codeOf(await within((tx) => withdraw(tx, sections, asked.id, { ...decider })))).toBe('requests.notTheAsker');
    expect(codeOf(await within((tx) => withdraw(tx, sections, asked.id, { by: 'gao', byName: '高测', at: AT + 3000 })))).toBe('withdrawn');
  });

  it('is turned down with a reason, once; one code has one request at a time', async () => {
    const asked = await ask({ detail: { target: 'IV', number: 'S1' } });
    expect(codeOf(await ask({ detail: { target: 'IV', number: 'X' } }))).toBe('requests.waitsAlready');
    expect(codeOf(await within((tx) => turnDown(tx, sections, asked.id, { ...decider, why: '依据不足' })))).toBe('refused');
    expect(await within((tx) => listRequests(tx, 'section', { code: 'S1' }))).toMatchObject([{ why: '依据不足' }, { state: 'agreed' }]);
  });

  it('may be an end', async () => {
    const asked = (await within((tx) => requestEnd(tx, sections, 'S8', { ...asker, day: '2026-05-01' }))) as Request;
    expect((await within((tx) => find(tx, sections, 'S8', { day: '2026-06-01' }))) as object | undefined).toBeDefined();
    await within((tx) => agree(tx, sections, asked.id, decider));
    expect(await within((tx) => find(tx, sections, 'S8', { day: '2026-06-01' }))).toBeUndefined();
  });

  it('is seen and decided only within its district, and no statement of a request changes what was asked', async () => {
    const asked = await ask({ detail: { target: 'IV', number: 'S1' } });
    const elsewhere: Scope = { districts: [west] };
    expect(codeOf(await within((tx) => agree(tx, sections, asked.id, decider), elsewhere))).toBe('requests.noSuchRequest');
    expect(await within((tx) => listRequests(tx, 'section'), elsewhere)).toEqual([]);
    for (const sql of [`update registry_request set draft = '{}'`, `update registry_request set by = 'x'`, 'delete from registry_request'])
      await expect(within((tx) => tx.query(sql), WHOLE_CITY)).rejects.toThrow(/permission denied/);
    await expect(
      within((tx) => tx.query(`update registry_request set state = 'agreed', decided_by = by where id = $1`, [asked.id])),
    ).rejects.toThrow(/check/);
    const other = (await listRequestsOf()).find((one) => one.state === 'agreed') as Request;
    await expect(
      within((tx) => tx.query(`update registry_request set state = 'refused' where id = $1`, [other.id]), WHOLE_CITY),
    ).rejects.toThrow(/decided before/);
  });

  it('is sealed when asked and when decided, and one altered by hand is named', async () => {
    await sealAll(on.system, AT + 9000);
    const witnesses = [entryWitness, entryEndWitness, requestWitness, decisionWitness];
    expect((await verify(on.system, witnesses)).flaws).toEqual([]);
    const owner = new pg.Client({ connectionString: on.urls.postgres, options: '-c search_path=xiushui,public' });
    await owner.connect();
    await owner.query(`alter table registry_request disable trigger all; update registry_request set why = '改过' where state = 'refused'`);
    const [flaw, ...more] = (await verify(on.system, witnesses)).flaws;
    expect(flaw).toMatchObject({
      code: 'contentDiffers',
      about: expect.stringContaining('registryDecision'),
      differs: [{ field: 'why', now: '改过' }],
    });
    expect(more).toEqual([]);
    await owner.query(
      `update registry_request set why = '依据不足' where state = 'refused'; alter table registry_request enable trigger all`,
    );
    await owner.end();
  });

  it('two who decide at once: one decision stands', async () => {
    const [waiting] = (await within((tx) => listRequests(tx, 'section', { waiting: true }))) as Request[];
    const outcomes = await Promise.all([
      within((tx) => agree(tx, sections, waiting?.id as number, decider)),
      within((tx) => turnDown(tx, sections, waiting?.id as number, { by: 'lin', byName: '林', at: AT + 1, why: '否' })),
      within((tx) => withdraw(tx, sections, waiting?.id as number, { by: 'gao', byName: '高测', at: AT + 1 })),
    ]);
    expect(outcomes.map(codeOf).filter((code) => code === 'requests.decided')).toHaveLength(2);
  });
});

const listRequestsOf = () => within((tx) => listRequests(tx, 'section')) as Promise<Request[]>;

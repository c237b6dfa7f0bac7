import { expect, test } from 'vitest';
import { refuse } from './access/index.ts';
import { isRefusal, orRollBack, Refused, refusals } from './refusal.ts';

const say = refusals('ledger', {
  notEnough: (account: string) => ({ says: `${account} 余额不足`, saysEn: `${account} has not enough`, about: { account } }),
  unknown: () => ({ status: 404, says: '无此账户', saysEn: 'No such account' }),
});

test('a refusal carries the room and the reason, and is a conflict unless it says otherwise', () => {
  expect(say.notEnough('采石厂')).toEqual({
    kind: 'refusal',
    code: 'ledger.notEnough',
    status: 409,
    says: '采石厂 余额不足',
    saysEn: '采石厂 has not enough',
    about: { account: '采石厂' },
  });
  expect(say.unknown().status).toBe(404);
});

test('a catalogue lists its reasons in the order in which they are said', () => {
  expect(say.codes).toEqual(['ledger.notEnough', 'ledger.unknown']);
});

test('only a refusal is taken for one', () => {
  expect(isRefusal(say.unknown())).toBe(true);
  for (const other of [null, undefined, 'refusal', { kind: 'posted' }, []]) expect(isRefusal(other)).toBe(false);
});

test('a refusal turned into a roll-back keeps its reason; anything else passes unchanged', () => {
  expect(orRollBack(7)).toBe(7);
  try {
    orRollBack(say.unknown());
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Refused);
    expect((error as Refused).refusal.code).toBe('ledger.unknown');
  }
});

test('every refusal at the door says in both languages what happened and what to do next', () => {
  const said = [
    refuse.wrongPassword(),
    refuse.locked(60_000, 0),
    refuse.noSession(),
    refuse.sessionEnded(),
    refuse.wrongCsrf(),
    refuse.notAllowed('值守员'),
  ];
  // The rest of the catalogue is read from its source by tools/tidy.test.ts.
  expect(said.map((one) => one.code).filter((code) => !refuse.codes.includes(code))).toEqual([]);
  expect(new Set(refuse.codes).size).toBe(refuse.codes.length);
  for (const one of said) {
    expect(one.says).toMatch(/\p{Script=Han}/u);
    expect(one.do).toMatch(/\p{Script=Han}/u);
    expect(one.saysEn).toMatch(/^[\x20-\x7e]+$/);
    expect(one.doEn).toMatch(/^[\x20-\x7e]+$/);
    expect(one.status).toBeGreaterThanOrEqual(400);
  }
});

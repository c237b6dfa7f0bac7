/** A duty through the routes nobody wrote for it: its page, its register, a file opened by hand, its indicators. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { openSystemStore } from '../../../foundation/store/store.ts';
import { openHouse as openDeclared } from '../house.ts';
import { bindCases, bindReactions, react, watchDays } from '../line.ts';
import { type OpenHouse, openDemonstration } from '../testing/open-house.ts';
import type { CaseFile, Figure, FileSummary } from './contract.ts';
import type { Duty, DutySummary, Picks } from './duties-contract.ts';
import type { Dossier } from './registers-contract.ts';

let house: OpenHouse;
beforeAll(async () => {
  house = await openDemonstration();
}, 60_000);
afterAll(() => house?.close());
const read = async <T>(login: string, url: string): Promise<T> => {
  const answer = await house.call(login, 'GET', url);
  expect(answer.status, answer.body).toBe(200);
  return answer.json<T>();
};
const YUNHE = '91330499DEM000110F';

describe('a duty', () => {
  it('is shown with its law, its flow, its numbers and its stories, in both languages', async () => {
    const duty = await read<z.infer<typeof Duty>>('leader', '/api/duties/contingency-plans');
    expect(duty.basis[0]).toMatchObject({ law: '生态环境法典', article: '第一百二十三条', inForce: true, confidence: 'B' });
    const [filing] = duty.procedures;
    expect(filing?.steps.map(({ step }) => step)).toContain('accepted');
    expect(filing?.steps.find(({ step }) => step === 'filed')?.within).toMatchObject({ value: 5, unit: 'workingDays', provisional: true });
    const asks = filing?.steps.find(({ step }) => step === 'filed')?.asks;
    expect(asks?.map(({ field, required }) => [field, required])).toEqual([
      ['level', true],
      ['signedOn', true],
      ['stores', false],
      ['plan', false],
    ]);
    expect(asks?.map(({ requiredWhen }) => requiredWhen)).toEqual([null, null, { field: 'level', is: ['large', 'major'] }, null]);
    expect(asks?.[0]?.choices?.map(({ name }) => name)).toEqual(['一般', '较大', '重大']);
    expect(duty.indicators.map(({ id, nameEn }) => [id, nameEn])).toContainEqual(['plans-filed', 'Contingency plans filed']);
    expect(duty.stories.map(({ name }) => name)).toEqual(['not-needed.yaml', 'renewed.yaml', 'returned.yaml']);
    expect(duty.maturity).toMatchObject([{ row: 'EMG-01', state: 'thin' }]);
    expect((await house.call('leader', 'GET', '/api/duties/nothing')).status).toBe(404);
  });

  it('says to each role which files it may open by hand, and why not the others', async () => {
    const openings = async (login: string) =>
      (await read<{ items: z.infer<typeof DutySummary>[] }>(login, '/api/duties')).items
        .flatMap(({ openings }) => openings)
        .find(({ procedure }) => procedure === 'plan-filing');
    expect(await openings('firm.yunhe')).toMatchObject({ can: true, asksAbout: false, about: 'party' });
    expect((await openings('firm.yunhe'))?.asks.map(({ field }) => field)).toEqual(['level', 'signedOn', 'stores', 'plan']);
    expect(await openings('officer.xiuzhou')).toMatchObject({ can: false, why: expect.stringContaining('排污单位') });
  });

  it('offers firms, places and entries to choose from, within scope', async () => {
    const firms = await read<z.infer<typeof Picks>>('officer.xiuzhou', `/api/picks/party?q=${encodeURIComponent('示例')}`);
    expect(firms.items.length).toBeGreaterThan(0);
    expect((await read<z.infer<typeof Picks>>('firm.qinghe', `/api/picks/party?q=${YUNHE}`)).items).toEqual([]);
    const plans = await read<z.infer<typeof Picks>>('office', '/api/picks/entry?of=contingency-plan');
    expect(plans.items.length).toBe(3);
  });

  it('from a register’s date to the report: reminded, filed, checked, confirmed by another, entered and counted', async () => {
    const declared = openDeclared();
    const cases = bindCases(declared);
    const store = openSystemStore(house.db.urls.system, 'kit test', 2);
    const now = Date.parse('2026-11-24T09:00:00+08:00');
    expect(await watchDays(store, declared, now)).toBeGreaterThan(0);
    expect(await watchDays(store, declared, now)).toBe(0);
    while (await react(store, bindReactions(declared, cases), now));
    await store.close();
    const [file] = (await read<{ items: z.infer<typeof FileSummary>[] }>('firm.yunhe', '/api/files?procedure=plan-filing')).items;
    expect(file).toMatchObject({
      stepName: '提醒重新备案',
      stepNameEn: 'Reminded to file again',
      waitingForEn: 'Waiting for the firm to file again',
    });
    const act = async (login: string, step: string, says: object) =>
      house.call(login, 'POST', `/api/files/${file?.id}/acts`, { step, says });
    expect((await act('firm.yunhe', 'filed', { level: 'large', signedOn: '2026-11-20', stores: '东门' })).status).toBe(200);
    expect((await act('officer.xiuzhou', 'checked', { filingNumber: '示例-2026-09' })).status).toBe(200);
    expect((await act('officer.xiuzhou', 'accepted', {})).json<{ code: string }>().code).toBe('case.sameDoer');
    const done = await act('officer.team', 'accepted', {});
    expect(done.json<z.infer<typeof CaseFile>>()).toMatchObject({ status: 'closed', closingEn: 'Done' });
    const firm = await read<z.infer<typeof Dossier>>('officer.xiuzhou', `/api/parties/${YUNHE}`);
    const plan = firm.registers.find(({ register }) => register === 'contingency-plan')?.entries[0];
    expect(plan?.fields).toMatchObject({ filingNumber: '示例-2026-09', level: 'large' });
    expect(firm.files.map(({ id }) => id)).toContain(file?.id);
    const figures = (await read<{ items: z.infer<typeof Figure>[] }>('office', '/api/figures')).items;
    expect(figures.find(({ id }) => id === 'plans-filed')?.value).toBe(1);
    expect(figures.find(({ id }) => id === 'plans-of-large-risk')?.value).toBe(2);
  });
});

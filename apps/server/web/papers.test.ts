/** The papers of a file over the line: made, taken, bound, checked. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linesOn, readPdf } from '../../../foundation/documents/testing/read-pdf.ts';
import type { JobAt } from '../../../foundation/jobs/index.ts';
import { openSystemStore, type Store } from '../../../foundation/store/store.ts';
import { openWebHouse, type SignedIn, type WebHouse } from '../../../proof/web-house.ts';
import type { TestDatabase } from '../../../tools/test-cluster.ts';
import { openHouse } from '../house.ts';
import { bindCases } from '../line.ts';
import { paperJobs } from '../papers.ts';
import type { Runtime } from '../runtime.ts';
import type { Web } from './web-role.ts';

let house: WebHouse;
let db: TestDatabase;
let web: Web;
let system: Store;
let runtime: Runtime;
let file: number;
const people = new Map<string, SignedIn>();

beforeAll(async () => {
  house = await openWebHouse();
  ({ web, db, runtime } = house);
  for (const login of ['firm.yunhe', 'firm.qinghe', 'leader']) people.set(login, await house.signIn(login));
  system = openSystemStore(db.urls.system, 'papers test', 2);
  const { party } = (await as('firm.yunhe', 'GET', '/api/session')).json<{ person: { party: string } }>().person;
  const opened = await system.tx((tx) =>
    bindCases(openHouse()).openOrRaise(
      tx,
      'reminder',
      {
        subjectKey: 'over:DW001:w01018',
        title: '云河 DW001 化学需氧量高于限值',
        party: { id: party, name: '示例运河印染有限公司' },
        place: { id: 'DW001', name: 'DW001 总排口' },
        district: '330411000000',
        level: 1,
        says: { message: '化学需氧量 62 mg/L，许可限值 50 mg/L。', value: 62.0333333, limit: 50, unit: 'mg/L', hours: 1 },
        because: 'fact:1',
        links: [],
      },
      'raised',
      Date.UTC(2026, 8, 1, 1, 5),
    ),
  );
  file = opened.id;
});
afterAll(async () => {
  await system?.close();
  await house?.close();
});

function as(login: string, method: 'GET' | 'POST', url: string, payload?: object) {
  const { cookie, csrf } = people.get(login) ?? { cookie: '', csrf: '' };
  return web.app.inject({ method, url, headers: { cookie, 'x-csrf-token': csrf }, ...(payload ? { payload } : {}) });
}
interface Papers {
  can: { id: string }[];
  made: { id: string; number: string; code: string; pages: number }[];
  dossiers: { id: string; state: string; items: number; pages: number }[];
}
const papers = async (login = 'leader') => (await as(login, 'GET', `/api/files/${file}/papers`)).json<Papers>();

it('a reminder is printed as its slip, once, with the number of its file, from what was said when it was sent', async () => {
  expect((await papers()).can.map(({ id }) => id)).toEqual(['reminder-slip']);
  const first = (await as('leader', 'POST', `/api/files/${file}/papers`, { document: 'reminder-slip' })).json<Papers['made'][0]>();
  expect(first.number).toMatch(/^嘉环提醒〔2026〕\d+号$/);
  expect((await as('leader', 'POST', `/api/files/${file}/papers`, { document: 'reminder-slip' })).json<{ id: string }>().id).toBe(first.id);
  expect((await as('firm.yunhe', 'POST', `/api/files/${file}/papers`, { document: 'reminder-slip' })).statusCode).toBe(403);
  expect((await as('leader', 'POST', `/api/files/${file}/papers`, { document: 'fine' })).statusCode).toBe(404);
  const original = await as('leader', 'GET', `/api/papers/${first.id}/content?original=1`);
  const text = (await readPdf(original.rawPayload)).pages
    .flatMap(linesOn)
    .map((line) => line.text)
    .join('');
  for (const said of [
    '秀洲分局',
    first.number,
    '示例运河印染有限公司：',
    '62 mg/L',
    '62.03 mg/L',
    '于2026年9月1日10时05分前',
    '2026年9月1日',
  ])
    expect(text).toContain(said);
  expect(text).not.toMatch(/违法|立案|处罚/);
});

it('a copy is other bytes than the original and is on record; a stranger may hold its code against the house', async () => {
  const [made] = (await papers('firm.yunhe')).made as [Papers['made'][0]];
  const copy = await as('firm.yunhe', 'GET', `/api/papers/${made.id}/content?purpose=${encodeURIComponent('留存')}`);
  expect([copy.statusCode, copy.headers['content-type']]).toEqual([200, 'application/pdf']);
  const original = await as('leader', 'GET', `/api/papers/${made.id}/content?original=1`);
  expect(copy.rawPayload.equals(original.rawPayload)).toBe(false);
  expect((await readPdf(copy.rawPayload)).pages).toHaveLength(made.pages);
  const word = await as('leader', 'GET', `/api/papers/${made.id}/content?as=docx`);
  expect(word.rawPayload.subarray(0, 2).toString()).toBe('PK');
  expect((await as('firm.qinghe', 'GET', `/api/papers/${made.id}/content`)).statusCode).toBe(404);
  const events = await system.tx((tx) =>
    tx.query<{ says: string }>(`select says from audit_event where did = 'documents.taken' order by id`),
  );
  expect(events.map(({ says }) => says)).toContain(`下载文书 ${made.number}（副本，留存）`);
  const check = async (code: string) => (await web.app.inject({ url: `/api/check/${encodeURIComponent(code)}` })).json();
  expect(await check(made.code)).toEqual({ known: true, number: made.number, day: '2026-09-01', isVoid: false });
  expect(await check('0000-0000-0000-0000-0000')).toEqual({ known: false, number: null, day: null, isVoid: false });
});

it('a dossier is ordered, bound by a job, and taken as a copy; an order that was lost is found again', async () => {
  const ordered = (await as('leader', 'POST', `/api/files/${file}/dossiers`)).json<{ id: string }>();
  expect((await as('leader', 'GET', `/api/dossiers/${ordered.id}/content`)).json()).toMatchObject({ code: 'documents.notBoundYet' });
  const queued = await system.tx((tx) =>
    tx.query(`select 1 from job_run where job = 'documents.dossier' and key = $1`, [`dossier ${ordered.id}`]),
  );
  expect(queued).toHaveLength(1);
  const jobs = paperJobs(openHouse(), runtime);
  const run = (name: string, payload: object) =>
    jobs
      .find((job) => job.name === name)
      ?.run(
        payload as never,
        { store: system, now: Date.now() + 3_600_000, clock: Date.now, signal: new AbortController().signal, id: 'x' } as JobAt,
      );
  expect(await run('documents.lost', {})).toBe('找回 1 卷');
  // What was done (one page), and the slip (two).
  expect(await run('documents.dossier', { dossier: ordered.id })).toBe('2 件 3 页');
  expect((await papers()).dossiers).toMatchObject([{ state: 'done', items: 2, pages: 3 }]);
  const taken = await as('leader', 'GET', `/api/dossiers/${ordered.id}/content`);
  const { pages } = await readPdf(taken.rawPayload);
  expect(pages).toHaveLength(6);
  const text = pages
    .flatMap(linesOn)
    .map((line) => line.text)
    .join('');
  for (const said of ['案 卷', '卷 内 目 录', '办 理 记 录', '发出提醒', '卷 内 备 考 表', '本卷装订时办件尚未办结'])
    expect(text).toContain(said);
  expect((await as('firm.qinghe', 'GET', `/api/dossiers/${ordered.id}`)).statusCode).toBe(404);
});

it('a number taken in vain is declared void with its reason, once; the number of an open file is not', async () => {
  const [slip] = (await papers()).made as [Papers['made'][0] & { inUse: boolean }];
  const declare = (id: string, login = 'leader', reason = '打印后发现对象有误') => as(login, 'POST', `/api/papers/${id}/void`, { reason });
  expect(slip.inUse).toBe(true);
  expect((await declare(slip.id)).json()).toMatchObject({ code: 'documents.numberInUse' });
  // A paper with a run of its own, as a programme may declare one.
  const owner = openSystemStore(db.urls.postgres, 'papers test, as owner', 1);
  const [made] = await owner.tx(async (tx) => {
    await tx.query(`insert into number_run (series, year, last) values ('嘉环函', 2026, 1)`);
    return tx.query<{ id: string }>(
      `insert into document (template, template_version, printer, about_kind, about_id, number, title, day, filling, filling_hash, law_release, docx, pdf, pages,
       by_login, by_name, party, district, at)
     select template, template_version, printer, about_kind, about_id, '嘉环函〔2026〕1号', title, day, filling, filling_hash, law_release, docx, pdf, pages,
       by_login, by_name, party, district, at from document where id = $1 returning id::text`,
      [slip.id],
    );
  });
  await owner.close();
  const letter = made?.id ?? '';
  expect((await declare(letter, 'firm.yunhe')).statusCode).toBe(403);
  expect((await declare(letter, 'leader', '')).statusCode).toBe(422);
  expect((await declare(letter)).json()).toMatchObject({ number: '嘉环函〔2026〕1号', voided: { reason: '打印后发现对象有误' } });
  expect((await declare(letter)).json()).toMatchObject({ code: 'documents.alreadyVoid' });
  expect((await papers()).made).toContainEqual(
    expect.objectContaining({ id: letter, voided: expect.objectContaining({ by: expect.any(String) }) }),
  );
  const events = await system.tx((tx) => tx.query<{ says: string }>(`select says from audit_event where did = 'documents.numberVoided'`));
  expect(events).toEqual([{ says: '文号作废 嘉环函〔2026〕1号：打印后发现对象有误' }]);
});

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { paragraph, word } from '../../tools/templates/word.ts';
import { attach, type Files, findAttachment, folderPlace, keep, openFiles, type Received, receive, type Upload } from '../files/index.ts';
import { docx, pdf, photo } from '../files/testing/samples.ts';
import { voidNumber } from '../numbering.ts';
import { ref } from '../ref.ts';
import { listUnguarded } from '../store/guarded.ts';
import { WHOLE_CITY } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  bindDossier,
  checkCode,
  codeOf,
  copyOf,
  findDossier,
  findMade,
  type Item,
  listDossiers,
  listMade,
  type Made,
  make,
  makeAgain,
  markOf,
  orderDossier,
  print,
  runDossier,
} from './index.ts';
import { linesOn, readPdf } from './testing/read-pdf.ts';

let house: House;
let home: string;
let files: Files;
const NOON = Date.UTC(2026, 8, 1, 4);
const QIN = { login: 'qin', name: '秦守一' };
const FILE = ref('file', '7');
const template = {
  id: 'letter',
  name: '函',
  bytes: word({ numbered: true, blocks: [paragraph('{number}', { align: 'center' }), paragraph('{text}', { first: 2, align: 'both' })] }),
};
const making = (text: string) => ({
  template,
  about: FILE,
  title: '关于排放口的函',
  number: { series: '青环函', year: 2026 },
  day: '2026-09-01',
  filling: { text },
  author: '青山分局',
  lawRelease: 'abc',
  by: QIN,
  party: 'P1',
  district: '青山区',
  at: NOON,
});
const made = async (text: string) => (await house.app.as(WHOLE_CITY, (tx) => make(tx, files, making(text)))) as Made;

beforeAll(async () => {
  house = await openHouse();
  home = mkdtempSync(join(tmpdir(), 'xiushui-documents-'));
  files = openFiles({ place: folderPlace(join(home, 'kept')), incoming: join(home, 'incoming') });
});
afterAll(async () => {
  await house?.close();
  rmSync(home, { recursive: true, force: true });
});

describe('a document (F15)', () => {
  it('is kept as Word and as PDF by hash, and is the same when made again', async () => {
    const letter = await made('请于三日内说明。');
    expect(letter).toMatchObject({ number: '青环函〔2026〕1号', pages: 1, by: '秦守一', day: '2026-09-01', lawRelease: 'abc' });
    const kept = await buffer(await files.place.read(letter.pdf));
    expect(createHash('sm3').update(kept).digest('hex')).toBe(letter.pdf);
    expect((await readPdf(kept)).pages.flatMap(linesOn).map(({ text }) => text)).toEqual([
      '青环函〔2026〕1号',
      '请于三日内说明。',
      '— 1 —',
    ]);
    expect(await makeAgain(letter, template, '青山分局')).toEqual({ same: true });
  });

  it('made of the same is the one that is there, with its number; of something else it is another, with the next', async () => {
    const first = await made('请于三日内说明。');
    expect(first.number).toBe('青环函〔2026〕1号');
    expect((await made('请于五日内说明。')).number).toBe('青环函〔2026〕2号');
    const both = await Promise.all([made('同时'), made('同时')]);
    expect(both.map(({ number }) => number)).toEqual(['青环函〔2026〕3号', '青环函〔2026〕3号']);
    const listed = await house.app.as(WHOLE_CITY, (tx) => listMade(tx, FILE));
    expect(Array.isArray(listed) && listed.map(({ number }) => number)).toEqual([
      '青环函〔2026〕1号',
      '青环函〔2026〕2号',
      '青环函〔2026〕3号',
    ]);
  });

  it('that cannot be printed takes no number', async () => {
    expect(await house.app.as(WHOLE_CITY, (tx) => make(tx, files, making('甲\u{1F600}')))).toMatchObject({ code: 'documents.noSign' });
    expect((await made('之后的一件')).number).toBe('青环函〔2026〕4号');
  });

  it('whose template was changed since says so instead of the same bytes', async () => {
    const letter = await made('请于三日内说明。');
    const changed = { ...template, bytes: word({ numbered: true, blocks: [paragraph('{text}')] }) };
    expect(await makeAgain(letter, changed, '青山分局')).toMatchObject({ same: false, why: expect.stringContaining('模板已由') });
  });

  it('is found by the code on its copy, and a stranger learns its number, its day and whether it is void, and no more', async () => {
    const letter = await made('请于三日内说明。');
    const ask = (code: string) => house.system.tx((tx) => checkCode(tx, code));
    expect(await ask(codeOf(letter.pdf))).toEqual({ number: letter.number, day: '2026-09-01', isVoid: false });
    expect(await ask(codeOf(letter.pdf).toLowerCase().replaceAll('-', ''))).toMatchObject({ number: letter.number, day: '2026-09-01' });
    for (const wrong of ['0000-0000-0000-0000-0000', letter.pdf.slice(0, 12), '%%%%%%%%%%%%%%%%%%%%', ''])
      expect(await ask(wrong)).toBeUndefined();
  });

  it('whose number is void stays, and says so to a stranger; the same made anew takes the next number', async () => {
    const letter = await made('作废的一件');
    const voided = await house.app.as(WHOLE_CITY, (tx) =>
      voidNumber(tx, {
        number: letter.number,
        reason: '打印后发现对象有误',
        by: { login: 'qin', name: '秦守一' },
        party: letter.party,
        district: letter.district,
        at: letter.at,
      }),
    );
    expect(voided).toMatchObject({ number: letter.number });
    expect(await house.system.tx((tx) => checkCode(tx, codeOf(letter.pdf)))).toMatchObject({ number: letter.number, isVoid: true });
    const next = (of: string) => of.replace(/(\d+)号$/, (_, position) => `${Number(position) + 1}号`);
    const anew = await made('作废的一件');
    expect(anew.number).toBe(next(letter.number));
    expect((await made('作废的一件')).number).toBe(anew.number);
  });

  it('is not shown outside its scope', async () => {
    const letter = await made('请于三日内说明。');
    expect(await house.app.as({ districts: ['临江区'] }, (tx) => findMade(tx, letter.id))).toMatchObject({
      code: 'documents.noSuchDocument',
    });
    expect(await house.app.as({ districts: [], party: 'P1' }, (tx) => findMade(tx, letter.id))).toMatchObject({ number: letter.number });
  });
});

test('a copy wears who took it, when and for what on every page, and its code; the original is untouched', async () => {
  const letter = await made('长文。'.repeat(400));
  const original = await buffer(await files.place.read(letter.pdf));
  const taken = {
    hash: letter.pdf,
    title: letter.title,
    number: letter.number,
    by: '秦守一',
    body: '青山分局',
    purpose: '归档',
    at: NOON,
    checkAt: null,
  };
  const copy = await copyOf(original, taken);
  const before = await readPdf(original);
  const after = await readPdf(copy);
  expect(after.pages.length).toBe(before.pages.length);
  expect(before.pages.length).toBeGreaterThan(1);
  const [mark] = (await readPdf(await markOf(taken))).pages;
  const said = mark ? linesOn(mark).map((line) => line.text) : [];
  expect(said.join('')).toContain(`核验码 ${codeOf(letter.pdf)}`);
  expect(said).toContain('副本：青山分局 秦守一 2026-09-01 12:00 归档');
  // The mark is one form of the file, drawn on each page after what was there.
  expect(copy.toString('latin1').match(/\/Subtype \/Form/g)).toHaveLength(1);
  expect((await buffer(await files.place.read(letter.pdf))).equals(original)).toBe(true);
});

async function attachment(name: string, content: Buffer, kind = 'evidence', of = files) {
  const received = (await receive(of, Readable.from([content]), { name, kind })) as Received;
  return (await house.app.as(WHOLE_CITY, async (tx) => {
    const upload = (await keep(tx, of, received, { by: QIN, party: 'P1', district: '青山区', at: NOON })) as Upload;
    const id = await attach(tx, {
      file: upload,
      to: FILE,
      role: `2.${name}`,
      says: '附件',
      by: QIN,
      party: 'P1',
      district: '青山区',
      at: NOON,
    });
    return findAttachment(tx, id);
  })) as NonNullable<Awaited<ReturnType<typeof findAttachment>>>;
}

describe('a dossier', () => {
  const cover = {
    archive: '青山区生态环境分局',
    number: '青环提醒〔2026〕1号',
    title: '甲厂 DW001 化学需氧量高于限值',
    party: '甲厂',
    credit: '91330400000000000X',
    period: '2026-09-01 至 2026-09-02',
    outcome: '办结',
    keep: '十年',
    by: '秦守一',
    says: '材料齐全。',
  };
  const item = (title: string, of: Item['of'], number = ''): Item => ({ number, by: '秦守一', title, at: NOON, note: '', of });
  let items: Item[];
  beforeAll(async () => {
    const three = (await print(
      { id: 't', name: 't', bytes: word({ numbered: true, blocks: [paragraph('{text}')] }) },
      { text: '长文。'.repeat(500) },
      { title: 't', author: 'a', day: '2026-09-01' },
    )) as { pdf: Buffer; pages: number };
    expect(three.pages).toBe(3);
    items = [
      item('提醒单', { made: await made('请于三日内说明。') }, '青环函〔2026〕1号'),
      item('检修记录', { attachment: await attachment('检修记录.pdf', three.pdf) }),
      item('现场照片', { attachment: await attachment('现场.jpg', await photo()) }),
      item('说明', { attachment: await attachment('说明.docx', docx()) }),
      item('扫描件', { attachment: await attachment('扫描件.pdf', pdf()) }),
      item('长函', { made: await made('长文。'.repeat(300)) }),
    ];
  });

  it('has a cover, a catalogue, every item in order with pages numbered through, and remarks', async () => {
    const bound = await bindDossier(files, cover, items, '2026-09-02');
    const { pages } = await readPdf(bound.pdf);
    // Cover and catalogue, 1 + 3 + 1 + 1 + 1 + 2 pages of items, remarks.
    expect(bound.catalogue.map(({ page, pages: many }) => [page, many])).toEqual([
      [1, 1],
      [2, 3],
      [5, 1],
      [6, 1],
      [7, 1],
      [8, 2],
    ]);
    expect(bound.pages).toBe(9);
    expect(pages).toHaveLength(12);
    const catalogue = linesOn(pages[1] as (typeof pages)[0]).map(({ text }) => text);
    expect(catalogue[1]).toBe('序号文号责任者题名日期页号备注');
    expect(catalogue.filter((text) => text.includes('2026.09.01')).map((text) => /01(\d+)$/.exec(text.trim())?.[1])).toEqual([
      '1',
      '2',
      '5',
      '6',
      '7',
      '8',
    ]);
    const front = linesOn(pages[0] as (typeof pages)[0])
      .map(({ text }) => text)
      .join('');
    for (const said of ['青环提醒〔2026〕1号', '甲厂', '共 6 件 9 页', '十年']) expect(front).toContain(said);
    expect(
      linesOn(pages[5 + 1 + 1] as (typeof pages)[0])
        .map(({ text }) => text)
        .join(''),
    ).toContain('说明.docx');
    expect(
      linesOn(pages.at(-1) as (typeof pages)[0])
        .map(({ text }) => text)
        .join(''),
    ).toContain('本卷共 6 件，编页 9 页');
  });

  it('is bound once ordered, shows how far it is, and is the same bytes when bound again', async () => {
    const order = () =>
      house.app.as(WHOLE_CITY, (tx) =>
        orderDossier(tx, { about: FILE, number: cover.number, title: cover.title, by: QIN, party: 'P1', district: '青山区', at: NOON }),
      );
    const gather = async () => ({ cover, items });
    const first = (await order()) as { id: string };
    expect(await runDossier(house.system, files, first.id, gather, () => NOON)).toBe('6 件 9 页');
    expect(await runDossier(house.system, files, first.id, gather, () => NOON)).toBe('已装订');
    const done = await house.app.as(WHOLE_CITY, (tx) => findDossier(tx, first.id));
    expect(done).toMatchObject({ state: 'done', progress: 100, items: 6, pages: 9 });
    const second = (await order()) as { id: string };
    await runDossier(house.system, files, second.id, gather, () => NOON);
    const listed = await house.app.as(WHOLE_CITY, (tx) => listDossiers(tx, FILE));
    const hashes = Array.isArray(listed) ? listed.map(({ pdf: hash }) => hash) : [];
    expect(new Set(hashes).size).toBe(1);
  });

  it('that cannot be bound says why and is tried again', async () => {
    const order = (await house.app.as(WHOLE_CITY, (tx) =>
      orderDossier(tx, { about: FILE, number: 'x', title: 'x', by: QIN, party: 'P1', district: '青山区', at: NOON }),
    )) as { id: string };
    const gather = async () => ({ cover: { ...cover, title: '甲\u{1F600}' }, items });
    await expect(runDossier(house.system, files, order.id, gather, () => NOON)).rejects.toThrow('noSign');
    expect(await house.app.as(WHOLE_CITY, (tx) => findDossier(tx, order.id))).toMatchObject({
      state: 'failed',
      says: expect.stringContaining('字库'),
    });
  });
});

test('every table of documents is guarded', async () => {
  expect(await listUnguarded(house.owner, [])).toEqual([]);
  expect(readFileSync(new URL('./README.md', import.meta.url), 'utf8')).toContain('F15');
});

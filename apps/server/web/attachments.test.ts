/** Uploads and attachments over the line, as a firm and an officer meet them: a whole web role on loopback, with the demonstration's people. */
import { existsSync, readdirSync } from 'node:fs';
import { request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docx, pdf, photo } from '../../../foundation/files/testing/samples.ts';
import { openSystemStore, type Store } from '../../../foundation/store/store.ts';
import { openWebHouse, type SignedIn, type WebHouse } from '../../../proof/web-house.ts';
import { openHouse } from '../house.ts';
import { bindCases } from '../line.ts';

let house: WebHouse;
let system: Store;
let origin: string;
let file: number;
const people = new Map<string, SignedIn>();

beforeAll(async () => {
  house = await openWebHouse({ files: { maxMegabytes: 1 } });
  const { web, db } = house;
  await web.app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(web.app.server.address() as AddressInfo).port}`;
  for (const login of ['firm.yunhe', 'firm.qinghe', 'leader']) people.set(login, await house.signIn(login));
  system = openSystemStore(db.urls.system, 'attachments test', 2);
  const firm = (await (await as('firm.yunhe', '/api/session')).json()) as { person: { party: string } };
  const { party } = firm.person;
  const { district } = await system.tx((tx) =>
    tx.get<{ district: string }>(`select district from registry_entry where register = 'firm' and code = $1`, [party]),
  );
  const opened = await system.tx((tx) =>
    bindCases(openHouse()).openOrRaise(
      tx,
      'reminder',
      {
        subjectKey: 'over:DW001:w01018',
        title: '化学需氧量高于限值',
        party: { id: party, name: '云河' },
        place: null,
        district,
        level: 1,
        says: { message: '化学需氧量 62 mg/L。' },
        because: 'fact:1',
        links: [],
      },
      'raised',
      Date.now(),
    ),
  );
  file = opened.id;
});
afterAll(async () => {
  await system?.close();
  await house?.close();
});

function as(login: string, path: string, init: RequestInit = {}) {
  const { cookie, csrf } = people.get(login) ?? { cookie: '', csrf: '' };
  return fetch(origin + path, { ...init, headers: { cookie, 'x-csrf-token': csrf, ...(init.headers as object) } });
}
async function upload(login: string, name: string, content: Buffer | string, kind = 'evidence') {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(Buffer.from(content as string))]), name);
  const answer = await as(login, `/api/uploads?kind=${kind}`, { method: 'POST', body: form });
  return {
    status: answer.status,
    mime: answer.headers.get('content-type'),
    ...((await answer.json()) as { id: string; hash: string; code?: string; name: string }),
  };
}
const reply = (login: string, evidence: string) =>
  as(login, `/api/files/${file}/acts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ step: 'replied', says: { cause: 'process', measures: '已停产', evidence } }),
  });
const incoming = () => {
  const folder = join(house.runtime.home, 'files/incoming');
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe('an upload', () => {
  it('is answered with its hash and what the photograph claims, and the same again with the same', async () => {
    const first = await upload('firm.yunhe', '../现场.jpg', await photo());
    expect(first).toMatchObject({ status: 200, name: '现场.jpg', mime: 'application/json; charset=utf-8', claimed: { lat: 30.5 } });
    expect((await upload('firm.yunhe', '现场.jpg', await photo())).id).toBe(first.id);
    expect(incoming()).toEqual([]);
  });

  it('is refused in words: too large 413, wrong type 415, nothing at all 422, by a problem document each', async () => {
    const large = await upload('firm.yunhe', 'big.txt', 'a'.repeat(8 << 20));
    expect([large.status, large.code, large.mime]).toEqual([413, 'files.tooLarge', 'application/problem+json; charset=utf-8']);
    const page = await upload('firm.yunhe', 'x.html', '<html></html>');
    expect([page.status, page.code]).toEqual([415, 'files.notAllowed']);
    const none = await as('firm.yunhe', '/api/uploads', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect([none.status, ((await none.json()) as { code: string }).code]).toEqual([422, 'files.nameless']);
    expect(incoming()).toEqual([]);
  });

  it('that breaks off leaves nothing', async () => {
    const { cookie, csrf } = people.get('firm.yunhe') as SignedIn;
    await new Promise<void>((resolve) => {
      const broken = ask(`${origin}/api/uploads`, {
        method: 'POST',
        headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'multipart/form-data; boundary=B', 'content-length': '500000' },
      });
      broken.on('error', () => resolve());
      broken.write('--B\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n');
      broken.write('half of it');
      setTimeout(() => broken.destroy(), 200);
      broken.on('close', () => resolve());
    });
    for (let i = 0; i < 50 && incoming().length; i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(incoming()).toEqual([]);
    expect((await as('firm.yunhe', '/api/session')).status).toBe(200);
  });
});

describe('an act that carries attachments', () => {
  it('takes only what its doer uploaded, of the kind asked for, and not too many', async () => {
    const theirs = await upload('firm.qinghe', 'a.pdf', pdf());
    const refused = await reply('firm.yunhe', theirs.id);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([422, 'files.notYours']);
    const photoKind = await upload('firm.yunhe', '现场.jpg', await photo(), 'photo');
    expect(((await (await reply('firm.yunhe', photoKind.id)).json()) as { code: string }).code).toBe('files.notYours');
    expect(((await (await reply('firm.yunhe', '1,2,3,4,5,6,7')).json()) as { code: string }).code).toBe('case.tooManyAttached');
  });

  it('is sealed with their hashes, lists them, and gives them to whom the file is shown', async () => {
    const [image, page, word] = [
      await upload('firm.yunhe', '现场.jpg', await photo()),
      await upload('firm.yunhe', '检修记录.pdf', pdf()),
      await upload('firm.yunhe', '说明.docx', docx()),
    ];
    const done = await reply('firm.yunhe', [image.id, page.id, word.id].join(','));
    expect(done.status).toBe(200);
    const { acts } = (await done.json()) as {
      acts: { step: string; shown: { name: string; text: string }[]; says: { evidence?: { hash: string }[] } }[];
    };
    const act = acts.find(({ step }) => step === 'replied');
    expect(act?.shown).toContainEqual(expect.objectContaining({ name: '原因说明附件', text: '现场.jpg、检修记录.pdf、说明.docx' }));
    expect(act?.says.evidence?.map(({ hash }) => hash)).toEqual([image.hash, page.hash, word.hash]);
    const sealed = await system.tx((tx) =>
      tx.get<{ content: string }>(`select content from chain_row where about_kind = 'act' and about_id = $1`, [`${file}/2`]),
    );
    for (const { hash } of [image, page, word]) expect(sealed.content).toContain(hash);

    const listed = await as('leader', `/api/files/${file}/attachments`);
    const seen = ((await listed.json()) as { items: { id: string; name: string; seq: number }[] }).items;
    expect(seen.map(({ name, seq }) => [name, seq])).toEqual([
      ['现场.jpg', 2],
      ['检修记录.pdf', 2],
      ['说明.docx', 2],
    ]);
    expect((await as('firm.qinghe', `/api/files/${file}/attachments`)).status).toBe(404);
    for (const { id } of seen) expect((await as('firm.qinghe', `/api/attachments/${id}/content`)).status).toBe(404);
  });

  it('hands the bytes over as they came: whole, in part, not again when they are known; each download is an event of the audit', async () => {
    const { items } = (await (await as('leader', `/api/files/${file}/attachments`)).json()) as {
      items: { id: string; name: string; hash: string; size: number }[];
    };
    const [image, page] = items as [(typeof items)[0], (typeof items)[0]];
    const whole = await as('leader', `/api/attachments/${image.id}/content`);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-disposition': `attachment; filename="__.jpg"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA.jpg`,
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      etag: `"${image.hash}"`,
      'accept-ranges': 'bytes',
    });
    expect(whole.headers.get('content-security-policy')).toMatch(/default-src 'none'.*; sandbox$/);
    expect(Buffer.from(await whole.arrayBuffer()).equals(await photo())).toBe(true);

    const part = await as('leader', `/api/attachments/${image.id}/content`, { headers: { range: 'bytes=2-5' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-5/${image.size}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals((await photo()).subarray(2, 6))).toBe(true);
    const tail = await as('leader', `/api/attachments/${image.id}/content`, { headers: { range: 'bytes=-3' } });
    expect(Buffer.from(await tail.arrayBuffer()).equals((await photo()).subarray(-3))).toBe(true);
    const beyond = await as('leader', `/api/attachments/${image.id}/content`, { headers: { range: `bytes=${image.size}-` } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${image.size}`]);
    const known = await as('leader', `/api/attachments/${image.id}/content`, { headers: { 'if-none-match': `"${image.hash}"` } });
    expect(known.status).toBe(304);

    const inline = await as('leader', `/api/attachments/${page.id}/content?inline=1`);
    expect(inline.headers.get('content-disposition')).toMatch(/^inline/);
    const word = await as('leader', `/api/attachments/${items[2]?.id}/content?inline=1`);
    expect(word.headers.get('content-disposition')).toMatch(/^attachment/);

    const small = await as('leader', `/api/attachments/${image.id}/preview`);
    expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect((await as('leader', `/api/attachments/${page.id}/preview`)).status).toBe(404);
    const { n } = await system.tx((tx) => tx.get<{ n: number }>(`select count(*) as n from audit_event where did = 'files.downloaded'`));
    // Whole, the tail (asked from the end), the PDF and the Word file; not the part from the middle, nor what was known.
    expect(n).toBe(3);
  });

  it('withdrawn by who attached it, says so, with the reason, and stays', async () => {
    const { items } = (await (await as('firm.yunhe', `/api/files/${file}/attachments`)).json()) as {
      items: { id: string; mine: boolean }[];
    };
    const id = items[1]?.id;
    const take = (login: string, reason: string) =>
      as(login, `/api/attachments/${id}/withdraw`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason }),
      });
    expect((await take('leader', '不对')).status).toBe(422);
    expect(await (await take('firm.yunhe', '传错')).json()).toMatchObject({ withdrawn: { reason: '传错' } });
    expect((await take('firm.yunhe', '传错')).status).toBe(409);
    expect((await as('leader', `/api/attachments/${id}/content`)).status).toBe(200);
    const csv = await (await as('leader', `/api/files/${file}/attachments?format=csv`)).text();
    expect(csv).toContain('传错');
  });
});

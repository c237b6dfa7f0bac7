/**
 * Bad input against a whole running house, over real sockets and the real API: a clear answer or a kept frame with its reason, and nothing lost.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSystemStore } from '../../foundation/store/store.ts';
import { encodeFrame, type Header, type KeptFrame, readFrames } from '../../gateways/hj212/index.ts';
import { until } from '../checks.ts';
import { freePort, type HouseProcess, startHouse } from '../house/house-process.ts';

const clone = fileURLToPath(new URL('../../', import.meta.url));
let data: string;
let house: HouseProcess;
let port: number;
let passwords: Record<string, string>;
const MN = '58534A583304810000000001';
const STRANGER = '5859FFFF0000000000000099';
const OUTLET = '91330499DEM0000146-DW001';

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'xiushui-faults-'));
  chmodSync(data, 0o711);
  port = await freePort();
  house = await startHouse({
    clone,
    args: ['--demo', '--no-simulation', '--port', String(await freePort()), '--hj212-port', String(port)],
    env: { XIUSHUI_DATA: join(data, 'home'), DATABASE_URL: '', XIUSHUI_RUNTIME: '' },
  });
  passwords = JSON.parse(readFileSync(join(house.ready.home, 'logger-passwords.json'), 'utf8'));
}, 90_000);
afterAll(async () => {
  await house?.stop();
  rmSync(data, { recursive: true, force: true });
}, 60_000);

// Counted back from one moment: no two uploads speak of the same second, however long a test waits.
const STARTED = Date.now();
let serial = 0;
function upload(change: Partial<Header> = {}, value = 40): Uint8Array {
  serial += 1;
  const at = new Date(STARTED + 8 * 3_600_000 - serial * 1_000).toISOString().replace(/\D/g, '');
  const header: Header = { QN: at.slice(0, 17), ST: '32', CN: '2011', PW: passwords[MN] ?? '', MN, Flag: 5, ...change };
  return encodeFrame(header, [
    [['DataTime', at.slice(0, 14)]],
    [
      ['w01018-Rtd', String(value)],
      ['w01018-Flag', 'N'],
    ],
  ]);
}

/** Every byte that was put on a wire, by the name the house knows the wire by. */
const sent = new Map<string, Buffer[]>();

async function connect(): Promise<Socket & { heard: string }> {
  const socket = createConnection({ host: '127.0.0.1', port }) as Socket & { heard: string };
  socket.heard = '';
  socket.on('data', (chunk) => (socket.heard += chunk.toString('latin1')));
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  const bytes: Buffer[] = [];
  sent.set(`127.0.0.1:${socket.localPort}`, bytes);
  const write = socket.write.bind(socket) as (chunk: Uint8Array) => boolean;
  socket.write = ((chunk: Uint8Array) => {
    bytes.push(Buffer.from(chunk));
    return write(chunk);
  }) as Socket['write'];
  return socket;
}
const answers = (socket: { heard: string }) => (socket.heard.match(/CN=9014/g) ?? []).length;

const sessions = new Map<string, { cookie: string; csrf: string }>();
async function call(login: string, method: string, url: string, body?: object, headers: Record<string, string> = {}) {
  const { address, accounts } = house.ready;
  if (!sessions.has(login)) {
    const signed = await fetch(`${address}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: accounts[0]?.password }),
    });
    sessions.set(login, {
      cookie: (signed.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
      csrf: ((await signed.json()) as { csrf: string }).csrf,
    });
  }
  const { cookie, csrf } = sessions.get(login) as { cookie: string; csrf: string };
  const answer = await fetch(address + url, {
    method,
    headers: { cookie, 'x-csrf-token': csrf, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as Record<string, never> & {
      items: { code: string; mn: string | null; text: string; canReplay: boolean; why: string | null }[];
      code: string;
      id: string;
    },
  };
}
/** A look, or a nudge to a clock, with the rights of our own jobs: what no request may do. */
async function asHouse<Row extends Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const { urls } = JSON.parse(readFileSync(join(house.ready.home, 'run/runtime.json'), 'utf8')) as { urls: { system: string } };
  const store = openSystemStore(urls.system, 'xiushui faults proof', 1);
  try {
    return await store.tx((tx) => tx.query<Row>(sql, parameters));
  } finally {
    await store.close();
  }
}

const kept = async () => (await call('engineer', 'GET', '/api/kept')).body.items;

describe('on the wire', () => {
  it('a frame that comes one byte a second is waited for and answered', async () => {
    const socket = await connect();
    socket.setNoDelay(true);
    const slow = upload();
    const quick = slow.length - 11;
    socket.write(slow.subarray(0, quick));
    for (const byte of slow.subarray(quick)) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(answers(socket)).toBe(0);
      socket.write(Buffer.from([byte]));
    }
    await until('the answer', async () => answers(socket) === 1, 10_000);
    socket.destroy();
  });

  it('several frames in one write, one frame in two writes, and one byte at a time are all answered', async () => {
    const socket = await connect();
    socket.write(Buffer.concat([upload(), upload(), upload()]));
    const half = upload();
    socket.write(half.subarray(0, 37));
    await new Promise((resolve) => setTimeout(resolve, 150));
    socket.write(half.subarray(37));
    await until('four answers', async () => answers(socket) === 4, 10_000);
    const slow = upload();
    socket.setNoDelay(true);
    for (const byte of slow) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    await until('the fifth answer', async () => answers(socket) === 5, 10_000);
    socket.destroy();
  });

  it('what is damaged, foreign or not for us is kept with its reason, shown with the password covered, and not answered; what stands around it is', async () => {
    const socket = await connect();
    const bad = Buffer.from(upload());
    bad[bad.length - 3] = bad[bad.length - 3] === 0x30 ? 0x31 : 0x30;
    const damaged: [Uint8Array, string][] = [
      [bad, 'badCrc'],
      [upload({ MN: STRANGER, PW: '654321' }), 'unknownMn'],
      [upload({ PW: '000000' }), 'wrongPw'],
      [upload({ Flag: 9 }), 'otherEdition'],
      [upload({ Flag: 0 }), 'otherEdition'],
      [encodeFrame({ QN: '20260901080000000', ST: '32', CN: '2011', PW: passwords[MN] ?? '', MN, Flag: 5 }, []), 'deviceRequest'],
      [encodeFrame({ QN: '20260901080000001', ST: '91', CN: '9014', PW: passwords[MN] ?? '', MN, Flag: 4 }, []), 'answerFrame'],
      [Buffer.from('AT+CSQ\r\nnonsense without end'), 'garbage'],
    ];
    const before = (await kept()).length;
    for (const [bytes] of damaged) socket.write(bytes);
    socket.write(upload());
    await until('the good one is answered', async () => answers(socket) === 1, 15_000);
    const items = await until(
      'all are shown',
      async () => {
        const all = await kept();
        return all.length >= before + damaged.length ? all : null;
      },
      20_000,
    );
    expect(answers(socket)).toBe(1);
    for (const [, code] of damaged)
      expect(
        items.map((k) => k.code),
        code,
      ).toContain(code);
    for (const item of items) expect(item.text).not.toMatch(/PW=\d/);
    expect(items.find((k) => k.code === 'badCrc')?.canReplay).toBe(false);
    socket.destroy();
  });

  it('an over-long claim does not swallow what comes behind it, nor fill the memory', async () => {
    const socket = await connect();
    socket.write(Buffer.from('##9999QN=20260901080000000;ST=32;CN=2011;'));
    socket.write(Buffer.alloc(200_000, 0x41));
    socket.write(Buffer.from('\r\n'));
    socket.write(upload());
    await until('the good one is answered', async () => answers(socket) === 1, 20_000);
    socket.destroy();
  });

  it('a connection cut in the middle of a frame loses that frame’s bytes nowhere', async () => {
    const before = (await kept()).length;
    const socket = await connect();
    const torn = upload();
    socket.write(torn.subarray(0, torn.length - 9));
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await until('the torn piece is shown', async () => (await kept()).length > before, 20_000);
  });
});

describe('a logger registered later', () => {
  it('has its kept frames replayed as readings, with the time at which they were received', async () => {
    const socket = await connect();
    for (let i = 0; i < 3; i += 1) socket.write(upload({ MN: STRANGER, PW: '654321' }, 30 + i));
    await until('three more are kept', async () => (await kept()).filter((k) => k.mn === STRANGER).length >= 4, 15_000);
    const early = await call('engineer', 'POST', '/api/kept/replay', { mn: STRANGER });
    expect([early.status, early.body.code]).toEqual([404, 'http.notFound']);
    expect((await kept()).find((k) => k.mn === STRANGER)?.why).toContain('尚未登记');
    expect((await call('engineer', 'POST', '/api/registers/logger', { mn: 'bad;mn', pw: '654321', outlet: OUTLET })).status).toBe(422);
    expect((await call('engineer', 'POST', '/api/registers/logger', { mn: STRANGER, pw: '654321', outlet: 'nowhere' })).status).toBe(404);
    expect((await call('officer.haining', 'POST', '/api/registers/logger', { mn: STRANGER, pw: '654321', outlet: OUTLET })).status).toBe(
      403,
    );
    expect(
      (await call('engineer', 'POST', '/api/registers/logger', { mn: STRANGER, pw: '654321', outlet: OUTLET, expectedSeconds: 60 })).status,
    ).toBe(200);
    const replayed = await call('engineer', 'POST', '/api/kept/replay', { mn: STRANGER });
    expect(replayed).toMatchObject({ status: 200, body: { replayed: 4, remaining: 0 } });
    expect((await kept()).filter((k) => k.mn === STRANGER)).toEqual([]);
    const series = await call('engineer', 'GET', `/api/stations/${OUTLET}/series?parameter=w01018`);
    const values = (series.body as unknown as { realtime: { value: number }[] }).realtime.map((p) => p.value);
    expect(values).toEqual(expect.arrayContaining([30, 31, 32]));
    // From now on it is answered.
    socket.write(upload({ MN: STRANGER, PW: '654321' }, 33));
    await until('an answer', async () => answers(socket) === 1, 20_000);
    socket.destroy();
  });
});

describe('on the API', () => {
  it('a wrong password five times locks the account, in words', async () => {
    const attempt = () =>
      fetch(`${house.ready.address}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: 'leader', password: 'wrong' }),
      });
    for (let i = 0; i < 5; i += 1) expect((await attempt()).status).toBe(401);
    const locked = await attempt();
    expect([locked.status, ((await locked.json()) as { code: string }).code]).toEqual([429, 'access.locked']);
  });

  it('a body that is no JSON, too large, or of another shape is answered with a problem', async () => {
    const { cookie, csrf } = sessions.get('engineer') as { cookie: string; csrf: string };
    const send = (body: string) =>
      fetch(`${house.ready.address}/api/registers/logger`, {
        method: 'POST',
        headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' },
        body,
      });
    for (const [body, status] of [
      ['{', 422],
      [JSON.stringify({ mn: 'x'.repeat(2_000_000) }), 413],
      ['[]', 422],
    ] as const) {
      const answer = await send(body);
      expect([answer.status, answer.headers.get('content-type')?.includes('problem+json')]).toEqual([status, true]);
    }
  });

  it('the same request key for another request is refused', async () => {
    const claim = (exam: string) =>
      call('firm.qinghe', 'POST', '/api/files', { procedure: 'study-claim', says: { exam, score: 80 } }, { 'idempotency-key': 'one-key' });
    const first = await claim('code-basics-2026');
    expect(first.status).toBe(200);
    expect((await claim('code-basics-2026')).body.id).toBe(first.body.id);
    const other = await claim('data-truth-2026');
    expect([other.status, other.body.code]).toEqual([422, 'request.keyUsedOtherwise']);
  });

  it('an act by the wrong person, or twice, is refused with what to do instead', async () => {
    const file = (await call('firm.qinghe', 'GET', '/api/files')).body.items[0] as unknown as { id: string };
    const act = (login: string, step: string, says: object = {}) => call(login, 'POST', `/api/files/${file.id}/acts`, { step, says });
    expect((await act('firm.yunhe', 'confirmed')).body.code).toBe('case.noSuchFile');
    expect((await act('firm.qinghe', 'confirmed')).body.code).toBe('case.notYourStep');
    expect((await act('engineer', 'confirmed')).body.code).toBe('case.notYourStep');
    expect((await act('officer.haining', 'confirmed')).status).toBe(200);
    const twice = await act('officer.haining', 'confirmed');
    expect([twice.status, twice.body.code]).toEqual([409, 'case.alreadyClosed']);
    expect((twice.body as unknown as { do: string }).do).toBeTruthy();
  });

  it('a session that has run out changes nothing and says so; after signing in again the same request is carried out', async () => {
    const claim = () =>
      call(
        'firm.yunzhi',
        'POST',
        '/api/files',
        { procedure: 'study-claim', says: { exam: 'code-basics-2026', score: 80 } },
        { 'idempotency-key': 'late-at-night' },
      );
    expect((await call('firm.yunzhi', 'GET', '/api/files')).body.items).toEqual([]);
    await asHouse(`update session set seen_at = seen_at - interval '3 hours' where login = 'firm.yunzhi'`);
    const ended = await claim();
    expect([ended.status, ended.body.code]).toEqual([401, 'access.sessionEnded']);
    expect((ended.body as unknown as { says: string; do: string }).do).toBeTruthy();
    sessions.delete('firm.yunzhi');
    expect((await claim()).status).toBe(200);
    expect((await call('firm.yunzhi', 'GET', '/api/files')).body.items).toHaveLength(1);
  });
});

describe('a reminder', () => {
  const WRITER_MN = '58534A583304810000000002';
  interface FileShown {
    id: string;
    step: string;
    acts: { step: string }[];
    clocks: { dueAt: number; firedAt: number | null }[];
  }
  const reply = { cause: 'process', measures: '调节池分流，已恢复' };
  const act = (login: string, id: string, step: string, says: object) => call(login, 'POST', `/api/files/${id}/acts`, { step, says });
  const fileOf = async (id: string) => (await call('duty', 'GET', `/api/files/${id}`)).body as unknown as FileShown;
  const openOnes = async (login: string) =>
    (await call(login, 'GET', '/api/files?procedure=reminder')).body.items as unknown as { id: string }[];

  it('replied to by the wrong person, too late, and twice: each is answered, and nothing is overwritten', async () => {
    const socket = await connect();
    const began = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * 3_600_000;
    for (let i = 0; i < 6; i += 1) {
      const at = new Date(began + i * 600_000 + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
      socket.write(
        encodeFrame({ QN: `${at}000`, ST: '32', CN: '2051', PW: passwords[WRITER_MN] ?? '', MN: WRITER_MN, Flag: 5 }, [
          [['DataTime', at]],
          [
            ['w01018-Min', '600'],
            ['w01018-Avg', '620'],
            ['w01018-Max', '640'],
            ['w01018-Flag', 'N'],
          ],
        ]),
      );
    }
    await until('six answers', async () => answers(socket) === 6, 15_000);
    socket.destroy();
    const [opened] = await until(
      'a reminder is opened',
      async () => {
        const files = await openOnes('firm.yunzhi');
        return files.length ? files : null;
      },
      40_000,
    );
    const id = opened?.id ?? '';

    expect((await act('firm.yunhe', id, 'replied', reply)).body.code).toBe('case.noSuchFile');
    expect((await act('officer.team', id, 'replied', reply)).body.code).toBe('case.notYourStep');
    expect((await act('leader2', id, 'replied', reply)).status).toBe(401);
    expect((await act('firm.yunzhi', id, 'replied', { cause: 'weather', measures: '无' })).body.code).toBe('case.fieldNotAChoice');
    expect((await act('officer.team', id, 'accepted', { opinion: '属实' })).body.code).toBe('case.notNext');

    // The time for the reply runs out; the minute it names is in time to its last second.
    await asHouse(
      `update case_clock set due_at = now() - interval '2 minutes' where file = $1 and fired_at is null and stopped_at is null`,
      [id],
    );
    await until('the clock has run out', async () => (await fileOf(id)).step === 'overdue', 15_000);
    const late = await act('firm.yunzhi', id, 'replied', reply);
    expect(late.status).toBe(200);
    const twice = await act('firm.yunzhi', id, 'replied', { ...reply, measures: '再说一遍' });
    expect([twice.status, twice.body.code]).toEqual([409, 'case.notNext']);
    expect((await act('officer.team', id, 'accepted', { opinion: '属实' })).status).toBe(200);
    expect((await act('officer.team', id, 'closed', {})).body.code).toBe('case.sameDoer');
    expect((await fileOf(id)).acts.map((a) => a.step)).toEqual(['issued', 'overdue', 'replied', 'accepted']);
    const [said] = await asHouse<{ late: boolean; says: { measures: string } }>(
      `select late, says from case_act where file = $1 and step = 'replied'`,
      [id],
    );
    expect(said).toMatchObject({ late: true, says: { measures: reply.measures } });
  });
});

describe('when all is over', () => {
  it('every byte that was put on a wire lies in the frame log, in the order in which it was sent', async () => {
    const frames = join(house.ready.home, 'frames');
    const logged = async () => {
      const all = new Map<string, Buffer[]>();
      for (let from: number | null = null; ; ) {
        const { records, next }: { records: KeptFrame[]; next: number } = await readFrames(frames, from, { maxRecords: 1_000 });
        if (!records.length) return all;
        for (const { peer, bytes } of records) all.set(peer, [...(all.get(peer) ?? []), Buffer.from(bytes)]);
        from = next;
      }
    };
    expect(sent.size).toBeGreaterThan(6);
    await until(
      'the last pieces are let go',
      async () => {
        const all = await logged();
        return [...sent].every(([peer, bytes]) => Buffer.concat(all.get(peer) ?? []).equals(Buffer.concat(bytes)));
      },
      20_000,
    );
  });

  it('nothing in the log is left behind, and what was answered twice is one reading', async () => {
    const [counts] = await asHouse<{ doubled: number }>(
      `select count(*)::int as doubled from (select 1 from reading group by observed_at, stream having count(*) > 1) d`,
    );
    expect(counts?.doubled).toBe(0);
  });
});

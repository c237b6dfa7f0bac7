/**
 * Proof of the tarball: unpacked into an empty folder, installed and started with no registry and, where the system lets us take the network away
 * (`unshare -n`), with no network at all but the machine's own; then the sign-in page is read, somebody signs in, a file changed by hand is found, and all
 * is stopped.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface OfflineProof {
  ok: boolean;
  network: 'taken away' | 'registry at a closed port';
  said: string[];
  installSeconds: number;
  startSeconds: number;
}

/** Runs inside the empty network: starts the house, looks at it, stops it. Plain JavaScript, because nothing else is there. */
const WALK = `
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
const [bin, port, hj212] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));
const child = spawn(bin, ['start', '--demo', '--port', port, '--hj212-port', hj212, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
const lines = createInterface({ input: child.stdout });
let last = '';
lines.on('line', async (line) => {
  last = line;
  let event;
  try { event = JSON.parse(line); } catch { return; }
  if (event.error) say({ failed: event.error });
  if (!event.ready) return;
  say({ ready: event.seconds });
  try {
    const base = 'http://127.0.0.1:' + port;
    const page = await fetch(base + '/');
    say({ page: page.status, title: /<title>([^<]*)/.exec(await page.text())?.[1] ?? '' });
    const { login, password } = event.accounts[0];
    const session = await fetch(base + '/api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password }) });
    say({ signIn: session.status });
    const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0];
    let stations = 0;
    for (let i = 0; i < 40 && !stations; i += 1) {
      const answer = await fetch(base + '/api/stations', { headers: { cookie } }).catch(() => null);
      stations = answer?.ok ? ((await answer.json()).items ?? []).length : 0;
      if (!stations) await new Promise((resolve) => setTimeout(resolve, 250));
    }
    say({ stations });
    const outside = await fetch('http://192.0.2.1/', { signal: AbortSignal.timeout(1500) }).then(() => 'reached', (error) => error.cause?.code ?? error.name);
    say({ outside });
  } catch (error) { say({ failed: String(error) }); }
  child.kill('SIGTERM');
});
child.on('exit', (code) => { say({ stopped: code, last: code === 0 ? undefined : last }); });
`;

export async function proveOffline(tarball: string): Promise<OfflineProof> {
  const place = mkdtempSync(join(tmpdir(), 'xiushui-offline-'));
  // As root the database runs as another account, which must be able to walk here.
  execFileSync('chmod', ['755', place]);
  const said: string[] = [];
  let ok = true;
  const hold = (what: string, isSo: boolean) => {
    said.push(`${isSo ? 'ok' : 'NOT OK'} ${what}`);
    ok &&= isSo;
  };
  try {
    const began = performance.now();
    execFileSync('tar', ['xzf', tarball, '-C', place]);
    const [folder = ''] = readdirSync(place);
    const home = join(place, 'installed');
    // Only Node: no npm, no git, nothing of this clone.
    const path = [dirname(process.execPath), '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':');
    const env = {
      PATH: path,
      HOME: place,
      LANG: 'C.UTF-8',
      XIUSHUI_DATA: join(place, 'data'),
      npm_config_registry: 'http://127.0.0.1:1/',
    };
    const install = spawnSync(process.execPath, [join(place, folder, 'install.mjs'), '--to', home], { env, encoding: 'utf8' });
    hold(`the installer checks every file and copies (${install.stdout.split('\n')[1] ?? install.stderr})`, install.status === 0);
    const installSeconds = Math.round((performance.now() - began) / 100) / 10;

    const walk = join(place, 'walk.mjs');
    writeFileSync(walk, WALK);
    // Only root can take the network away and still let the database be another account.
    const isolated = process.getuid?.() === 0 && spawnSync('unshare', ['-n', 'true']).status === 0;
    const order = [process.execPath, walk, join(home, 'bin/xiushui'), '8212', '9212'];
    const quoted = order.map((word) => `'${word}'`).join(' ');
    const up = 'ip link set lo up 2>/dev/null || ifconfig lo up';
    const child = isolated
      ? spawn('unshare', ['-n', 'sh', '-c', `${up}; exec ${quoted}`], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      : spawn(order[0] as string, order.slice(1), { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (bytes) => {
      output += bytes;
    });
    const timer = setTimeout(() => child.kill('SIGTERM'), 180_000);
    await new Promise((resolve) => child.once('exit', resolve));
    clearTimeout(timer);
    const events = Object.assign({}, ...output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))) as Record<
      string,
      unknown
    >;
    hold(`it starts (${events.ready} s)`, typeof events.ready === 'number');
    hold(`the console is there (${events.page} ${events.title})`, events.page === 200);
    hold(`somebody signs in (${events.signIn})`, events.signIn === 200);
    hold(`the stations of the demonstration are listed (${events.stations})`, Number(events.stations) > 0);
    if (isolated) hold(`nothing outside can be reached (${events.outside})`, events.outside !== 'reached');
    hold(`it stops in order (${events.stopped}${events.failed ? ` ${JSON.stringify(events.failed)}` : ''})`, events.stopped === 0);

    appendFileSync(join(place, folder, 'apps/cli/bin.mjs'), '\n// changed\n');
    const changed = spawnSync(process.execPath, [join(place, folder, 'install.mjs')], { env, encoding: 'utf8' });
    hold(
      `a file changed by hand is named (${changed.stderr.split('\n')[1] ?? ''})`,
      changed.status === 1 && changed.stderr.includes('apps/cli/bin.mjs'),
    );
    return {
      ok,
      network: isolated ? 'taken away' : 'registry at a closed port',
      said,
      installSeconds,
      startSeconds: Number(events.ready ?? Number.NaN),
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** The home: its owner and rights, what an earlier run left there, keys, certificate, backup, and whether the processes are heard from. */
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isBeating, readBeats } from '../../../foundation/health/index.ts';
import { readJson } from '../../../foundation/store/home.ts';
import { commandOf, isAlive, isStill } from '../../../foundation/store/processes.ts';
import { backupFolder } from '../backup.ts';
import { backupHours, certificateDays, NEVER_BACKED_UP, readHealthFiles } from '../health/watch.ts';
import type { RecordedChild } from '../supervise.ts';
import type { Examination, Finding } from './examine.ts';

/** Folders and files with secrets in them: nobody but their owner may look. */
const CLOSED = ['frames', 'run', 'files', 'secrets.json', 'demo-password.json', 'logger-passwords.json', 'run/runtime.json'];

export function lookAtHome({ home, isUp, loaded, now }: Examination): Finding[] {
  if (!existsSync(home)) {
    return [
      { check: 'home', level: 'left out', says: { zh: `${home} 还不存在（从未启动）`, en: `${home} is not there yet (never started)` } },
    ];
  }
  const found: Finding[] = [];
  try {
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
    found.push({ check: 'home', level: 'ok', says: { zh: home, en: home } });
  } catch {
    found.push({
      check: 'home',
      level: 'bad',
      says: { zh: `${home} 不可读写`, en: `${home} cannot be read and written` },
      why: { zh: '数据都在这里', en: 'all data are there' },
      does: { zh: '用拥有它的账号运行，或改正属主', en: 'run as the account that owns it, or mend the owner' },
    });
  }
  if (process.platform !== 'win32') {
    const open = CLOSED.filter((name) => existsSync(join(home, name)) && statSync(join(home, name)).mode & 0o077);
    found.push(
      open.length === 0
        ? { check: 'rights', level: 'ok', says: { zh: '含口令的文件只有属主可读', en: 'files with secrets are their owner’s alone' } }
        : {
            check: 'rights',
            level: 'bad',
            says: { zh: `别的账号也能看：${open.join('、')}`, en: `others may look at ${open.join(', ')}` },
            why: { zh: '里面有口令', en: 'there are passwords in them' },
            does: {
              zh: `chmod go= ${open.map((name) => join(home, name)).join(' ')}`,
              en: `chmod go= ${open.map((name) => join(home, name)).join(' ')}`,
            },
          },
    );
    const owner = statSync(home).uid;
    const mixed = ['frames', 'run', 'files'].filter((name) => existsSync(join(home, name)) && statSync(join(home, name)).uid !== owner);
    if (mixed.length > 0) {
      found.push({
        check: 'owner',
        level: 'bad',
        says: { zh: `属主与数据目录不同：${mixed.join('、')}`, en: `another owner than the home’s: ${mixed.join(', ')}` },
        why: {
          zh: '有时以 root、有时以普通用户启动会这样，之后可能写不进去',
          en: 'this comes from starting now as root, now as another account, and may stop writes',
        },
        does: { zh: `chown -R $(stat -c %u ${home}) 这些目录`, en: `chown -R $(stat -c %u ${home}) those folders` },
      });
    }
  }
  if (isUp) {
    const expected = [...new Set(readHealthFiles(join(home, 'run')).flatMap((file) => file.expected))];
    const beats = readBeats(join(home, 'run'));
    const silent = expected.filter(
      (role) =>
        !isBeating(
          beats.find((beat) => beat.role === role),
          now(),
          loaded.config.health.silentAfterSeconds,
        ),
    );
    found.push(
      silent.length === 0
        ? {
            check: 'processes',
            level: 'ok',
            says: { zh: `都在报到：${expected.join('、')}`, en: `all heard from: ${expected.join(', ')}` },
          }
        : {
            check: 'processes',
            level: 'bad',
            says: { zh: `没有报到：${silent.join('、')}`, en: `not heard from: ${silent.join(', ')}` },
            why: { zh: '它不在工作', en: 'it does not work' },
            does: { zh: '查看 log/xiushui.log', en: 'look at log/xiushui.log' },
          },
    );
  } else found.push({ check: 'processes', level: 'ok', says: { zh: '平台未运行', en: 'the house is down' } });
  return found;
}

export async function lookAtKeys({ home, loaded, now }: Examination): Promise<Finding[]> {
  const { config } = loaded;
  const found: Finding[] = [];
  if (config.web.tls.certFile !== null) {
    const days = certificateDays(config.web.tls.certFile, now());
    const least = config.alarm.thresholds.certificateDays;
    const says = { zh: `证书还有 ${Math.floor(days)} 天到期`, en: `the certificate has ${Math.floor(days)} days left` };
    found.push(
      days >= least
        ? { check: 'certificate', level: 'ok', says }
        : {
            check: 'certificate',
            level: days > 0 ? 'warn' : 'bad',
            says,
            why: { zh: '到期后浏览器拒绝访问', en: 'browsers refuse an expired one' },
            does: { zh: '换发并替换文件，自动生效', en: 'renew it and replace the file; it is taken up by itself' },
          },
    );
  }
  if (config.backup.at !== null) {
    const hours = await backupHours(backupFolder({ dir: home }, config), now());
    const never = hours >= NEVER_BACKED_UP;
    const says = never
      ? { zh: '还没有备份', en: 'there is no backup' }
      : { zh: `最近一次备份在 ${hours.toFixed(1)} 小时前`, en: `the last backup is ${hours.toFixed(1)} h old` };
    found.push(
      hours <= config.alarm.thresholds.backupHours
        ? { check: 'backup', level: 'ok', says }
        : {
            check: 'backup',
            level: 'bad',
            says,
            why: { zh: '丢失数据时只能恢复到最近一次备份', en: 'what is lost can be had back only as of the last one' },
            does: {
              zh: '查看备份任务的错误，或立即运行 xiushui backup create',
              en: 'look at the error of the backup job, or run xiushui backup create now',
            },
          },
    );
  } else {
    found.push({
      check: 'backup',
      level: 'warn',
      says: { zh: '没有设自动备份（backup.at）', en: 'no nightly backup is set (backup.at)' },
      why: { zh: '丢失数据时无从恢复', en: 'nothing could be had back' },
      does: { zh: '在配置里设 backup.at 和 backup.folder', en: 'set backup.at and backup.folder' },
    });
  }
  return found;
}

export function lookAtLeftovers({ home, isUp }: Examination): Finding[] {
  if (!existsSync(home)) return [];
  const found: Finding[] = [];
  const data = join(home, 'postgres', 'data');
  const pid = postmasterIn(data);
  if (pid !== undefined && !isUp) {
    const lives = isAlive(pid) && commandOf(pid).includes(data);
    found.push(
      lives
        ? {
            check: 'postmaster',
            level: 'warn',
            says: { zh: `平台未运行，但数据库进程 ${pid} 还在`, en: `the house is down, but its database (process ${pid}) lives` },
            why: { zh: '上次是被强制结束的', en: 'the last run was killed' },
            does: { zh: '不用处理：下次启动会接管', en: 'nothing: the next start adopts it' },
          }
        : {
            check: 'postmaster',
            level: 'warn',
            says: { zh: `postmaster.pid 指向已不存在的进程 ${pid}`, en: `postmaster.pid names a process that is gone (${pid})` },
            why: { zh: '上次没有正常停止', en: 'the last run did not stop in order' },
            does: { zh: '不用处理：下次启动会清除并恢复', en: 'nothing: the next start clears it and recovers' },
          },
    );
  }
  const orphans = isUp ? [] : (readJson<RecordedChild[]>(join(home, 'run', 'children.json')) ?? []).filter((one) => isStill(one));
  if (orphans.length > 0) {
    found.push({
      check: 'orphans',
      level: 'warn',
      says: {
        zh: `监督进程已不在，角色还在：${orphans.map(({ role, pid: one }) => `${role} ${one}`).join('、')}`,
        en: `the supervisor is gone, roles live: ${orphans.map(({ role, pid: one }) => `${role} ${one}`).join(', ')}`,
      },
      why: { zh: '它们占着端口和报文日志', en: 'they hold ports and the frame log' },
      does: { zh: '不用处理：下次启动会先结束它们', en: 'nothing: the next start ends them first' },
    });
  }
  const left = [
    ...named(join(home, 'postgres'), /^making-|\.set-aside-/),
    ...(isUp ? [] : named(home, /\.draft-[0-9a-f]+$|^doctor-\d+\.tmp$/)),
    ...named(join(home, 'frames'), /\.torn(\.\d+)?$/),
  ];
  found.push(
    left.length === 0
      ? { check: 'leftovers', level: 'ok', says: { zh: '没有残留', en: 'none' } }
      : {
          check: 'leftovers',
          level: 'warn',
          says: { zh: left.join('、'), en: left.join(', ') },
          why: {
            zh: '中断的残留：.torn 是从未应答过的半条报文，set-aside 是放到一边的旧数据',
            en: 'left by an interruption: .torn holds half a frame that was never answered, set-aside is older data put aside',
          },
          does: { zh: '确认不需要后手工删除', en: 'remove by hand once you are sure it is not needed' },
        },
  );
  return found;
}

function postmasterIn(data: string): number | undefined {
  try {
    const pid = Math.abs(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function named(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

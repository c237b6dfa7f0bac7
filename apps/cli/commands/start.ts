/** `xiushui start`: the whole house under one supervisor, with a word on every step and three things to try at the end. */
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../../foundation/config/index.ts';
import { homePlace } from '../../../foundation/store/home.ts';
import type { Role, Welcome } from '../../server/runtime.ts';
import { type Args, type Command, textFlag, UsageError, wholeFlag } from '../command.ts';
import { inLanguage, type Language, type Words } from '../words.ts';

const clone = fileURLToPath(new URL('../../../', import.meta.url));

export default {
  name: 'start',
  summary: { zh: '启动秀水：数据库、网关、写入、网站', en: 'Start Xiushui: database, gateway, writer, web' },
  usage: '[--demo [--no-simulation]] [--port PORT] [--hj212-port PORT] [--config FILE] [--roles ROLE,…]',
  flags: {
    demo: {
      type: 'boolean',
      says: { zh: '带演示数据、演示账号和模拟数采仪', en: 'with demonstration data, accounts and simulated loggers' },
    },
    'no-simulation': { type: 'boolean', says: { zh: '演示时不启动模拟数采仪', en: 'demonstration without the simulated loggers' } },
    port: { type: 'string', value: 'PORT', says: { zh: '网站端口，默认 8212', en: 'port of the web pages, 8212 unless given' } },
    'hj212-port': { type: 'string', value: 'PORT', says: { zh: 'HJ 212 接入端口，默认 9212', en: 'port for HJ 212, 9212 unless given' } },
    host: {
      type: 'string',
      value: 'HOST',
      says: { zh: '监听地址，默认 127.0.0.1（仅本机）', en: 'address to listen at, 127.0.0.1 (this machine only) unless given' },
    },
    config: {
      type: 'string',
      value: 'FILE',
      says: { zh: '配置文件，默认数据目录下的 xiushui.yaml', en: 'configuration file, xiushui.yaml in the home unless given' },
    },
    roles: {
      type: 'string',
      value: 'ROLE,…',
      says: { zh: '只运行其中几个：gateway,writer,web', en: 'run only some of gateway,writer,web' },
    },
  },
  async run(args) {
    const portOf = (name: string) => wholeFlag(args, name, { from: 1, to: 65_535, otherwise: undefined });
    const host = { name: '--host', value: textFlag(args, 'host') };
    const { config } = loadConfig({
      home: homePlace(clone),
      file: textFlag(args, 'config'),
      flags: {
        'web.host': host,
        'hj212.host': host,
        'web.port': { name: '--port', value: portOf('port') },
        'hj212.port': { name: '--hj212-port', value: portOf('hj212-port') },
      },
    });
    const roles = await rolesOf(textFlag(args, 'roles'));
    const [{ supervise }, { prepare }, { buildConsole }] = await Promise.all([
      import('../../server/supervise.ts'),
      import('../../server/prepare.ts'),
      import('../../server/console-build.ts'),
    ]);

    // A reader that went away (`npm start | head`) must not take the house down with it.
    process.stdout.on('error', () => {});
    process.stderr.on('error', () => {});
    const tell = teller(args);
    const supervision = supervise({
      clone,
      config,
      demo: args.flags.demo === true,
      simulation: args.flags['no-simulation'] !== true,
      roles,
      log: config.log.form ?? (args.json ? 'json' : 'pretty'),
      report: tell.step,
      relay: tell.line,
      prepare,
      buildConsole: () => buildConsole(clone, tell.step),
    });

    listenForStop(supervision, tell.step);
    const ready = await supervision.ready;
    if (ready)
      tell.ready(
        ready.address,
        `${config.hj212.host}:${config.hj212.port}`,
        ready.home.dir,
        ready.welcome,
        roles === undefined || roles.includes('web'),
      );
    await supervision.stopped;
    tell.step('stopped', { zh: '已停止，数据完好', en: 'Stopped; the data are safe' });
    // Whatever was under way when we were asked to stop (a build, a connection attempt) is not waited for.
    process.exit(0);
  },
} satisfies Command;

async function rolesOf(given: string | undefined): Promise<Role[] | undefined> {
  if (given === undefined) return undefined;
  const { roles } = await import('../../server/runtime.ts');
  const asked = given.split(',').map((one) => one.trim());
  const unknown = asked.find((one) => !(roles as readonly string[]).includes(one));
  if (unknown !== undefined) {
    throw new UsageError({
      zh: `没有角色“${unknown}”。可用：${roles.join('、')}`,
      en: `There is no role "${unknown}". Known: ${roles.join(', ')}`,
    });
  }
  return asked as Role[];
}

function listenForStop(supervision: { stop(): void; force(): void }, step: (name: string, words: Words) => void): void {
  let askedAt: number | undefined;
  const ask = () => {
    if (askedAt === undefined) {
      askedAt = Date.now();
      step('stopping', { zh: '正在停止（再按一次 Ctrl-C 强制）', en: 'Stopping (Ctrl-C again forces it)' });
      supervision.stop();
      // One key press can reach us twice, from the terminal and again from npm, so what follows at once is the same wish.
    } else if (Date.now() - askedAt > 700) {
      supervision.force();
      process.exit(130);
    }
  };
  process.on('SIGINT', ask);
  process.on('SIGTERM', ask);
  // The terminal window was closed: a wish to stop like any other.
  process.on('SIGHUP', ask);
}

function teller({ json, language }: Args) {
  const began = Date.now();
  const elapsed = () => Math.round((Date.now() - began) / 100) / 10;
  const out = (value: object) => console.log(JSON.stringify(value));
  return {
    step: (step: string, words: Words) => {
      if (json) out({ step, seconds: elapsed(), says: words.zh, saysEn: words.en });
      else console.log(`${elapsed().toFixed(1).padStart(5)} s  ${inLanguage(language, words)}`);
    },
    line: (child: string, line: string) => {
      if (json) out({ child, line });
      else console.log(`[${child}] ${line}`);
    },
    ready: (address: string, hj212: string, home: string, welcome: Welcome, hasWeb: boolean) => {
      if (json) out({ ready: true, seconds: elapsed(), address, hj212, home, ...welcome });
      else console.log(greeting(language, elapsed(), address, hj212, home, welcome, hasWeb));
    },
  };
}

function greeting(
  language: Language,
  seconds: number,
  address: string,
  hj212: string,
  home: string,
  welcome: Welcome,
  hasWeb: boolean,
): string {
  const say = (words: Words | string) => inLanguage(language, words);
  const lines = [
    '',
    say({ zh: `秀水已就绪（${seconds} 秒）`, en: `Xiushui is ready (${seconds} s)` }),
    '',
    ...(hasWeb ? [`  ${say({ zh: '打开', en: 'open' })}      ${address}`] : []),
    `  HJ 212    ${hj212}`,
    `  ${say({ zh: '数据', en: 'data' })}      ${home}`,
  ];
  if (welcome.accounts.length > 0) {
    const wide = (key: 'login' | 'password') => Math.max(...welcome.accounts.map((one) => one[key].length)) + 2;
    lines.push('', say({ zh: '演示账号（账号、口令、身份）', en: 'Demonstration accounts (login, password, who)' }));
    for (const { login, password, who } of welcome.accounts) {
      lines.push(`  ${login.padEnd(wide('login'))}${password.padEnd(wide('password'))}${say(who)}`);
    }
  }
  if (welcome.firstLink) {
    lines.push(
      '',
      say({
        zh: '尚无系统管理员。请在 24 小时内打开一次性链接，由三个人分别设立系统管理员、安全管理员、安全审计员：',
        en: 'There is no system administrator yet. Within 24 hours open this one-time link, where three people set up the system, security and audit administrators:',
      }),
      `  ${welcome.firstLink.address}`,
    );
  }
  if (welcome.tries.length > 0) {
    lines.push('', say({ zh: '可以试试', en: 'Things to try' }));
    welcome.tries.forEach((one, index) => {
      lines.push(`  ${index + 1}. ${inLanguage(language, one, '\n     ')}`);
    });
  }
  lines.push('', say({ zh: 'Ctrl-C 停止', en: 'Ctrl-C stops it' }), '');
  return lines.join('\n');
}

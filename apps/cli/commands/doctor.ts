/** `xiushui doctor`: what is wrong with this house, why it matters, what to do. Exit code 1 when something is bad; a warning is no failure. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../../foundation/config/index.ts';
import { type Holder, homePlace, readJson } from '../../../foundation/store/home.ts';
import { isStill } from '../../../foundation/store/processes.ts';
import type { Runtime } from '../../server/runtime.ts';
import { type Command, textFlag } from '../command.ts';
import { inLanguage } from '../words.ts';

const clone = fileURLToPath(new URL('../../../', import.meta.url));

export default {
  name: 'doctor',
  summary: {
    zh: '检查平台：机器、数据目录、数据库、证书、外部接口',
    en: 'Look the house over: machine, home, database, certificate, what lies outside',
  },
  usage: '[--config FILE] [--json]',
  flags: {
    config: {
      type: 'string',
      value: 'FILE',
      says: { zh: '配置文件，默认数据目录下的 xiushui.yaml', en: 'configuration file, xiushui.yaml in the home unless given' },
    },
  },
  async run(args) {
    const { examine } = await import('../../server/doctor/index.ts');
    const loaded = readConfig({ home: homePlace(clone), file: textFlag(args, 'config') });
    const home = loaded.config.store.home ?? homePlace(clone);
    const run = join(home, 'run');
    const holders = ['supervisor', 'holds-gateway', 'holds-writer', 'holds-web'].map((name) => readJson<Holder>(join(run, `${name}.json`)));
    const isUp = holders.some((holder) => holder !== undefined && isStill(holder));
    const runtime = readJson<Runtime>(join(run, 'runtime.json'));
    // With a server of its own the database is there also while the house is down; the private one may have outlived a kill.
    const isOutside = loaded.config.store.databaseUrl !== null || loaded.config.store.databaseUrlFile !== null;
    const mayBeThere = isUp || isOutside || existsSync(join(home, 'postgres', 'data', 'postmaster.pid'));
    const { ok, findings } = await examine({
      clone,
      home,
      loaded,
      isUp,
      urls: runtime && mayBeThere ? { owner: runtime.urls.owner, system: runtime.urls.system } : null,
      now: Date.now,
    });
    if (args.json) {
      console.log(JSON.stringify({ ok, isUp, home, findings }));
      return ok ? 0 : 1;
    }
    const sign = { ok: '  ✓', warn: '  !', bad: '  ✗', 'left out': '  –' };
    for (const { check, level, says, why, does } of findings) {
      console.log(`${sign[level]} ${check.padEnd(14)}${inLanguage(args.language, says)}`);
      if (level !== 'bad' && level !== 'warn') continue;
      if (why) console.log(`${' '.repeat(18)}${inLanguage(args.language, why)}`);
      if (does) console.log(`${' '.repeat(18)}→ ${inLanguage(args.language, does)}`);
    }
    return ok ? 0 : 1;
  },
} satisfies Command;

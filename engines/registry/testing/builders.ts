/** Registers to try things in: a database of one's own with the foundation and the registry in it, and a few registers of the invented city. */
import { fileURLToPath } from 'node:url';
import { migrate } from '../../../foundation/store/migrate.ts';
import { openScopedStore, openSystemStore, type ScopedStore, type Store } from '../../../foundation/store/store.ts';
import { freshDatabase } from '../../../tools/test-cluster.ts';
import { checkCreditCode, creditCodeFrom, type Findings, type Put, register, room } from '../index.ts';

export interface TestRegisters {
  system: Store;
  scoped: ScopedStore;
  urls: { owner: string; app: string; system: string; postgres: string };
  close(): Promise<void>;
}

export async function openTestRegisters(): Promise<TestRegisters> {
  const database = await freshDatabase();
  const foundation = fileURLToPath(new URL('../../../foundation/migrations', import.meta.url));
  await migrate(database.urls.postgres, [{ name: 'foundation', migrations: foundation }, room]);
  const system = openSystemStore(database.urls.system, 'registry test', 6);
  const scoped = openScopedStore(database.urls.app, 'registry test', 6);
  return {
    system,
    scoped,
    urls: database.urls,
    async close() {
      await system.close();
      await scoped.close();
      await database.drop();
    },
  };
}

/** 青山市's districts, and credit codes of an unused area (330499), which are nobody's. */
export const east = '330402';
export const west = '330411';
export const quarry = creditCodeFrom('91330499MA00000A0');
export const powerPlant = creditCodeFrom('91330499MA00000B0');

export const firms = register({ id: 'firm', name: '排污单位', nameEn: 'Firms', fields: {}, checkCode: checkCreditCode });
export const outlets = register({
  id: 'outlet',
  name: '排放口',
  nameEn: 'Outlets',
  fields: {
    kind: { name: '类别', nameEn: 'Kind', type: 'choice', choices: { water: '废水', air: '废气' }, required: true },
    designM3PerDay: {
      name: '设计处理量',
      nameEn: 'Design capacity',
      type: 'number',
      unit: 'm³/d',
      check: (value) =>
        Number(value) >= 0 ? null : { code: 'belowZero', says: '设计处理量不能小于零', saysEn: 'It cannot be below zero' },
    },
    permittedOn: { name: '许可日期', nameEn: 'Permitted on', type: 'day' },
    firm: { name: '排污单位', nameEn: 'Firm', type: 'ref', of: 'firm' },
  },
});
export const loggers = register({
  id: 'logger',
  name: '数采仪',
  nameEn: 'Loggers',
  fields: {
    pw: { name: '访问密码', nameEn: 'Password', type: 'text', secret: true, required: true },
    maker: { name: '厂家', nameEn: 'Maker', type: 'text' },
  },
});

export function mustPut(outcome: Put | Findings): Put {
  if (outcome.kind === 'findings') throw new Error(outcome.findings.map((one) => `${one.field} ${one.code}`).join(', '));
  return outcome;
}

/** The sentence of a test: which field, and why. */
export function faultsOf(outcome: unknown): string[] {
  const { kind, findings } = outcome as Findings;
  return kind === 'findings' ? findings.map((one) => `${one.row ? `${one.row}: ` : ''}${one.field} ${one.code}`) : [kind];
}

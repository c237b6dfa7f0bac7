/** `xiushui figures --year Y`: every indicator of a year with its records, as the report counts them. */
import { figureOf, recordsOf } from '../../../engines/plan/index.ts';
import { dayOf, yearOf } from '../../../foundation/day.ts';
import { openSystemStore, type Tx } from '../../../foundation/store/store.ts';
import { type House, openHouse } from '../../server/house.ts';
import { type Command, wholeFlag } from '../command.ts';
import { runningHouse } from '../running-house.ts';

export default {
  name: 'figures',
  summary: {
    zh: '某一年的指标：数值、单位、口径和背后的记录',
    en: 'The figures of a year: value, unit, basis, and the records behind each',
  },
  usage: '--year Y [--json]',
  flags: { year: { type: 'string', value: 'Y', says: { zh: '年份，默认今年', en: 'the year, this one unless given' } } },
  async run(args) {
    const now = Date.now();
    const year = wholeFlag(args, 'year', { from: 2000, to: 2100, otherwise: yearOf(dayOf(now)) });
    const house = openHouse();
    const store = openSystemStore(runningHouse().urls.system, 'xiushui figures', 1);
    try {
      const figures = await store.tx((tx) => listFigures(tx, house, year, now));
      if (args.json) console.log(JSON.stringify(figures));
      else
        for (const f of figures)
          console.log(
            `${f.id.padEnd(24)}${String(f.value ?? '—').padStart(12)} ${f.unit}  ${f.basis}  ${f.name}（${f.records.length} 条记录）`,
          );
      return 0;
    } finally {
      await store.close();
    }
  },
} satisfies Command;

/** Every figure of a year with the records it counts. */
export async function listFigures(tx: Tx, house: House, year: number, now: number) {
  const made = [];
  for (const indicator of house.indicators) {
    const { value, formula } = await figureOf(tx, indicator, year, now, house.factsName);
    const records = await recordsOf(tx, indicator, year);
    made.push({
      id: indicator.id,
      name: indicator.name,
      year,
      value,
      unit: indicator.unit,
      basis: indicator.basis,
      scope: indicator.scope,
      formula,
      records: records.map((r) => ({
        ref: `${r.ref.kind}:${r.ref.id}`,
        name: r.name,
        day: r.day,
        district: r.district,
        amount: r.amount === null ? null : Number(r.amount),
        counted: r.counted,
      })),
    });
  }
  return made;
}

/**
 * Fields of a record whose master is another system: where it came from, when, and whether what was settled here has been written back there. Double
 * entry is what makes people leave; so a register says which system is the master and how far this copy is behind it.
 */
import type { Field } from '../engines/registry/index.ts';

/** `masters` are the systems it may come from, by key; `hand` is always one. */
export function masterFields(masters: Record<string, readonly [name: string, nameEn: string]>): Record<string, Field> {
  const systems: [string, readonly [string, string]][] = [...Object.entries(masters), ['hand', ['手工录入', 'Entered by hand']]];
  return {
    sourceSystem: {
      name: '来源系统',
      nameEn: 'Source system',
      type: 'choice',
      choices: Object.fromEntries(systems.map(([key, [name]]) => [key, name])),
      choicesEn: Object.fromEntries(systems.map(([key, [, nameEn]]) => [key, nameEn])),
    },
    sourceNumber: { name: '来源系统编号', nameEn: 'Number in the source system', type: 'text' },
    takenOn: { name: '取自来源系统的日期', nameEn: 'Taken from it on', type: 'day' },
    writtenBack: {
      name: '回写',
      nameEn: 'Written back',
      type: 'choice',
      choices: { notNeeded: '不需回写', waiting: '待回写', done: '已回写', failed: '回写失败' },
      choicesEn: { notNeeded: 'Not needed', waiting: 'Waiting', done: 'Done', failed: 'Failed' },
    },
    writtenBackOn: { name: '回写日期', nameEn: 'Written back on', type: 'day', requiredWhen: { field: 'writtenBack', is: 'done' } },
  };
}

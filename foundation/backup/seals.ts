/** Walks the sealed chains as they lie in a backup, with the sealer's own arithmetic. What the things themselves say today is `audit verify`'s question. */
import { firstSeal, sealOf } from '../seal/index.ts';
import type { SealWalk } from './verify.ts';

interface Place {
  position: number;
  seal: string;
}

export const chainWalk: SealWalk = {
  table: 'xiushui.chain_row',
  heads: 'xiushui.chain_head',
  async walk(columns, rows) {
    const at = (name: string) => columns.indexOf(name);
    const [chain, position, seal] = [at('chain'), at('position'), at('seal')];
    // A row's seal is over the seal before it, and rows come in the order of their ids: the seals are gathered first, then each row is tried.
    const seals = new Map<string, Map<number, string>>();
    const last = new Map<string, Place>();
    let unsealed = 0;
    for await (const row of rows()) {
      const name = row[chain] as string;
      if (row[position] === null || row[position] === undefined) {
        unsealed += 1;
        continue;
      }
      const place = { position: Number(row[position]), seal: row[seal] ?? '' };
      const of = seals.get(name) ?? new Map<number, string>();
      seals.set(name, of.set(place.position, place.seal));
      if (place.position > (last.get(name)?.position ?? 0)) last.set(name, place);
    }
    const flaws: { about: string; says: string; saysEn: string }[] = [];
    let walked = 0;
    for await (const row of rows()) {
      if (row[position] === null || row[position] === undefined) continue;
      walked += 1;
      const name = row[chain] as string;
      const here = Number(row[position]);
      const before = here === 1 ? firstSeal(name) : seals.get(name)?.get(here - 1);
      const about = `${name} #${here}`;
      if (before === undefined) {
        flaws.push({ about, says: '前一行缺失', saysEn: 'the row before it is missing' });
        continue;
      }
      const made = sealOf(before, name, here, {
        about_kind: row[at('about_kind')] as string,
        about_id: row[at('about_id')] as string,
        party: row[at('party')] ?? null,
        district: row[at('district')] as string,
        at_us: microsecondsOf(row[at('at')] as string),
        content: row[at('content')] as string,
      });
      if (made !== row[seal]) flaws.push({ about, says: '封印与内容或次序不符', saysEn: 'the seal does not fit the content or the order' });
    }
    return {
      chains: seals.size,
      rows: walked,
      unsealed,
      flaws,
      heads: [...last].map(([name, place]) => [name, String(place.position), place.seal]),
    };
  },
};

/** `2026-11-24 12:00:00.123456+00`, as COPY writes it in UTC, in microseconds: what the seal covers. */
function microsecondsOf(text: string): number {
  const [, whole, fraction = ''] = /^(.*?)(?:\.(\d+))?\+00$/.exec(text) ?? [];
  return Date.parse(`${whole?.replace(' ', 'T')}Z`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/**
 * Runs a table that an accountant can read. One row a line, words apart by two blanks or more (so that a name may hold one):
 *
 *   account   name  asset  opened DAY  floor N|none  [of PARTY] [in DISTRICT]
 *   issue     name  amount                            (from the asset's issuing account, which opens by itself)
 *   transfer  id  from  to  amount  DAY  → posted | reason
 *   balance   name  amount  name  amount …
 *
 * Everything after # is a remark.
 */
import { isRefusal } from '../../../foundation/refusal.ts';
import { openAccount, post } from '../index.ts';
import { balance } from '../statement.ts';
import { account, must, type TestBooks } from './builders.ts';

export interface Row {
  line: number;
  text: string;
  expected: string;
  found: string;
}

const books: Record<string, string> = { 'SO2.kg': 'rights', 'study-points': 'study' };

/** Runs every row and says, for each that claims something, what was claimed and what was found. */
export async function runTable(on: TestBooks, name: string, table: string): Promise<Row[]> {
  const rows: Row[] = [];
  const id = (of: string) => `${name}/${of}`;
  for (const [index, whole] of table.split('\n').entries()) {
    const text = whole.replace(/#.*$/, '').trim();
    if (!text) continue;
    const words = text.split(/\s+/);
    const claim = async (expected: string, found: string) => rows.push({ line: index + 1, text, expected, found });
    await on.system.tx(async (tx) => {
      if (words[0] === 'account') {
        const [, who, asset, , opened, , floor] = words as string[];
        must(
          await openAccount(
            tx,
            account(id(who!), {
              name: who!,
              asset: asset!,
              book: books[asset!]!,
              openedOn: opened!,
              floor: floor === 'none' ? null : BigInt(floor!),
            }),
          ),
        );
      } else if (words[0] === 'issue') {
        const [, who, amount] = words as string[];
        const to = await tx.get<{ asset: string; opened: string }>('select asset, opened_on as opened from ledger_account where id = $1', [
          id(who!),
        ]);
        const issuing = id(`issuing ${to.asset}`);
        must(await openAccount(tx, account(issuing, { asset: to.asset, book: books[to.asset]!, openedOn: '2000-01-01', floor: null })));
        must(
          await post(tx, {
            id: id(`issue ${who}`),
            from: issuing,
            to: id(who!),
            amount: BigInt(amount!),
            day: to.opened,
            says: '核发',
            about: null,
            by: 'table',
            at: 0,
          }),
        );
      } else if (words[0] === 'transfer') {
        const [, order, from, to, amount, day, , expected] = words as string[];
        const outcome = await post(tx, {
          id: id(order!),
          from: id(from!),
          to: id(to!),
          amount: BigInt(amount!),
          day: day!,
          says: '转让',
          about: null,
          by: 'table',
          at: index,
        });
        await claim(expected!, isRefusal(outcome) ? outcome.code.replace('ledger.', '') : outcome.kind);
      } else if (words[0] === 'balance') {
        for (let at = 1; at + 1 < words.length; at += 2)
          await claim(`${words[at]} ${words[at + 1]}`, `${words[at]} ${await balance(tx, id(words[at]!))}`);
      } else throw new Error(`line ${index + 1}: no such row: ${text}`);
    });
  }
  return rows;
}

/** What `xiushui reactions …` works with: the reactions of this house as the programmes declare them, and the store they run in. */
import type { Reaction } from '../../../foundation/facts/index.ts';
import { openSystemStore, type Store } from '../../../foundation/store/store.ts';
import { openHouse } from '../../server/house.ts';
import { bindCases, bindReactions } from '../../server/line.ts';
import { runningHouse } from '../running-house.ts';

export async function withReactions<T>(work: (store: Store, reactions: Reaction[]) => Promise<T>): Promise<T> {
  const house = openHouse();
  const store = openSystemStore(runningHouse().urls.system, 'xiushui reactions', 2);
  try {
    return await work(store, bindReactions(house, bindCases(house)));
  } finally {
    await store.close();
  }
}

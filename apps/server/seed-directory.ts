/** The pack's areas, bodies and powers, put into the database once; from then on the database is the truth, and what people changed is left alone. */
import type { Instant } from '../../foundation/day.ts';
import { change, type Order, openForChange, postId, powerId, wasEverKnown } from '../../foundation/directory/index.ts';
import { isRefusal, orRollBack } from '../../foundation/refusal.ts';
import type { Store } from '../../foundation/store/store.ts';
import type { House } from './house.ts';

const by = (at: Instant) => ({ login: 'system', name: '初始数据', at });

export async function seedDirectory(store: Store, house: House, now: Instant): Promise<void> {
  await store.tx(async (tx) => {
    const known = orRollBack(await openForChange(tx));
    house.city.use(known);
    if (known.version === 0) {
      for (const order of house.city.orders) house.city.use(orRollBack(await change(tx, order, house.matters, by(now))));
      return;
    }
    // A matter the database has never heard of came with this release: a duty that is new here gets the pack's powers, and only that. What people have
    // arranged since may leave no room for one of them; it is then a gap that the page of powers shows.
    const heardOf = new Set([...known.powers.values()].flat().map(({ matter }) => matter));
    for (const order of house.city.orders) {
      if (order.kind !== 'power' || heardOf.has(order.power.matter)) continue;
      const { matter, area, body } = order.power;
      if (await wasEverKnown(tx, 'powers', powerId(matter, area, body))) continue;
      const after = await change(tx, order, house.matters, by(now));
      if (!isRefusal(after)) house.city.use(after);
    }
  });
}

/** Posts of the demonstration's people, each once. */
export async function seedPosts(store: Store, house: House, now: Instant): Promise<void> {
  await store.tx(async (tx) => {
    for (const { login, name, post, body, certificate } of house.city.people) {
      if (!body || (await wasEverKnown(tx, 'posts', postId(login, body, post)))) continue;
      const from = house.city.directory().bodies.get(body)?.[0]?.from;
      if (!from) continue; // The body was ended since; nobody is put into it again.
      const order: Order = {
        kind: 'post',
        post: {
          login,
          personName: name,
          body,
          name: post,
          manner: 'substantive',
          certificate,
          certificateFrom: null,
          certificateUntil: null,
          from,
          until: null,
        },
      };
      orRollBack(await change(tx, order, house.matters, by(now)));
    }
  });
}

/** Random histories that are likely to hurt: few accounts, few ids, days around openings, amounts around what is there. */
import fc from 'fast-check';
import type { ModelAccount, ModelOrder } from './model.ts';

/** The accounts of every history. 'nowhere' is named by orders and never opened. */
export const accounts: ModelAccount[] = [
  { id: 'issuing', asset: 'study-points', openedOn: '2026-01-01', floor: null },
  { id: 'quarry', asset: 'study-points', openedOn: '2026-01-01', floor: 0n },
  { id: 'mill', asset: 'study-points', openedOn: '2026-03-01', floor: 0n },
  { id: 'lender', asset: 'study-points', openedOn: '2026-02-01', floor: -20n },
  { id: 'rights', asset: 'SO2.kg', openedOn: '2026-01-01', floor: 0n },
];

const who = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('issuing', 'quarry', 'mill', 'lender') },
  { weight: 2, arbitrary: fc.constantFrom('rights', 'nowhere') },
);
const day = fc.oneof(
  { weight: 4, arbitrary: fc.constant('2026-04-01') },
  { weight: 2, arbitrary: fc.constantFrom('2025-12-31', '2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01') },
);
const amount = fc.oneof(
  { weight: 10, arbitrary: fc.bigInt({ min: 1n, max: 40n }) },
  { weight: 2, arbitrary: fc.constantFrom(0n, -1n, -7n) },
  { weight: 1, arbitrary: fc.constantFrom(10n ** 15n, 10n ** 15n + 1n) },
);
const fresh: fc.Arbitrary<ModelOrder> = fc.record({
  id: fc.integer({ min: 1, max: 12 }).map((n) => `T${n}`),
  // Something has to come in before anything can go out.
  from: fc.oneof({ weight: 2, arbitrary: fc.constant('issuing') }, { weight: 3, arbitrary: who }),
  to: who,
  amount,
  day,
  says: fc.constantFrom('合格', '转让'),
});

export type Step = { order: ModelOrder } | { again: number; but?: Partial<ModelOrder> } | { everything: string; to: string; more: bigint };

/** An order; an earlier one again, as it was or with something changed; or all an account has left, or one more than that. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fresh.map((order) => ({ order })) },
  {
    weight: 2,
    arbitrary: fc.record({
      again: fc.nat(20),
      but: fc.oneof(
        fc.constant(undefined),
        fc.record({ says: fc.constant('另一笔') }),
        fc.record({ amount: fc.bigInt({ min: 1n, max: 40n }) }),
        fc.record({ to: who }),
        fc.record({ day }),
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      everything: fc.constantFrom('quarry', 'mill', 'lender'),
      to: fc.constantFrom('quarry', 'mill', 'lender'),
      more: fc.constantFrom(0n, 1n),
    }),
  },
);

export const history = fc.array(step, { minLength: 6, maxLength: 24 });

import { type NewAccount, posts } from '../../../engines/ledger/index.ts';
import { yearOf } from '../../../foundation/day.ts';
import type { Settled } from '../../../foundation/effects/index.ts';

export const studyPoints = { id: 'study-points', book: 'study-points', name: '学法积分', unit: '分', scale: 0 } as const;

/** 年度积分池：一年一个，发放的积分都从这里出，用完为止。 */
export const poolOf = (year: number) => `study-points/pool/${year}`;
export const accountOf = (party: string) => `study-points/firm/${party}`;

const firmAccount = (act: Settled): NewAccount => ({
  id: accountOf(act.party),
  book: studyPoints.book,
  asset: studyPoints.id,
  name: act.title.replace(/申请学法积分$/, '').concat('学法积分'),
  party: act.party,
  district: act.district,
  openedOn: act.day,
});

/** 确认即发放：一家单位一场测验只有一笔，编号由二者定，第二次申请账本会拒绝。 */
export const awardPoints = posts(
  (act) => ({
    id: `study-points/${act.party}/${act.said.claimed?.exam}`,
    from: poolOf(yearOf(act.day)),
    to: accountOf(act.party),
    amount: BigInt(Number(act.said.claimed?.exam_points ?? 0)),
    says: `${act.said.claimed?.exam_name ?? '学法测验'} ${act.said.claimed?.score} 分`,
  }),
  {
    name: '发放学法积分',
    nameEn: 'Award of study points',
    opens: (act) => [firmAccount(act)],
    inWords: {
      'ledger.idUsedForAnotherOrder': {
        says: '该单位这场测验的积分已经发放过，不能重复发放',
        saysEn: 'This firm has already been awarded the points of this exam',
        do: '不予确认本次申请，并说明已发放',
        doEn: 'Do not confirm this claim, and say why',
      },
      'ledger.notEnough': {
        says: '本年度学法积分池余额不足，不能发放',
        saysEn: "This year's pool of study points does not hold enough",
        do: '待积分池增加后再确认',
        doEn: 'Confirm once the pool has been enlarged',
      },
      'ledger.noSuchAccount': {
        says: '本年度学法积分池尚未设立，不能发放',
        saysEn: "This year's pool of study points has not been set up",
        do: '请系统管理员设立本年度积分池',
        doEn: 'Ask the administrator to set up the pool',
      },
    },
  },
);

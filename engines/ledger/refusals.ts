/** Every reason the ledger says no, in the order in which it says them. The order is a promise: post.ts decides in it, a table test holds it. */
import type { Day } from '../../foundation/day.ts';
import { refusals } from '../../foundation/refusal.ts';
import { type Amount, available, type Side, show } from './account.ts';
import type { TransferOrder } from './transfer.ts';

/**
 * The most one order may move. 10¹⁵ smallest parts are a million tonnes in milligrams; nine thousand such orders still fit an account's 64 bits,
 * so a slip of the keyboard is refused here and not by an overflow.
 */
export const MOST: Amount = 10n ** 15n;

export const refuse = refusals('ledger', {
  idUsedForAnotherOrder: (order: TransferOrder) => ({
    says: `编号 ${order.id} 已用于另一笔记账`,
    saysEn: `The id ${order.id} was used for another order`,
    do: '查看该编号已记的一笔；确为新业务的，换用新编号',
    doEn: 'Look at what was posted under it; if this is new business, use a new id',
    about: { transfer: order.id },
  }),
  amountMustBePositive: (order: TransferOrder) => ({
    status: 422,
    says: `数量须大于零，收到 ${order.amount}`,
    saysEn: `An amount must be above zero, not ${order.amount}`,
    do: '填写大于零的数量；方向相反时调换付出和收入账户',
    doEn: 'Give an amount above zero; to move the other way, swap the two accounts',
    about: { transfer: order.id, amount: String(order.amount) },
  }),
  amountTooLarge: (order: TransferOrder) => ({
    status: 422,
    says: `数量过大：一笔最多 ${MOST}（最小单位），收到 ${order.amount}`,
    saysEn: `The amount is too large: one order moves at most ${MOST} smallest parts, not ${order.amount}`,
    do: '核对数量和单位',
    doEn: 'Check the amount and its unit',
    about: { transfer: order.id, amount: String(order.amount) },
  }),
  noSuchAccount: (account: string) => ({
    status: 404,
    says: `没有账户 ${account}，或不在您的管辖范围内`,
    saysEn: `There is no account ${account}, or it is outside your scope`,
    do: '核对账户；尚未开户的先开户',
    doEn: 'Check the account; open it first if it does not exist',
    about: { account },
  }),
  assetsDiffer: (from: Side, to: Side) => ({
    status: 422,
    says: `${from.name} 记的是 ${from.asset}，${to.name} 记的是 ${to.asset}，不能互转`,
    saysEn: `${from.name} holds ${from.asset} and ${to.name} holds ${to.asset}: one cannot become the other`,
    do: '选择同一种资产的账户',
    doEn: 'Choose accounts of one asset',
    about: { from: from.id, to: to.id },
  }),
  beforeAccountOpened: (account: Side, day: Day) => ({
    status: 422,
    says: `${account.name} 于 ${account.openedOn} 开户，不能记 ${day} 的账`,
    saysEn: `${account.name} opened on ${account.openedOn}; nothing can be posted for ${day}`,
    do: '改用开户之后的日期',
    doEn: 'Use a day on or after the opening',
    about: { account: account.id, openedOn: account.openedOn, day },
  }),
  sameAccount: (account: Side) => ({
    status: 422,
    says: `付出和收入是同一账户 ${account.name}`,
    saysEn: `${account.name} cannot pay itself`,
    do: '选择另一个账户',
    doEn: 'Choose another account',
    about: { account: account.id },
  }),
  notEnough: (account: Side, asked: Amount) => ({
    says: `${account.name} 可用 ${show(available(account) ?? 0n, account)}，不足 ${show(asked, account)}`,
    saysEn: `${account.name} has ${show(available(account) ?? 0n, account)} available, less than ${show(asked, account)}`,
    do: '先记入来源，或减少数量',
    doEn: 'Post what is due to it first, or ask for less',
    about: { account: account.id, asked: String(asked), available: String(available(account)) },
  }),
  accountOutsideScope: (account: string) => ({
    status: 403,
    says: `账户 ${account} 不在您的管辖范围内，不能由您开户`,
    saysEn: `The account ${account} lies outside your scope; you cannot open it`,
    do: '由所在区县或市局开户',
    doEn: 'Ask its district or the city bureau to open it',
    about: { account },
  }),
  accountIdTaken: (account: string) => ({
    says: `账户编号 ${account} 已用于另一账户`,
    saysEn: `The account id ${account} is another account's`,
    do: '核对账本、资产和所属单位；确为新账户的，换用新编号',
    doEn: 'Check book, asset and holder; if this is a new account, use a new id',
    about: { account },
  }),
  assetDeclaredOtherwise: (asset: string) => ({
    says: `资产 ${asset} 已按另一单位或精度登记，已有的账不能改义`,
    saysEn: `The asset ${asset} was declared with another unit or scale; postings cannot change their meaning`,
    do: '另设一种资产',
    doEn: 'Declare another asset',
    about: { asset },
  }),
});

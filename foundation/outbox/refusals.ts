/** Everything the outbox says no to: templates, sending again, receipts. */
import { refusals } from '../refusal.ts';

export const refuse = refusals('outbox', {
  noSuchTemplate: (id: string) => ({
    status: 404,
    says: `没有名为“${id}”的消息模板`,
    saysEn: `There is no template "${id}"`,
    do: '在模板页选择一项',
    doEn: 'Choose one on the page of templates',
  }),
  flawed: (flaws: Flaw[]) => ({
    status: 422,
    says: `模板有 ${flaws.length} 处不能用：${flaws.map((flaw) => flaw.says).join('；')}`,
    saysEn: `The template cannot be used: ${flaws.map((flaw) => flaw.saysEn).join('; ')}`,
    do: '改正后再保存',
    doEn: 'Mend it and save again',
    about: { flaws },
  }),
  pastDay: (day: string) => ({
    status: 422,
    says: `生效日 ${day} 已过，已发出的消息不会改动`,
    saysEn: `${day} is past, and messages sent then are not changed`,
    do: '选择今天或以后的日期',
    doEn: 'Choose today or a later day',
  }),
  fieldMissing: (template: string, field: string) => ({
    says: `消息“${template}”缺少“${field}”，没有发出`,
    saysEn: `Message "${template}" lacks "${field}" and was not sent`,
    do: '补上该项后再办理',
    doEn: 'Add it and act again',
  }),
  noSuchMessage: (id: string) => ({
    status: 404,
    says: `没有编号为 ${id} 的消息，或不在您的范围内`,
    saysEn: `There is no message ${id}, or it is outside your scope`,
    do: '在消息发送页选择一条',
    doEn: 'Choose one on the page of messages',
  }),
  stillOnItsWay: (state: string) => ({
    says: `这条消息还没有结果（${state}），现在重发会重复打扰收件人`,
    saysEn: `This message is still on its way (${state}); sending it again would only disturb`,
    do: '等它发出或失败后再重发',
    doEn: 'Wait until it was sent or has failed',
  }),
  receiptsClosed: (channel: string) => ({
    status: 404,
    says: `渠道“${channel}”没有开通回执`,
    saysEn: `Channel "${channel}" takes no receipts`,
    do: '在配置中设置该渠道的回执密钥',
    doEn: 'Set the secret of its receipts in the configuration',
  }),
  notSigned: () => ({
    status: 401,
    says: '回执签名不正确',
    saysEn: 'The signature of the receipt is wrong',
    do: '核对双方的密钥和签名方法',
    doEn: 'Compare the secret and the way of signing',
  }),
  tooOld: () => ({
    status: 401,
    says: '回执的签名时间与本机时间相差超过五分钟',
    saysEn: 'The receipt was signed more than five minutes from now',
    do: '核对两边的时钟后重发',
    doEn: 'Compare the clocks and send again',
  }),
});

export interface Flaw {
  says: string;
  saysEn: string;
}

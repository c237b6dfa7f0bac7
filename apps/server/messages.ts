/** How this house sends: the ways out from the configuration, the rules from the city's dated parameters, the house's own words, and who is told of trouble. */
import { type Config, readSecret } from '../../foundation/config/index.ts';
import { DAY, dayOf, HOUR, type Instant, SECOND } from '../../foundation/day.ts';
import { tell } from '../../foundation/inbox/index.ts';
import type { DeadRun, Job } from '../../foundation/jobs/index.ts';
import { onDay } from '../../foundation/lawbook/index.ts';
import {
  type Adapter,
  httpAdapter,
  listUndelivered,
  logAdapter,
  mailAdapter,
  type Rules,
  type Template,
  versionOn,
} from '../../foundation/outbox/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { City } from './city.ts';
import { logLine } from './events.ts';

/** The words the house itself needs, whatever its duties. */
export const HOUSE_TEMPLATES: Template[] = [
  {
    id: 'house.summary',
    name: '合并通知（消息过多时）',
    nameEn: 'Summary when there are too many messages',
    channel: 'sms',
    to: 'firm',
    text: '消息过多，未逐条发送，请登录平台查看。',
    many: '有 {count} 条消息未逐条发送，请登录平台查看：{list}',
    fields: [],
  },
];

/** Where messages go: a receiver or a mail server when one is named, else the log. */
export function adaptersFrom({ sms, mail }: Pick<Config, 'sms' | 'mail'>): Adapter[] {
  const toLog = (channel: string) => logAdapter(channel, (line, about) => logLine('writer', 'info', line, about));
  return [
    sms.url !== null
      ? httpAdapter('sms', sms.url, {
          ...(sms.bearerFile === null ? {} : { bearer: readSecret(sms.bearerFile) }),
          timeoutMs: sms.timeoutSeconds * SECOND,
        })
      : toLog('sms'),
    mail.host !== null
      ? mailAdapter('mail', {
          host: mail.host,
          port: mail.port,
          security: mail.security,
          user: mail.user ?? undefined,
          password: mail.passwordFile === null ? undefined : readSecret(mail.passwordFile),
          from: mail.from ?? mail.user ?? '',
          timeoutMs: mail.timeoutSeconds * SECOND,
        })
      : toLog('mail'),
  ];
}

/** Whose nights are left in peace. A branch has somebody on duty. */
const QUIET: Record<string, [string, string]> = { firm: ['message-quiet-firm-from-hour', 'message-quiet-firm-to-hour'] };

/** A city that has not set a number has no such rule. */
export function rulesOf({ city, templates }: { city: City; templates: Template[] }): Rules {
  const quantities = new Map(city.parameters.list().map((quantity) => [quantity.id, quantity]));
  const set = (id: string, at: Instant): number | undefined => {
    const quantity = quantities.get(id);
    const found = quantity && onDay(quantity, dayOf(at));
    return found && Number(found.value);
  };
  return {
    signature: city.signature,
    quiet(group, at) {
      const [begins, ends] = QUIET[group] ?? [];
      const from = begins && set(begins, at);
      const to = ends && set(ends, at);
      return typeof from === 'number' && typeof to === 'number' ? { from: from * 60, to: to * 60 } : null;
    },
    groupFor: (at) => (set('reminder-group-hours', at) ?? 0) * HOUR,
    limits: (at) => ({
      receiverPerMinute: set('message-receiver-per-minute', at) ?? Number.POSITIVE_INFINITY,
      receiverPerDay: set('message-receiver-per-day', at) ?? Number.POSITIVE_INFINITY,
      housePerMinute: set('message-house-per-minute', at) ?? Number.POSITIVE_INFINITY,
      housePerDay: set('message-house-per-day', at) ?? Number.POSITIVE_INFINITY,
    }),
    async many(tx, kind, at) {
      const summary = HOUSE_TEMPLATES[0] as Template;
      const template = templates.find((one) => one.id === kind) ?? summary;
      return (await versionOn(tx, template, dayOf(at))).many ?? template.many ?? (summary.many as string);
    },
    async onTrouble(tx, trouble) {
      const words = {
        flood: ['短时消息过多，其余合并为一条', 'too many messages, the rest will be told in one'],
        house: ['全平台发送达到上限，其余稍后发送', 'the limit of the house is reached, the rest will be sent later'],
        failed: ['多次发送未成', 'sending failed'],
        undeliverable: ['无法送达，请核对号码', 'cannot be delivered, check the number'],
      }[trouble.what];
      const isHouse = trouble.what === 'house';
      await tell(tx, {
        key: `outbox.${trouble.what}:${trouble.message}`,
        kind: isHouse ? 'house' : 'undelivered',
        says: isHouse ? `消息发送：${words[0]}` : `给${trouble.receiver}的消息：${words[0]}`,
        saysEn: isHouse ? `Messages: ${words[1]}` : `To ${trouble.receiver}: ${words[1]}`,
        about: isHouse ? null : trouble.about,
        to: { roles: isHouse ? ['admin'] : ['duty', 'office'] },
        party: null,
        district: isHouse ? '*' : trouble.district,
        at: trouble.at,
      });
    },
  };
}

/** A job given up is told to whoever keeps the house. */
export async function tellOfDeadJob(tx: Tx, { id, job, error, at }: DeadRun): Promise<void> {
  await tell(tx, {
    key: `job:${id}`,
    kind: 'house',
    says: `任务“${job.says.zh}”多次未成，已停止：${error.slice(0, 200)}`,
    saysEn: `Job "${job.says.en}" was given up: ${error.slice(0, 200)}`,
    about: { kind: 'job', id: job.name },
    to: { roles: ['admin'] },
    party: null,
    district: '*',
    at,
  });
}

/** Every morning: which of yesterday's messages reached nobody, to those who can find a better number. */
export const undelivered: Job = {
  name: 'messages.undelivered',
  says: { zh: '每日未送达消息汇总', en: 'Messages that reached nobody, daily' },
  cron: '30 8 * * *',
  async run(_, { now, store }) {
    return store.tx(async (tx) => {
      const found = await listUndelivered(tx, now - DAY);
      for (const { district, messages } of found)
        await tell(tx, {
          key: `undelivered:${dayOf(now)}:${district}`,
          kind: 'undelivered',
          says: `近一日有 ${messages} 条消息没有送达，请核对号码后重发`,
          saysEn: `${messages} messages of the last day reached nobody: check the numbers and send again`,
          about: null,
          to: { roles: ['duty', 'office'] },
          party: null,
          district,
          at: now,
        });
      return `${found.reduce((sum, { messages }) => sum + messages, 0)} 条未送达`;
    });
  },
};

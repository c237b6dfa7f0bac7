/** What lies outside and is configured: does it answer? Nothing is sent to anyone; a door is knocked at. */
import { connect } from 'node:net';
import type { Examination, Finding } from './examine.ts';

const PATIENCE = 5_000;

export async function lookAtOutside({ loaded }: Examination): Promise<Finding[]> {
  const { mail, sms, files, oidc, alarm, seal } = loaded.config;
  const doors: [string, string | null, number | undefined, string, string][] = [
    ['mail', mail.host, mail.port, '邮件发不出去', 'no mail goes out'],
    ['sms', ...doorOf(sms.url), '短信发不出去', 'no text message goes out'],
    ['alarm.url', ...doorOf(alarm.url), '平台告警送不到', 'alarms about the platform do not arrive'],
    ['seal.exportUrl', ...doorOf(seal.exportUrl), '每日封存头送不出去', 'the head of the day does not leave the house'],
    ['s3', ...doorOf(files.keptIn === 's3' ? files.s3.endpoint : null), '附件存取不了', 'attached files cannot be kept or read'],
  ];
  const found: Finding[] = [];
  for (const [check, host, port, why, whyEn] of doors) {
    if (host === null || port === undefined) continue;
    const trouble = await knock(host, port);
    found.push(said(check, `${host}:${port}`, trouble, why, whyEn));
  }
  if (oidc.issuer !== null) {
    const address = `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const trouble = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) }).then(
      async (answer) => {
        if (!answer.ok) return `HTTP ${answer.status}`;
        const { issuer } = (await answer.json()) as { issuer?: string };
        return issuer?.replace(/\/$/, '') === oidc.issuer?.replace(/\/$/, '') ? null : `issuer ${issuer}`;
      },
      (error: Error) => (error.cause as Error | undefined)?.message ?? error.message,
    );
    found.push(said('oidc', oidc.issuer, trouble, '统一身份认证不能登录', 'nobody can sign in through it'));
  }
  return found;
}

function said(check: string, where: string, trouble: string | null, why: string, whyEn: string): Finding {
  if (trouble === null) return { check, level: 'ok', says: { zh: `${where} 有应答`, en: `${where} answers` } };
  return {
    check,
    level: 'bad',
    says: { zh: `${where} 没有应答：${trouble}`, en: `${where} does not answer: ${trouble}` },
    why: { zh: why, en: whyEn },
    does: { zh: '检查地址、网络和防火墙', en: 'look at the address, the network and the firewall' },
  };
}

function doorOf(url: string | null): [string | null, number | undefined] {
  if (url === null) return [null, undefined];
  const { hostname, port, protocol } = new URL(url);
  return [hostname.replace(/^\[|\]$/g, ''), port ? Number(port) : protocol === 'https:' ? 443 : 80];
}

function knock(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (trouble: string | null) => {
      socket.destroy();
      resolve(trouble);
    };
    socket.setTimeout(PATIENCE, () => done(`no answer within ${PATIENCE / 1_000} s`));
    socket.once('connect', () => done(null));
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}

/** Refusals leave the house as RFC 9457 problems: what happened, to what, and what to do next, in both languages. */
import type { FastifyReply } from 'fastify';
import { type Refusal, refusals } from '../../../foundation/refusal.ts';

export const refuse = refusals('http', {
  notFound: (what: string, id: string) => ({
    status: 404,
    says: `没有找到${what} ${id}，或不在您的范围内`,
    saysEn: `Not found, or not in your scope: ${id}`,
    do: '从列表打开',
    doEn: 'Open it from the list',
  }),
  invalid: (findings: { path: string; says: string; saysEn?: string; row?: number | null }[]) => ({
    status: 422,
    says: findings.length ? `请求内容有误：${findings.map((f) => f.path || '内容').join('、')}` : '请求内容有误',
    saysEn: 'The request is not as it should be',
    do: '按提示修改后重新提交',
    doEn: 'Correct what is named and send it again',
    about: { findings },
  }),
  changedMeanwhile: (was: string, is: string) => ({
    status: 412,
    says: '打开之后已有新的变动，未按您看到的内容办理',
    saysEn: 'It has changed since you opened it; nothing was done',
    do: '刷新页面，看过新的内容后再办理',
    doEn: 'Reload, look at what is new, and act then',
    about: { was, is },
  }),
  tooMany: (seconds: number) => ({
    status: 429,
    says: `请求过于频繁，请 ${seconds} 秒后再试`,
    saysEn: `Too many requests: try again in ${seconds} s`,
    do: '稍候再试',
    doEn: 'Wait a little',
    about: { seconds },
  }),
  wrongType: () => ({
    status: 415,
    says: '提交内容的类型不被接受',
    saysEn: 'This type of content is not taken here',
    do: '以 JSON 提交',
    doEn: 'Send JSON',
  }),
  tooLarge: () => ({ status: 413, says: '提交的内容过大', saysEn: 'The request is too large', do: '减少内容后重试', doEn: 'Send less' }),
  unavailable: () => ({
    status: 503,
    says: '数据库暂时不可用',
    saysEn: 'The database is away for the moment',
    do: '稍候自动恢复，请重试',
    doEn: 'Try again in a moment',
  }),
  ourFault: () => ({
    status: 500,
    says: '系统内部错误，已记录',
    saysEn: 'Something went wrong on our side; it was recorded',
    do: '请重试；仍不行请联系管理员',
    doEn: 'Try again, or tell the administrator',
  }),
});

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const findings = (refusal.about?.findings as { path: string; says: string }[] | undefined) ?? undefined;
  return reply
    .code(refusal.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:xiushui:problem:${refusal.code}`,
        title: refusal.says,
        titleEn: refusal.saysEn,
        status: refusal.status,
        code: refusal.code,
        do: refusal.do,
        doEn: refusal.doEn,
        about: refusal.about,
        findings,
      }),
    );
}

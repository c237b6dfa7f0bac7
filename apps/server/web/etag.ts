/**
 * Answers that have not changed are not sent again: each JSON answer to a question wears the hash of its text, and `If-None-Match` with that hash is
 * answered 304. The answer is made all the same (who may see what can have changed in between); what is spared is the way to the reader.
 */
import { createHash } from 'node:crypto';
import type { App } from './context.ts';

export function tagAnswers(app: App): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || !request.url.startsWith('/api/') || reply.statusCode !== 200 || typeof payload !== 'string')
      return payload;
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache');
    reply.header('vary', 'cookie');
    // Weak: the same contents, though a proxy may have packed them otherwise.
    const tag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
    reply.header('etag', tag);
    if (!namesTag(request.headers['if-none-match'], tag)) return payload;
    reply.code(304).removeHeader('content-length');
    return '';
  });
}

/** RFC 9110 §13.1.2: a list of tags or `*`, compared weakly. */
function namesTag(header: string | undefined, tag: string): boolean {
  if (!header) return false;
  const bare = (text: string) => text.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((one) => bare(one) === bare(tag));
}

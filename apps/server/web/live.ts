/** Live updates: what changed, told to the pages that may see it. A page that hears of a change asks again; no data travels here. */
import type { FastifyRequest } from 'fastify';
import { ADMINISTRATORS, findSession, type Person, RIGHTS } from '../../../foundation/access/index.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { listen } from '../../../foundation/store/store.ts';
import { type App, type Context, tokenOf } from './context.ts';
import { sendRefusal } from './problem.ts';

interface Listener {
  person: Person;
  write(text: string): void;
  end(): void;
}

const BEAT_MS = 15_000;

export function liveRoutes(app: App, context: Context): { close(): Promise<void> } {
  const listeners = new Set<Listener>();
  const ears = listen(context.runtime.urls.system, 'xiushui web', ['live', RIGHTS], (channel, about) => {
    if (channel === RIGHTS) {
      // Whose rights changed, or whose session ended, asks again who it is (F8); a stream opened before knows nothing of it.
      for (const listener of listeners) if (listener.person.login === about.login) listener.end();
      return;
    }
    const {
      topic,
      district = null,
      place = null,
      party = null,
    } = about as { topic?: string; district?: string | null; place?: string | null; party?: string | null };
    if (!topic) return;
    const text = `data: ${JSON.stringify({ topic, district, place, at: context.now() })}\n\n`;
    for (const listener of listeners) if (maySee(listener.person, district, party)) listener.write(text);
  });
  const beat = setInterval(() => {
    for (const listener of listeners) listener.write(': still here\n\n');
  }, BEAT_MS);
  beat.unref();

  app.route({
    method: 'GET',
    url: '/api/live',
    schema: { summary: '实时更新（事件流）', tags: ['实时'] },
    handler: async (request: FastifyRequest, reply) => {
      const session = await findSession(context.system, tokenOf(request), context.now());
      if (isRefusal(session)) return sendRefusal(reply, session);
      reply.hijack();
      const raw = reply.raw;
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        connection: 'keep-alive',
        'x-accel-buffering': 'no',
      });
      raw.write('retry: 2000\n\n');
      const listener: Listener = { person: session.person, write: (text) => raw.write(text), end: () => raw.end() };
      listeners.add(listener);
      raw.on('close', () => listeners.delete(listener));
      raw.on('error', () => listeners.delete(listener));
      // A stream must not outlive the session that opened it.
      setTimeout(() => raw.end(), Math.max(0, session.endsAt - context.now())).unref();
      return reply;
    },
  });

  return {
    close: async () => {
      clearInterval(beat);
      await ears.close();
    },
  };
}

/** A topic without a district (messages, kept frames) says nothing of anyone; one with a district goes to those who see it. */
function maySee(person: Person, district: string | null, party: string | null): boolean {
  if (person.role === 'firm' || person.role === 'citizen') return party !== null && party === person.party;
  if (ADMINISTRATORS.includes(person.role)) return district === null;
  return district === null || person.districts.includes('*') || person.districts.includes(district);
}

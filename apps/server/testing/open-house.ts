/** A demonstration house answering `call` as any of its accounts, signed in when they are first needed. For tests of routes. */
import { openWebHouse, type SignedIn, type WebHouse } from '../../../proof/web-house.ts';

export interface OpenHouse extends Pick<WebHouse, 'db' | 'runtime' | 'web' | 'signIn' | 'close'> {
  /** A request as one of the demonstration's accounts. */
  call(login: string, method: string, url: string, payload?: object): Promise<{ status: number; body: string; json: <T>() => T }>;
}

export async function openDemonstration(now: () => number = Date.now): Promise<OpenHouse> {
  const house = await openWebHouse({ now });
  const sessions = new Map<string, SignedIn>();
  return {
    ...house,
    async call(login, method, url, payload) {
      const { cookie, csrf } = sessions.get(login) ?? (await house.signIn(login));
      sessions.set(login, { cookie, csrf });
      const answer = await house.web.app.inject({
        method: method as 'GET',
        url,
        headers: { cookie, 'x-csrf-token': csrf },
        ...(method === 'GET' ? {} : { payload: payload ?? {} }),
      });
      return { status: answer.statusCode, body: answer.body, json: <T>() => answer.json<T>() };
    },
  };
}

/**
 * One POST to a stranger's address. Only to where the name really leads: the name is resolved once, every address it has is looked at, and the
 * connection goes to one that was looked at, so that a name that changes its mind in between (DNS rebinding) leads nowhere. No redirect is followed.
 */
import { lookup as resolve } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { withinNetworks } from '../config/index.ts';

/** Addresses that are nobody's but this machine's or this network's: RFC 6890's special-purpose blocks. */
const OWN = withinNetworks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
  '64:ff9b::/96',
]);
export const isOwnAddress = (address: string) => OWN(address);

export interface Posting {
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  allowPrivate: boolean;
}

/** The status the receiver answered with; rejects when there was no answer, in words for the page. */
export function post({ url, headers, body, timeoutMs, allowPrivate }: Posting): Promise<number> {
  const target = new URL(url);
  const guarded: LookupFunction = (host, options, tell) =>
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return tell(error, '', 0);
      const own = allowPrivate ? undefined : found.find(({ address }) => isOwnAddress(address));
      if (own) return tell(new Error(`${host} leads to ${own.address}, an address of our own network`), '', 0);
      // Node asks for all of them when it tries several families, and for one otherwise.
      if ((options as { all?: boolean }).all) return (tell as unknown as (e: null, all: typeof found) => void)(null, found);
      const first = found[0];
      return first ? tell(null, first.address, first.family) : tell(new Error(`${host} has no address`), '', 0);
    });
  // A bare address in the url is not looked up at all.
  const bare = target.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isOwnAddress(bare)) return Promise.reject(new Error(`${bare} is an address of our own network`));
  return new Promise((answered, failed) => {
    const call = (target.protocol === 'https:' ? httpsRequest : httpRequest)(
      target,
      {
        method: 'POST',
        lookup: guarded,
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), ...headers },
      },
      (answer) => {
        // What it says is nothing to us, and may be endless.
        answer.destroy();
        answered(answer.statusCode ?? 0);
      },
    );
    call.on('error', (error) =>
      failed(error.name === 'AbortError' || error.name === 'TimeoutError' ? new Error(`no answer within ${timeoutMs} ms`) : error),
    );
    call.end(body);
  });
}

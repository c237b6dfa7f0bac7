/**
 * Bytes in an S3-compatible bucket: path-style addresses, requests signed (Signature Version 4, by aws4fetch) over the SHA-256 of the content, so that
 * what arrives damaged is refused by the server. Streams both ways. One request per object: nothing we take is above the 5 GB of a single put.
 */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { XMLParser } from 'fast-xml-parser';
import type { Range } from './place.ts';
import { checkName, type Place, type Staged } from './place.ts';

export interface Bucket {
  /** http://127.0.0.1:9000 */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Before every name, when the bucket is not ours alone: 'xiushui/'. */
  prefix?: string;
  tries?: number;
  /** The first pause between tries, in milliseconds; each next one is twice as long. */
  pauseMs?: number;
}

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const SILENT_MS = 30_000;

interface Ask {
  method: 'PUT' | 'GET' | 'HEAD' | 'DELETE';
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  sha256?: string;
  body?: () => Readable;
}

export function bucketPlace(of: Bucket): Place {
  const { prefix = '', tries = 4, pauseMs = 200 } = of;
  const root = `${of.endpoint.replace(/\/$/, '')}/${encodeURIComponent(of.bucket)}`;

  async function once({ method, path, query = {}, headers = {}, sha256 = EMPTY, body }: Ask): Promise<IncomingMessage> {
    const url = new URL(`${root}/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      headers: { ...headers, 'x-amz-content-sha256': sha256 },
      accessKeyId: of.accessKeyId,
      secretAccessKey: of.secretAccessKey,
      region: of.region,
      service: 's3',
    }).sign();
    return new Promise((resolve, reject) => {
      const asked = (url.protocol === 'https:' ? overHttps : overHttp)(
        signed.url,
        { method, headers: { ...Object.fromEntries(signed.headers), ...headers } },
        resolve,
      );
      asked.setTimeout(SILENT_MS, () => asked.destroy(new Error(`the bucket said nothing for ${SILENT_MS / 1000} s`)));
      asked.on('error', reject);
      if (body) {
        const sent = body();
        sent.on('error', (error) => asked.destroy(error));
        sent.pipe(asked);
      } else asked.end();
    });
  }

  /** Again after silence and after what the server itself calls its own fault; a refusal is an answer. */
  async function ask(what: Ask): Promise<IncomingMessage> {
    for (let tried = 1; ; tried += 1) {
      try {
        const answer = await once(what);
        const status = answer.statusCode ?? 0;
        if (status < 300 || status === 404) return answer;
        const says = await text(answer);
        if (status < 500 && status !== 408 && status !== 429) throw new BucketRefused(what, status, says);
        if (tried >= tries)
          throw new Error(`the bucket answered ${what.method} ${what.path} with ${status} ${tried} times: ${says.slice(0, 200)}`);
      } catch (error) {
        if (error instanceof BucketRefused || tried >= tries) throw error;
      }
      await pause(pauseMs * 2 ** (tried - 1));
    }
  }

  const drained = (answer: IncomingMessage) => void answer.resume();
  const keyOf = (name: string) => prefix + checkName(name);

  return {
    says: `${root}/${prefix}`,
    async put(name: string, staged: Staged) {
      const answer = await ask({
        method: 'PUT',
        path: keyOf(name),
        headers: { 'content-length': String(staged.size) },
        sha256: staged.sha256,
        body: () => createReadStream(staged.path),
      });
      drained(answer);
      if (answer.statusCode === 404) throw new Error(`there is no bucket '${of.bucket}' at ${of.endpoint}`);
      // A server that does not check the hash may have taken less than was sent.
      const there = await this.find(name);
      if (there?.size !== staged.size) throw new Error(`the bucket keeps ${there?.size ?? 'nothing'} of ${staged.size} bytes of ${name}`);
      await rm(staged.path, { force: true });
    },
    async find(name) {
      const answer = await ask({ method: 'HEAD', path: keyOf(name) });
      drained(answer);
      if (answer.statusCode === 404) return undefined;
      return { size: Number(answer.headers['content-length']), at: Date.parse(String(answer.headers['last-modified'])) };
    },
    async read(name: string, range?: Range) {
      const answer = await ask({
        method: 'GET',
        path: keyOf(name),
        ...(range ? { headers: { range: `bytes=${range.from}-${range.to}` } } : {}),
      });
      if (answer.statusCode === 404) {
        drained(answer);
        throw Object.assign(new Error(`the bucket has no ${name}`), { code: 'ENOENT' });
      }
      if (!range) return answer;
      // Some servers answer a part with the whole, or with more of it than was asked.
      return Readable.from(part(answer, answer.statusCode === 206 ? 0 : range.from, range.to - range.from + 1), { objectMode: false });
    },
    async *list() {
      const reader = new XMLParser({ parseTagValue: false, isArray: (tag) => tag === 'Contents' });
      let token: string | undefined;
      do {
        const answer = await ask({
          method: 'GET',
          path: '',
          query: { 'list-type': '2', prefix, ...(token ? { 'continuation-token': token } : {}) },
        });
        if (answer.statusCode === 404) throw new Error(`there is no bucket '${of.bucket}' at ${of.endpoint}`);
        const { ListBucketResult: page } = reader.parse(await text(answer)) as { ListBucketResult: Page };
        for (const { Key, Size, LastModified } of page.Contents ?? [])
          yield { name: Key.slice(prefix.length), size: Number(Size), at: Date.parse(LastModified) };
        token = page.IsTruncated === 'true' ? page.NextContinuationToken : undefined;
      } while (token);
    },
    async remove(name) {
      drained(await ask({ method: 'DELETE', path: keyOf(name) }));
    },
  };
}

async function* part(of: AsyncIterable<Buffer>, skip: number, length: number): AsyncGenerator<Buffer> {
  let before = skip;
  let left = length;
  for await (const chunk of of) {
    const from = Math.min(before, chunk.length);
    before -= from;
    const bytes = chunk.subarray(from, from + left);
    left -= bytes.length;
    if (bytes.length) yield bytes;
    if (left <= 0) return;
  }
}

interface Page {
  Contents?: { Key: string; Size: string; LastModified: string }[];
  IsTruncated?: string;
  NextContinuationToken?: string;
}

class BucketRefused extends Error {
  constructor({ method, path }: Ask, status: number, says: string) {
    super(`the bucket refused ${method} ${path} with ${status}: ${says.slice(0, 200)}`);
  }
}

/**
 * Whether a backup is whole, by reading it and nothing else: no database, and no passphrase unless what is locked is to be looked into. Names each damaged
 * part and what is wrong with it, and walks the sealed chains as they lie in the backup.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { headsDigest } from './create.ts';
import { MANIFEST, type Manifest, type Part, readManifest } from './manifest.ts';
import { type Counter, contentOf, countLines, keyOf } from './part.ts';
import { linesOf, valuesOf } from './row.ts';
import { openSource, type Source } from './source.ts';

export interface Damage {
  part: string;
  code:
    | 'noManifest'
    | 'manifestAltered'
    | 'otherFormat'
    | 'missing'
    | 'unknown'
    | 'cutShort'
    | 'tooLong'
    | 'altered'
    | 'swapped'
    | 'rowsDiffer'
    | 'unreadable'
    | 'wrongPassphrase'
    | 'sealBroken'
    | 'headsDiffer';
  says: string;
  saysEn: string;
}

export interface Verified {
  path: string;
  manifest: Manifest | undefined;
  parts: number;
  bytes: number;
  rows: number;
  /** Sealed rows walked in the backup, or null where it holds none we can walk. */
  seals: { chains: number; rows: number; unsealed: number } | null;
  damage: Damage[];
}

/** How sealed rows are walked: given row by row, in any order, with the columns they were copied in; answers with what does not hold. */
export interface SealWalk {
  table: string;
  heads: string;
  walk(
    columns: string[],
    rows: () => AsyncIterable<(string | null)[]>,
  ): Promise<{
    chains: number;
    rows: number;
    unsealed: number;
    flaws: { about: string; says: string; saysEn: string }[];
    heads: [string, string, string][];
  }>;
}

export interface VerifyOrder {
  passphrase?: string;
  logCounter?: () => Counter;
  seals?: SealWalk;
  /** Told after every part. */
  onPart?: (part: Part) => void;
}

export async function verifyBackup(path: string, order: VerifyOrder = {}): Promise<Verified> {
  const found: Verified = { path, manifest: undefined, parts: 0, bytes: 0, rows: 0, seals: null, damage: [] };
  const says = (part: string, code: Damage['code'], zh: string, en: string) => found.damage.push({ part, code, says: zh, saysEn: en });
  if (!existsSync(path)) {
    says(MANIFEST, 'noManifest', `${path} 不存在`, `${path} does not exist`);
    return found;
  }
  const source = await openSource(path);
  if (source.sizeOf(MANIFEST) === undefined) {
    says(
      MANIFEST,
      'noManifest',
      '没有清单：备份没有做完，或末尾被截断',
      'There is no manifest: the backup was not finished, or its end was cut off',
    );
    return found;
  }
  const manifest = readManifest(await textOf(source, MANIFEST));
  if ('wrong' in manifest) {
    if (manifest.wrong === 'otherFormat')
      says(
        MANIFEST,
        'otherFormat',
        '备份格式较新，请用制作它的版本核验',
        'The format is a newer one; verify it with the version that made it',
      );
    else says(MANIFEST, 'manifestAltered', '清单与其自身的杂凑值不符', 'The manifest differs from its own hash');
    return found;
  }
  found.manifest = manifest;
  const key = order.passphrase !== undefined && manifest.lock ? keyOf(order.passphrase, manifest.lock) : undefined;
  const named = new Set([MANIFEST, ...manifest.parts.map((part) => part.name)]);
  for (const name of source.names) if (!named.has(name)) says(name, 'unknown', '清单里没有这一部分', 'The manifest knows no such part');

  const bySum = new Map(manifest.parts.map((part) => [part.sha256, part.name]));
  const good = new Set<string>();
  for (const part of manifest.parts) {
    found.parts += 1;
    const size = source.sizeOf(part.name);
    if (size === undefined) says(part.name, 'missing', '缺失', 'is missing');
    else {
      found.bytes += size;
      const read = await readPart(source, part, key, order);
      const twin = read.sha256 !== part.sha256 ? bySum.get(read.sha256) : undefined;
      if (twin) says(part.name, 'swapped', `内容是 ${twin} 的`, `holds the content of ${twin}`);
      else if (size < part.bytes)
        says(part.name, 'cutShort', `被截断：应有 ${part.bytes} 字节，只有 ${size}`, `is cut short: ${size} bytes of ${part.bytes}`);
      else if (size > part.bytes) says(part.name, 'tooLong', `多出 ${size - part.bytes} 字节`, `has ${size - part.bytes} bytes too many`);
      else if (read.sha256 !== part.sha256 || read.sm3 !== part.sm3)
        says(part.name, 'altered', '内容被改动（杂凑值不符）', 'was altered: its hash differs');
      else if (read.failure && part.locked) says(part.name, 'wrongPassphrase', '口令不对，无法打开', 'does not open with this passphrase');
      else if (read.failure) says(part.name, 'unreadable', `无法展开：${read.failure}`, `cannot be unpacked: ${read.failure}`);
      else if (read.rows !== undefined && read.rows !== part.rows)
        says(
          part.name,
          'rowsDiffer',
          `应有 ${part.rows} 行，实有 ${read.rows} 行`,
          `${read.rows} rows where the manifest says ${part.rows}`,
        );
      else good.add(part.name);
      found.rows += read.rows ?? 0;
    }
    order.onPart?.(part);
  }
  for (const table of manifest.tables) {
    const part = table.part === null ? undefined : manifest.parts.find((one) => one.name === table.part);
    if (table.part !== null && part?.rows !== table.rows)
      says(
        MANIFEST,
        'rowsDiffer',
        `${table.schema}.${table.name} 的行数前后不一`,
        `disagrees with itself on the rows of ${table.schema}.${table.name}`,
      );
  }
  if (order.seals) await walkSeals(source, manifest, order.seals, good, found, says);
  return found;
}

async function readPart(
  source: Source,
  part: Part,
  key: Buffer | undefined,
  order: VerifyOrder,
): Promise<{ sha256: string; sm3: string; rows: number | undefined; failure: string | undefined }> {
  const sha256 = createHash('sha256');
  const sm3 = createHash('sm3');
  const looksInside = !part.locked || key !== undefined;
  const counter = part.rows === undefined || !looksInside ? undefined : part.kind === 'log' ? order.logCounter?.() : countLines();
  let failure: string | undefined;
  const hashed = Readable.from(
    (async function* () {
      for await (const chunk of source.open(part.name)) {
        sha256.update(chunk as Buffer);
        sm3.update(chunk as Buffer);
        yield chunk;
      }
    })(),
  );
  if (!looksInside) for await (const _ of hashed);
  else {
    try {
      for await (const chunk of contentOf(hashed, part, key)) counter?.push(chunk as Buffer);
    } catch (error) {
      failure = (error as Error).message;
      // Unpacking stops at the first wrong byte; the hashes want them all.
      return { ...(await hashesOf(source, part)), rows: undefined, failure };
    }
  }
  return { sha256: sha256.digest('hex'), sm3: sm3.digest('hex'), rows: counter?.count, failure };
}

async function hashesOf(source: Source, part: Part): Promise<{ sha256: string; sm3: string }> {
  const sha256 = createHash('sha256');
  const sm3 = createHash('sm3');
  for await (const chunk of source.open(part.name)) {
    sha256.update(chunk as Buffer);
    sm3.update(chunk as Buffer);
  }
  return { sha256: sha256.digest('hex'), sm3: sm3.digest('hex') };
}

async function walkSeals(
  source: Source,
  manifest: Manifest,
  seals: SealWalk,
  good: Set<string>,
  found: Verified,
  says: (part: string, code: Damage['code'], zh: string, en: string) => void,
): Promise<void> {
  const rowsOf = (name: string) => {
    const table = manifest.tables.find((one) => `${one.schema}.${one.name}` === name);
    const part = table?.part ? manifest.parts.find((one) => one.name === table.part) : undefined;
    // A damaged part has been named already; walking it would only say so again.
    if (!table || !part || part.locked || !good.has(part.name)) return undefined;
    const rows = async function* () {
      for await (const line of linesOf(contentOf(source.open(part.name), part))) yield valuesOf(line);
    };
    return { table, part, rows };
  };
  const chain = rowsOf(seals.table);
  const heads = rowsOf(seals.heads);
  if (!chain || !heads) return;
  const walked = await seals.walk(chain.table.columns, chain.rows);
  found.seals = { chains: walked.chains, rows: walked.rows, unsealed: walked.unsealed };
  for (const flaw of walked.flaws)
    says(chain.part.name, 'sealBroken', `${flaw.about} ${flaw.says}`.trim(), `${flaw.about} ${flaw.saysEn}`.trim());
  const kept: [string, string, string][] = [];
  const at = ['chain', 'position', 'seal'].map((column) => heads.table.columns.indexOf(column)) as [number, number, number];
  for await (const row of heads.rows()) kept.push([row[at[0]] ?? '', row[at[1]] ?? '', row[at[2]] ?? '']);
  kept.sort((a, b) => Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])));
  if (headsDigest(kept) !== manifest.snapshot.heads.sm3)
    says(heads.part.name, 'headsDiffer', '封存链尾与清单所记不同', 'The heads of the chains are not those the manifest names');
  // A chain whose rows were removed when their time was over is known by its last seal alone (foundation/retention).
  const gone = rowsOf('xiushui.chain_purge');
  const removed: [string, string, string][] = [];
  if (gone) {
    const places = ['chain', 'through', 'seal'].map((column) => gone.table.columns.indexOf(column));
    for await (const row of gone.rows()) removed.push(places.map((place) => row[place] ?? '') as [string, string, string]);
  }
  const walkedHeads = new Map([...removed, ...walked.heads].map(([name, position, seal]) => [name, `${position} ${seal}`]));
  for (const [name, position, seal] of kept) {
    if (walkedHeads.get(name) !== `${position} ${seal}`)
      says(chain.part.name, 'sealBroken', `链 ${name} 的末尾与所记链尾不符`, `The end of chain ${name} is not its recorded head`);
  }
}

export async function textOf(source: Source, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.open(name)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

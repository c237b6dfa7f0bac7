/**
 * Dated values read from data: `law/` and a city's parameters. A value belongs to the day it takes effect and carries its clause and how sure we
 * are of it (A text read, B secondary, C recalled: shown as 待核). Reads; knows nothing of what the values mean.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { type Day, isDay } from '../day.ts';

export type Confidence = 'A' | 'B' | 'C';

export interface DatedValue<T = unknown> {
  value: T;
  effectiveFrom: Day;
  cite: string;
  confidence: Confidence;
  note?: string;
}

export interface DatedQuantity<T = unknown> {
  /** Path of the file below its root, without the ending: 'monitoring/gas-hour-valid-minutes'. */
  id: string;
  name: string;
  unit: string;
  checkedOn: Day;
  values: DatedValue<T>[];
}

/** The value that applied on a day; nothing before the first one. */
export function onDay<T>(quantity: DatedQuantity<T>, day: Day): DatedValue<T> | undefined {
  return quantity.values.filter((v) => v.effectiveFrom <= day).at(-1);
}

/** 待核 for what is only recalled; nothing for the rest. */
export function showConfidence(confidence: Confidence): string {
  return confidence === 'C' ? '（待核）' : '';
}

export interface Lawbook {
  /** A quantity by its id; its absence is our own mistake. */
  get<T = unknown>(id: string): DatedQuantity<T>;
  /** A table that is not dated value by value (codes, marks), by its path below the root. */
  table<T = unknown>(path: string): T;
  list(): DatedQuantity[];
  /** Digest of every file read: which release of the law a verdict was made under. */
  release: string;
}

interface RawValue {
  value: unknown;
  cite?: string;
  confidence?: Confidence;
  note?: string;
}
interface RawQuantity {
  name: string;
  unit: string;
  checkedOn: Day | Date;
  confidence?: Confidence;
  values: Record<string, RawValue>;
}

/** Opens a folder of law. A file whose top level has `values` is a dated quantity; any other is a table. */
export function openLawbook(root: string): Lawbook {
  const quantities = new Map<string, DatedQuantity>();
  const tables = new Map<string, unknown>();
  const digest = createHash('sha256');
  for (const path of yamlFiles(root)) {
    const bytes = readFileSync(path);
    const id = relative(root, path)
      .replaceAll('\\', '/')
      .replace(/\.yaml$/, '');
    // The bytes and not the text: decoding makes one character of every byte it cannot read. The length keeps one file from posing as two.
    digest.update(`${id}\n${bytes.length}\n`).update(bytes);
    const content = parse(bytes.toString('utf8')) as RawQuantity | null;
    if (content && typeof content === 'object' && 'values' in content && !Array.isArray(content.values))
      quantities.set(id, quantityOf(id, content));
    else tables.set(id, content);
  }
  return {
    get: <T>(id: string) => {
      const found = quantities.get(id);
      if (!found) throw new Error(`no dated quantity '${id}' below ${root}`);
      return found as DatedQuantity<T>;
    },
    table: <T>(path: string) => {
      if (!tables.has(path)) throw new Error(`no table '${path}' below ${root}`);
      return tables.get(path) as T;
    },
    list: () => [...quantities.values()],
    release: digest.digest('hex').slice(0, 16),
  };
}

function quantityOf(id: string, raw: RawQuantity): DatedQuantity {
  const values = Object.entries(raw.values).map(([day, v]) => {
    if (!isDay(day)) throw new Error(`${id}: '${day}' is not a day`);
    if (!v?.cite) throw new Error(`${id}: the value of ${day} cites no clause`);
    return {
      value: v.value,
      effectiveFrom: day,
      cite: v.cite,
      confidence: v.confidence ?? raw.confidence ?? 'C',
      ...(v.note ? { note: v.note } : {}),
    };
  });
  for (const v of values)
    if (!['A', 'B', 'C'].includes(v.confidence)) throw new Error(`${id}: confidence is A, B or C, not ${v.confidence}`);
  values.sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  return {
    id,
    name: raw.name,
    unit: raw.unit,
    checkedOn: raw.checkedOn instanceof Date ? raw.checkedOn.toISOString().slice(0, 10) : raw.checkedOn,
    values,
  };
}

function yamlFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return yamlFiles(path);
      return entry.name.endsWith('.yaml') ? [path] : [];
    });
}

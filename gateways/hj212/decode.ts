/**
 * Reads the bytes of one piece. Parses. Does not judge: whether a frame is taken is `admit`'s question. Never throws; what it cannot read it
 * names by a finding with its place in the bytes.
 *
 * Written for all three editions (HJ/T 212-2005, HJ 212-2017 §6, HJ 212-2025) and for what the field really sends: fields in any order and
 * case, the printed errata of the standard (a comma after QN, a stray comma before MN), trailing separators, blanks, GBK text.
 */
import { isAscii } from 'node:buffer';
import { crcMatches, crcText, isCrcText } from './crc.ts';
import { type Finding, type FindingCode, finding } from './findings.ts';
import type { Decoded, Direction, Edition, Field, Header, Pair, ParameterRecord } from './frame.ts';
import { followsFrame, lengthAt, MAX_SEGMENT, startsFrameAt } from './split.ts';

const AMP = 0x26;
const CR = 0x0d;
const LF = 0x0a;
const MOST_OF_ONE_CODE = 10;

/**
 * Decodes a piece as `FrameSplitter` cuts it (garbage too: whatever can be read of it is).
 *
 * @example decodeFrame(ascii('##0087QN=20160801085857223;ST=91;CN=9014;PW=123456;MN=…;Flag=4;CP=&&&&3240\r\n')).direction // 'answer'
 */
export function decodeFrame(bytes: Uint8Array): Decoded {
  const findings: Finding[] = [];
  const envelope = readEnvelope(bytes, findings);
  const { from, to } = envelope.segment;
  // One character per byte, so that every index into the text is a place in the bytes.
  const text = latin1(bytes);

  const area = findArea(text, from, to);
  // Garbage is searched for a header only if it holds a data area: a frame that lost its first bytes should still say whose it was.
  const items = envelope.framed || area ? headerItems(text, from, area?.opens ?? to, findings) : [];
  // One encoder of the field writes Flag behind the data area.
  if (area) items.push(...headerItems(text, area.after, to, findings));
  const header = readHeader(items, findings);
  const edition = editionOf(header, items, findings, from, to);

  let crcOk = envelope.crc === null ? null : envelope.crcOk;
  let groups: Pair[][] = [];
  let records: ParameterRecord[] = [];
  if (area && /\d/.test(text[area.opens - 1] ?? '')) findings.push(finding('missingSemicolon', area.opens, area.opens));
  if (!area) {
    if (envelope.framed) findings.push(finding('noCp', from, to));
  } else {
    if (!area.closed) findings.push(finding('cpNotClosed', area.from, area.to));
    if (looksEncrypted(bytes, text, area, header)) {
      crcOk = null;
      findings.push(finding('encrypted', area.from, area.to));
    } else {
      ({ groups, records } = readArea(bytes, text, area.from, area.to, findings));
    }
  }
  const encrypted = findings.some((f) => f.code === 'encrypted');
  if (envelope.framed && !encrypted && crcOk !== true && !findings.some((f) => f.code === 'cutShort')) {
    const given = envelope.crc ?? '无';
    findings.push(finding('badCrc', to, Math.min(bytes.length, to + 4), `收到 ${printable(given)}，应为 ${crcText(bytes, from, to)}`));
  }
  if (crcOk && envelope.crc !== envelope.crc?.toUpperCase()) findings.push(finding('lowerCaseCrc', to, to + 4));

  return {
    header,
    edition,
    direction: directionOf(header, groups, encrypted),
    groups,
    records,
    findings: sparing(findings).sort((a, b) => a.from - b.from || a.to - b.to),
    segment: { from, to },
    declaredLength: envelope.declared,
    lengthOk: envelope.lengthOk,
    crc: envelope.crc,
    crcOk,
  };
}

/** Of one code the first few: a kilobyte of commas should not become a thousand findings. */
function sparing(findings: Finding[]): Finding[] {
  const counts = new Map<FindingCode, number>();
  return findings.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MOST_OF_ONE_CODE;
  });
}

// ── The envelope: ##, length, segment, checksum, line end (HJ 212-2017 §6.3.1) ────────────────────────────────────────────────────────

interface Envelope {
  /** The piece begins with `##` and a length. */
  framed: boolean;
  declared: number | null;
  segment: { from: number; to: number };
  lengthOk: boolean;
  crc: string | null;
  crcOk: boolean;
}

function readEnvelope(bytes: Uint8Array, findings: Finding[]): Envelope {
  const framed = startsFrameAt(bytes, 0, bytes.length) === true;
  const header = framed ? lengthAt(bytes, 0, bytes.length) : { declared: null, digits: 0, from: 0 };
  const lineEnd = lineEndFrom(bytes);
  if (!framed) {
    const blank = bytes.every((byte) => byte === CR || byte === LF || byte === 0x20 || byte === 0x09 || byte === 0);
    findings.push(finding(blank && bytes.length > 0 ? 'blankBetween' : 'garbage', 0, bytes.length));
  } else if (header.digits < 4) {
    findings.push(finding('lengthDigits', 2, 2 + header.digits));
  }

  const end = segmentEnd(bytes, header.from, header.declared, lineEnd);
  const crc = end.hasCrc ? latin1(bytes.subarray(end.to, end.to + 4)) : null;
  const crcOk = end.hasCrc && crcMatches(bytes, header.from, end.to, end.to);
  const actual = end.to - header.from;
  const fits = header.declared === actual;
  if (framed) {
    if (header.declared! > MAX_SEGMENT || (actual > MAX_SEGMENT && end.hasCrc)) {
      findings.push(finding('overLong', header.from, end.to, `${Math.max(header.declared!, actual)} 字节`));
    }
    if (!end.hasCrc && !endsClosed(bytes, end.to))
      findings.push(finding('cutShort', 0, bytes.length, `声明 ${header.declared}，收到 ${actual}`));
    else if (!fits) findings.push(finding('badLength', 2, header.from, `声明 ${header.declared}，实际 ${actual}`));
    const rest = end.to + (end.hasCrc ? 4 : 0);
    if (end.hasCrc && rest < lineEnd) findings.push(finding('notByteClean', rest, lineEnd));
    if (end.hasCrc && !(bytes[bytes.length - 1] === LF && bytes[bytes.length - 2] === CR)) {
      findings.push(finding('noLineEnd', lineEnd, bytes.length));
    }
  }
  return {
    framed,
    declared: header.declared,
    segment: { from: header.from, to: end.to },
    lengthOk: framed && header.digits === 4 && fits,
    crc,
    crcOk,
  };
}

/** Where the line end (CR LF, CR or LF) begins; the length of the bytes if there is none. */
function lineEndFrom(bytes: Uint8Array): number {
  let end = bytes.length;
  if (end > 0 && bytes[end - 1] === LF) end--;
  if (end > 0 && bytes[end - 1] === CR) end--;
  return end;
}

/**
 * Where the segment really ends. First the declared end, if the bytes there bear it out (encrypted areas hold any byte, so the length comes
 * first); then the last `&&` with four characters behind it; then any four hexadecimal digits before the line end; else there is no checksum.
 */
function segmentEnd(bytes: Uint8Array, from: number, declared: number | null, lineEnd: number): { to: number; hasCrc: boolean } {
  if (declared !== null) {
    const to = from + declared;
    if (to + 4 <= bytes.length) {
      if (crcMatches(bytes, from, to, to)) return { to, hasCrc: true };
      if (to + 4 === lineEnd && endsClosed(bytes, to)) return { to, hasCrc: true };
    }
  }
  for (let to = lineEnd - 4; to >= from + 2; to--) {
    // Behind `&&` four letters of a key may look like a checksum (`CP=&&a001…`): an end must follow them.
    if (endsClosed(bytes, to) && isCrcText(bytes, to) && endsAt(bytes, to + 4)) return { to, hasCrc: true };
  }
  const to = lineEnd - 4;
  if (to >= from && (endsClosed(bytes, to) || crcMatches(bytes, from, to, to))) return { to, hasCrc: true };
  return { to: Math.max(from, lineEnd), hasCrc: false };
}

function endsAt(bytes: Uint8Array, at: number): boolean {
  return at >= bytes.length || bytes[at] === AMP || followsFrame(bytes[at]!);
}

function endsClosed(bytes: Uint8Array, to: number): boolean {
  return to >= 2 && bytes[to - 1] === AMP && bytes[to - 2] === AMP;
}

// ── The header ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Item {
  key: string;
  value: string;
  from: number;
  to: number;
}

/** The data area: where `CP` stands, its content between the first `&&` and the last, and what follows. */
interface Area {
  opens: number;
  from: number;
  to: number;
  after: number;
  closed: boolean;
}

/** Table C.19 prints `Flag=5CP=&&` without the semicolon, so loggers send it. */
const OPENING = /(?<=(^|[;,\s]|Flag\s*=\s*\d{1,3}))CP\s*=\s*&&/i;

function findArea(text: string, from: number, to: number): Area | null {
  const found = OPENING.exec(text.slice(from, to));
  if (!found) return null;
  const opens = from + found.index;
  const contentFrom = from + found.index + found[0].length;
  // Only the last && closes: texts inside the area may hold && of their own.
  const close = text.lastIndexOf('&&', to - 2);
  if (close < contentFrom) return { opens, from: contentFrom, to, after: to, closed: false };
  return { opens, from: contentFrom, to: close, after: close + 2, closed: true };
}

const HEADER_KEYS = ['QN', 'ST', 'CN', 'PW', 'MN', 'FLAG', 'PNUM', 'PNO', 'RF'];

/** Items between separators. The standard separates by `;`; a comma is a printed erratum (Tables C.22, C.48) and a vendor's habit. */
function headerItems(text: string, from: number, to: number, findings: Finding[]): Item[] {
  const items: Item[] = [];
  let start = from;
  for (let i = from; i <= to; i++) {
    const separator = i === to || text[i] === ';' || text[i] === ',';
    if (!separator) continue;
    if (text[i] === ',' && i < to) findings.push(finding('commaInHeader', i, i + 1));
    const raw = text.slice(start, i);
    if (raw.trim() !== '') {
      const equals = raw.indexOf('=');
      const key = raw.slice(0, Math.max(0, equals)).trim().toUpperCase();
      if (equals < 0 || !HEADER_KEYS.includes(key)) findings.push(finding('headerItem', start, i));
      else {
        const value = raw.slice(equals + 1);
        if (value !== value.trim() || raw.slice(0, equals) !== raw.slice(0, equals).trim()) findings.push(finding('blanks', start, i));
        items.push({ key, value: value.trim(), from: start, to: i });
      }
    }
    start = i + 1;
  }
  return items;
}

function readHeader(items: Item[], findings: Finding[]): Header {
  const header: Header = {};
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(item.key)) {
      findings.push(finding('headerTwice', item.from, item.to));
      continue;
    }
    seen.add(item.key);
    switch (item.key) {
      case 'QN':
      case 'ST':
      case 'CN':
      case 'PW':
      case 'MN':
        header[item.key] = item.value;
        break;
      case 'FLAG':
        if (/^\d{1,3}$/.test(item.value) && Number(item.value) <= 255) header.Flag = Number(item.value);
        else findings.push(finding('badFlag', item.from, item.to));
        break;
      case 'PNUM':
      case 'PNO':
        if (/^\d{1,4}$/.test(item.value)) header[item.key] = Number(item.value);
        else findings.push(finding('splitNumbers', item.from, item.to));
        break;
    }
  }
  const placeOf = (key: string) => items.find((item) => item.key === key);
  const qn = placeOf('QN');
  const mn = placeOf('MN');
  if (qn && !/^\d{17}$/.test(qn.value)) findings.push(finding('qnFormat', qn.from, qn.to));
  if (mn && !/^[0-9A-F]{24}$/.test(mn.value)) findings.push(finding('mnFormat', mn.from, mn.to));
  return header;
}

function editionOf(header: Header, items: Item[], findings: Finding[], from: number, to: number): Edition {
  if (header.CN === undefined && header.ST === undefined) return 'unknown';
  const flag = items.find((item) => item.key === 'FLAG');
  const at: [number, number] = flag ? [flag.from, flag.to] : [from, to];
  if (header.Flag === undefined && flag) return 'unknown';
  // A frame of 2005 has no Flag; version bits 0 say the same.
  const version = (header.Flag ?? 0) >> 2;
  if (version === 1) {
    if (header.QN === undefined || header.QN === '') findings.push(finding('noQn', from, from));
    const split = ((header.Flag ?? 0) & 2) !== 0;
    if (split !== (header.PNUM !== undefined && header.PNO !== undefined)) findings.push(finding('splitNumbers', ...at));
    return '2017';
  }
  if (version === 2 && header.ST === '21') {
    // The surface-water protocol has used version bits 2 since before HJ 212-2025 existed (now HJ 1404-2024), so they prove nothing there.
    findings.push(finding('surfaceWater', ...at));
    return 'unknown';
  }
  const edition: Edition = version === 0 ? '2005' : version === 2 ? '2025' : 'unknown';
  findings.push(finding('otherEdition', ...at, edition === 'unknown' ? `版本位 ${version}` : `${edition} 版`));
  return edition;
}

// ── The data area ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * HJ 212-2025 §6.4: commands 2000–2999, 1014 and 3020 from a logger may carry SM4 ciphertext between `CP=&&` and the last `&&`, as raw bytes
 * (or, by two implementations, as the printed form `{0xE4,0x3E,…}`). The checksum is over the plain text, so it fails on what is received.
 */
function looksEncrypted(bytes: Uint8Array, text: string, area: Area, header: Header): boolean {
  if (header.Flag === undefined || header.Flag >> 2 !== 2) return false;
  const command = Number(header.CN);
  if (!((command >= 2000 && command <= 2999) || command === 1014 || command === 3020)) return false;
  const content = bytes.subarray(area.from, area.to);
  if (/^\s*\{0x[0-9a-f]{2}(,\s*0x[0-9a-f]{2})*/i.test(text.slice(area.from, area.to))) return true;
  // Shorter than one cipher block stays clear, and no ciphertext begins like a key: three word characters and an equals sign.
  if (content.length < 16 || /^\s*\w{3,}(-\w+)?\s*=/.test(text.slice(area.from, area.to))) return false;
  return content.some((byte) => byte < 0x20 || byte === 0x7f) || !isUtf8(content);
}

function readArea(bytes: Uint8Array, text: string, from: number, to: number, findings: Finding[]): Pick<Decoded, 'groups' | 'records'> {
  const groups: Pair[][] = [];
  const records = new Map<string, ParameterRecord>();
  const seen = new Set<string>();
  let notUtf8: number | null = null;
  // Nearly every area is plain ASCII; then a slice is the text.
  const plain = isAscii(bytes.subarray(from, to));
  const read = (start: number, end: number) => (plain ? { text: text.slice(start, end), gbk: false } : textOf(bytes, start, end));
  let group: Pair[] = [];
  let blanks = 0;
  let empties = 0;

  const take = (start: number, end: number) => {
    const raw = text.slice(start, end);
    if (raw.trim() === '') {
      if (from < to) empties++;
      return;
    }
    const equals = raw.indexOf('=');
    if (equals < 0) findings.push(finding('noEquals', start, end));
    const rawKey = equals < 0 ? raw : raw.slice(0, equals);
    const valueFrom = equals < 0 ? end : start + equals + 1;
    const key = read(start, start + rawKey.length).text.replace(/\s+/g, '');
    const value = read(valueFrom, end);
    if (value.gbk) notUtf8 ??= valueFrom;
    const trimmed = value.text.trim();
    if (key !== rawKey && /\s/.test(rawKey)) blanks++;
    if (trimmed !== value.text) blanks++;
    if (seen.has(key)) findings.push(finding('keyTwice', start, end));
    seen.add(key);
    group.push([key, trimmed]);

    // The suffix is what follows the last hyphen; keys like DataTime and PolId have none and are no parameter's.
    const hyphen = key.lastIndexOf('-');
    if (hyphen <= 0) return;
    const parameter = key.slice(0, hyphen);
    const field: Field = {
      suffix: key.slice(hyphen + 1),
      text: trimmed,
      value: numberOf(trimmed),
      group: groups.length,
      from: start,
      to: end,
    };
    const record = records.get(parameter);
    if (record) record.fields.push(field);
    else records.set(parameter, { parameter, fields: [field] });
  };

  let start = from;
  for (let i = from; i <= to; i++) {
    // A log text stands between slashes, `i11001-Info=//…//` (HJ 212-2017 Table C.40), and may hold separators of its own.
    if (text[i] === '=' && text.startsWith('//', i + 1)) {
      const close = closingSlashes(text, i + 3, to);
      if (close > 0) i = close;
    }
    if (i < to && text[i] !== ';' && text[i] !== ',') continue;
    take(start, i);
    start = i + 1;
    if (i === to || text[i] === ';') {
      if (group.length > 0) groups.push(group);
      group = [];
    }
  }
  if (blanks > 0) findings.push(finding('blanks', from, to, `${blanks} 处`));
  if (empties > 0) findings.push(finding('emptyItem', from, to, `${empties} 处`));
  if (notUtf8 !== null) findings.push(finding('notUtf8', notUtf8, to));
  return { groups, records: [...records.values()] };
}

/** The end of a `//…//` text: the first `//` behind which an item ends. */
function closingSlashes(text: string, from: number, to: number): number {
  for (let at = text.indexOf('//', from); at >= 0 && at + 2 <= to; at = text.indexOf('//', at + 1)) {
    const next = at + 2;
    if (next === to || text[next] === ';' || text[next] === ',') return next;
  }
  return 0;
}

/** A number as loggers write it: sign, point and exponent allowed; '--', 'NULL', 'NaN' and '' are none. */
export function numberOf(text: string): number | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

// ── Direction ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Commands that carry data upward, and ask for it when they carry none (HJ 212-2017 Table 9, 2025 additions). */
const DATA_COMMANDS = new Set([
  '2011',
  '2013',
  '2021',
  '2031',
  '2041',
  '2051',
  '2052',
  '2061',
  '2062',
  '2071',
  '2072',
  '2081',
  '2111',
  '3015',
  '3020',
]);
/** Commands whose answer repeats the command with the asked-for parameter in it. */
const PARAMETER_ANSWERS = new Map([
  ['1011', /^SystemTime$/i],
  ['1061', /^RtdInterval$/i],
  ['1063', /^MinInterval$/i],
  ['3017', /^(CstartTime|CTime)$/i],
  ['3018', /^STime$/i],
  ['3019', /-SN$/i],
]);
const NOTICES = new Set(['1001', '1013', '2012', '2022', '9015', '9021']);
const REQUESTS = new Set(['1000', '1002', '1012', '1062', '1064', '1072', '3011', '3012', '3013', '3014', '3016', '3021', '3022', '3024']);

/**
 * The same CN goes both ways: 2011 with data is an upload, with an empty area or with BeginTime/EndTime and no DataTime it is a request meant
 * for a logger (HJ 212-2017 §6.6 and Annex C).
 */
function directionOf(header: Header, groups: Pair[][], encrypted: boolean): Direction {
  const command = header.CN;
  if (command === undefined) return 'unknown';
  if (/^901[1-4]$/.test(command)) return 'answer';
  if (NOTICES.has(command)) return 'notice';
  if (REQUESTS.has(command)) return 'request';
  // Only loggers encrypt the data commands.
  if (encrypted) return 'upload';
  const keys = groups.flat().map(([key]) => key);
  const has = (pattern: RegExp) => keys.some((key) => pattern.test(key));
  if (DATA_COMMANDS.has(command)) {
    if (keys.length === 0) return 'request';
    if (has(/^DataTime$/i)) return 'upload';
    if (has(/^(BeginTime|EndTime)$/i)) return 'request';
    return has(/-/) ? 'upload' : 'request';
  }
  const answered = PARAMETER_ANSWERS.get(command);
  if (answered) return has(answered) ? 'upload' : 'request';
  return 'unknown';
}

// ── Text ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const gbk = new TextDecoder('gbk');

function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Text of some bytes: UTF-8 (HJ 212-2017 §6.3), or GBK where it is not, as older loggers write their logs. */
function textOf(bytes: Uint8Array, from: number, to: number): { text: string; gbk: boolean } {
  const part = bytes.subarray(from, to);
  try {
    return { text: utf8.decode(part), gbk: false };
  } catch {
    return { text: gbk.decode(part), gbk: true };
  }
}

/** One character per byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\u4e00-\u9fff]/g, '?');
}

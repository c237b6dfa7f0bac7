/**
 * Turns a decoded frame into an upload: a period, an instant, and values with their marks. Parses. Never judges: a value far out of any range
 * goes on as sent.
 *
 * This is the one place where the bare local time of HJ 212 becomes an instant. The protocol names no zone; loggers run on Beijing time.
 */
import { type Instant, SECOND } from '../../foundation/day.ts';
import { type Finding, finding } from './findings.ts';
import type { Decoded, Field, ParameterRecord } from './frame.ts';

export type Period = 'realtime' | 'minute' | 'hour' | 'day';

/** HJ 212-2017 Table 9: the four commands that carry measured values. */
const PERIODS: Readonly<Record<string, Period>> = { '2011': 'realtime', '2051': 'minute', '2061': 'hour', '2031': 'day' };

/** CN of the uploads that become values. */
export const UPLOAD_COMMANDS: readonly string[] = Object.keys(PERIODS);

/**
 * What a value is of its parameter: the value itself (Rtd, Avg, Data), the least and greatest of the period, the total (Cou: kg, m³), and the
 * same converted to the reference oxygen or excess-air state (Zs…). A suffix that is none of these is kept as sent.
 */
export type Quantity = 'value' | 'min' | 'max' | 'total' | 'converted' | 'convertedMin' | 'convertedMax' | 'convertedTotal' | (string & {});

const QUANTITIES: Readonly<Record<string, Quantity>> = {
  Rtd: 'value',
  Avg: 'value',
  Data: 'value',
  Min: 'min',
  Max: 'max',
  Cou: 'total',
  ZsRtd: 'converted',
  ZsAvg: 'converted',
  ZsMin: 'convertedMin',
  ZsMax: 'convertedMax',
  ZsCou: 'convertedTotal',
};
/** Suffixes that say something about the values beside them and are no values themselves. */
const ABOUT = new Set(['Flag', 'EFlag', 'SampleTime']);

export interface UploadedValue {
  parameter: string;
  quantity: Quantity;
  /** As sent; `value` is its number, or null where it is none. */
  text: string;
  value: number | null;
  /** The mark (-Flag: N, D, M, C, …), null where none was sent. */
  mark: string | null;
  /** The vendor's own mark (-EFlag), up to four characters. */
  equipmentMark: string | null;
  /** When the sample was taken (-SampleTime), for analysers that take hours. */
  sampledAt: Instant | null;
}

export interface Upload {
  mn: string;
  st: string;
  cn: string;
  period: Period;
  /** Start of the period; for real-time data the instant of sampling (HJ 212-2017 §6.6.5). */
  observedAt: Instant;
  values: UploadedValue[];
  /** All findings of the frame and of reading it as an upload. */
  findings: Finding[];
}

/** What could be read of an upload, also where nothing can be stored. */
export interface UploadReading {
  upload: Upload | null;
  findings: Finding[];
}

/** A logger's clock may run ahead a little; beyond this a DataTime is remarked on. Ten minutes is the shortest period most hosts judge by. */
export const CLOCK_TOLERANCE_MS = 600 * SECOND;

/**
 * The upload in a decoded frame, or null when it carries none (another command, a request, no usable DataTime).
 *
 * @example uploadOf(decodeFrame(bytes))?.values[0] // { parameter: 'w01018', quantity: 'value', text: '40.1', value: 40.1, mark: 'N', … }
 */
export function uploadOf(decoded: Decoded, receivedAt: Instant | null = null): Upload | null {
  return readUpload(decoded, receivedAt).upload;
}

/** As `uploadOf`, with the findings also when there is nothing to store. */
export function readUpload(decoded: Decoded, receivedAt: Instant | null = null): UploadReading {
  const findings: Finding[] = [];
  const all = () => [...decoded.findings, ...findings];
  const { CN: cn = '', MN: mn = '', ST: st = '' } = decoded.header;
  const period = Object.hasOwn(PERIODS, cn) ? PERIODS[cn] : undefined;
  if (!period || decoded.direction !== 'upload') return { upload: null, findings: all() };

  const { from, to } = decoded.segment;
  const times = decoded.groups.flat().filter(([key]) => key.toLowerCase() === 'datatime');
  const dataTime = times[0]?.[1];
  if (dataTime === undefined) {
    findings.push(finding('missingDataTime', from, to));
    return { upload: null, findings: all() };
  }
  if (times.some(([, text]) => text !== dataTime)) findings.push(finding('dataTimeTwice', from, to));
  if (/^\d{15,}$/.test(dataTime)) findings.push(finding('dataTimeCut', from, to, dataTime.slice(0, 20)));
  const observedAt = instantOf(dataTime);
  if (observedAt === null) {
    findings.push(finding('badDataTime', from, to));
    return { upload: null, findings: all() };
  }
  if (receivedAt !== null && observedAt > receivedAt + CLOCK_TOLERANCE_MS) findings.push(finding('dataTimeAhead', from, to));
  if (!isStartOf(period, dataTime)) findings.push(finding('notPeriodStart', from, to));

  const odd = decoded.groups.flat().filter(([key]) => key.lastIndexOf('-') <= 0 && !/^(DataTime|PolId)$/i.test(key));
  if (odd.length > 0) findings.push(finding('keyWithoutSuffix', from, to, `${odd.length} 个`));

  const values: UploadedValue[] = [];
  for (const record of decoded.records) {
    for (const field of record.fields) {
      if (ABOUT.has(field.suffix)) continue;
      if (!Object.hasOwn(QUANTITIES, field.suffix)) findings.push(finding('unknownSuffix', field.from, field.to));
      values.push({
        parameter: record.parameter,
        quantity: Object.hasOwn(QUANTITIES, field.suffix) ? QUANTITIES[field.suffix]! : field.suffix,
        text: field.text,
        value: field.value,
        mark: besides(record, field, 'Flag'),
        equipmentMark: besides(record, field, 'EFlag'),
        sampledAt: instantOf(besides(record, field, 'SampleTime') ?? ''),
      });
    }
  }
  return { upload: { mn, st, cn, period, observedAt, values, findings: all() }, findings: all() };
}

/**
 * A local time of fourteen digits as an instant, or null when it is no real time; more digits (milliseconds) are cut off. Beijing time is
 * UTC+8 all year.
 *
 * @example instantOf('20160801085857') === Date.UTC(2016, 7, 1, 0, 58, 57)
 */
export function instantOf(text: string): Instant | null {
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d*$/.exec(text);
  if (!digits) return null;
  const [year, month, day, hour, minute, second] = digits.slice(1).map(Number) as [number, number, number, number, number, number];
  if (year < 1970) return null;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  // A 31 February or a 25th hour would roll over; a real time comes back unchanged.
  if (new Date(local).toISOString().replace(/\D/g, '').slice(0, 14) !== text.slice(0, 14)) return null;
  return Date.parse(`${digits[1]}-${digits[2]}-${digits[3]}T${digits[4]}:${digits[5]}:${digits[6]}+08:00`);
}

function isStartOf(period: Period, dataTime: string): boolean {
  switch (period) {
    case 'realtime':
      return true;
    case 'minute':
      return dataTime.slice(12, 14) === '00';
    case 'hour':
      return dataTime.slice(10, 14) === '0000';
    case 'day':
      return dataTime.slice(8, 14) === '000000';
  }
}

/** What stands beside a value: in its own group if it is there, else the only one sent for the parameter. */
function besides(record: ParameterRecord, field: Field, suffix: string): string | null {
  const all = record.fields.filter((other) => other.suffix === suffix);
  const own = all.filter((other) => other.group === field.group);
  const chosen = own.length > 0 ? own : all.length === 1 ? all : [];
  // Of several in one group the next one behind the value is its own.
  const found = chosen.find((other) => other.from > field.from) ?? chosen.at(-1);
  return found && found.text !== '' ? found.text : null;
}

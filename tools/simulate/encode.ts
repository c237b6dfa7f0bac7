/**
 * Writes HJ 212-2017 frames and recognises their answers. Does not decode uploads and does not know the gateway's codec:
 * this is the second, independent hand.
 */

/** The standard allows a data segment of 1024 bytes; a longer record is sent in numbered parts (HJ 212-2017 §6.3.1). */
export const LONGEST_SEGMENT = 1024;

/**
 * The CRC of HJ 212-2017 Annex A, bit by bit. It is not Modbus: the byte meets the register after the register was shifted down by eight.
 */
export function crc(bytes: Uint8Array): number {
  let register = 0xffff;
  for (const byte of bytes) {
    register = (register >>> 8) ^ byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const lowest = register & 1;
      register >>>= 1;
      if (lowest === 1) register ^= 0xa001;
    }
  }
  return register;
}

/** ## + length of the segment in four digits + segment + CRC in four hex digits + CR LF. */
export function frame(segment: string): Buffer {
  const body = Buffer.from(segment, 'utf8');
  if (body.length > LONGEST_SEGMENT) throw new Error(`a data segment may have ${LONGEST_SEGMENT} bytes, this one has ${body.length}`);
  const head = Buffer.from(`##${String(body.length).padStart(4, '0')}`, 'latin1');
  const tail = Buffer.from(`${crc(body).toString(16).toUpperCase().padStart(4, '0')}\r\n`, 'latin1');
  return Buffer.concat([head, body, tail]);
}

export interface SegmentParts {
  qn: string;
  st: string;
  cn: string;
  pw: string;
  mn: string;
  /** 5 = the 2017 edition, answer wanted; 7 = the same with packet numbers. */
  flag: number;
  packet?: { of: number; no: number };
  cp: string;
}

/** The fields in the order the standard prints them. */
export function segment(parts: SegmentParts): string {
  const packet = parts.packet ? `PNUM=${parts.packet.of};PNO=${parts.packet.no};` : '';
  return `QN=${parts.qn};ST=${parts.st};CN=${parts.cn};PW=${parts.pw};MN=${parts.mn};Flag=${parts.flag};${packet}CP=&&${parts.cp}&&`;
}

/** One parameter's figures: code w01018 with [['Avg', '40.1'], ['Flag', 'N']]. */
export interface Group {
  code: string;
  figures: [suffix: string, value: string][];
}

function groupText(group: Group): string {
  return group.figures.map(([suffix, value]) => `${group.code}-${suffix}=${value}`).join(',');
}

export interface Upload {
  st: string;
  cn: string;
  pw: string;
  mn: string;
  dataTime: string;
  groups: Group[];
}

/**
 * The frames of one record: one if it fits, else numbered parts. Every part is a segment of its own, with its own QN and a repeated DataTime,
 * as the standard's examples C.49 and C.50 show; `nextQn` is asked once a part.
 */
export function uploadFrames(upload: Upload, nextQn: () => string): { qn: string; bytes: Buffer }[] {
  const single = { ...upload, qn: nextQn(), flag: 5, cp: cpOf(upload.dataTime, upload.groups) };
  const text = segment(single);
  if (Buffer.byteLength(text) <= LONGEST_SEGMENT) return [{ qn: single.qn, bytes: frame(text) }];

  const shell = Buffer.byteLength(segment({ ...single, flag: 7, packet: { of: 99, no: 99 }, cp: '' }));
  const parts: Group[][] = [];
  let part: Group[] = [];
  for (const group of upload.groups) {
    const longer = shell + Buffer.byteLength(cpOf(upload.dataTime, [...part, group]));
    if (part.length > 0 && longer > LONGEST_SEGMENT) {
      parts.push(part);
      part = [];
    }
    part.push(group);
  }
  parts.push(part);
  return parts.map((groups, index) => {
    const qn = index === 0 ? single.qn : nextQn();
    const packet = { of: parts.length, no: index + 1 };
    return { qn, bytes: frame(segment({ ...upload, qn, flag: 7, packet, cp: cpOf(upload.dataTime, groups) })) };
  });
}

function cpOf(time: string, groups: Group[]): string {
  return [`DataTime=${time}`, ...groups.map(groupText)].join(';');
}

/**
 * Collects bytes from the host and yields the QN of every complete, sound 9014. Other frames (requests, notices) are counted by the caller
 * through `other`; this logger does not serve them.
 */
export function answerReader(answered: (qn: string) => void, other: (segment: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const start = rest.indexOf('##');
      if (start < 0) {
        // A lone # may be the first half of the next header.
        rest = rest.subarray(rest[rest.length - 1] === 0x23 ? rest.length - 1 : rest.length);
        return;
      }
      if (start > 0) rest = rest.subarray(start);
      if (rest.length < 6) return;
      const length = Number(rest.toString('latin1', 2, 6));
      if (!Number.isInteger(length) || length > LONGEST_SEGMENT) {
        rest = rest.subarray(1);
        continue;
      }
      if (rest.length < length + 12) return;
      const body = rest.subarray(6, 6 + length);
      const printed = rest.toString('latin1', 6 + length, 10 + length);
      if (Number.parseInt(printed, 16) !== crc(body)) {
        rest = rest.subarray(1);
        continue;
      }
      rest = rest.subarray(length + 12);
      const text = body.toString('utf8');
      const qn = /(?:^|;)QN=(\d+)/.exec(text)?.[1];
      if (qn !== undefined && /;CN=9014;/.test(text)) answered(qn);
      else other(text);
    }
  };
}

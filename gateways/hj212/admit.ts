/**
 * Decides whether a frame is taken: kept, stored and answered if it asks; or kept with the reason and not answered. Pure, so that a frame kept
 * yesterday can be asked again today, after its MN was registered.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Finding, type FindingCode, finding } from './findings.ts';
import type { Decoded } from './frame.ts';
import { UPLOAD_COMMANDS } from './upload.ts';

/** A logger as the gateway needs to know it. */
export interface Logger {
  mn: string;
  pw: string;
  edition: '2017';
}

/** Port: who is registered. The programme that keeps the register answers; the gateway only asks. */
export interface LoggerDirectory {
  find(mn: string): Logger | undefined;
}

export type Admission = { admission: 'accepted' } | { admission: FindingCode; finding: Finding };

/** Reasons found by decoding, in the order in which they are given. */
const DEFECTS: readonly FindingCode[] = [
  'blankBetween',
  'garbage',
  'cutShort',
  // Before the length: ciphertext printed as {0x..} has a wrong one, and that it is encrypted is what the officer needs to hear.
  'encrypted',
  'overLong',
  'lengthDigits',
  'badLength',
  'badCrc',
  'noCp',
  'cpNotClosed',
  'badFlag',
  'surfaceWater',
  'otherEdition',
];

/** Every reason for which a frame is kept and not taken, in the order in which they are given: the first that applies is the admission. */
export const REASONS: readonly FindingCode[] = [
  ...DEFECTS,
  'deviceRequest',
  'answerFrame',
  'noticeFrame',
  'unsupportedCommand',
  'unknownMn',
  'wrongPw',
];

/**
 * The first reason not to take the frame, or 'accepted'. First the bytes (a damaged frame proves nothing, not even its MN), then the edition,
 * then the way it goes, then the command, and only then who sent it: whether an MN is registered is told to nobody who cannot send a frame.
 */
export function admit(decoded: Decoded, loggers: LoggerDirectory): Admission {
  const { header } = decoded;
  for (const code of DEFECTS) {
    const found = decoded.findings.find((f) => f.code === code);
    if (found) return { admission: code, finding: found };
  }
  const { from, to } = decoded.segment;
  const kept = (code: FindingCode, more?: string): Admission => ({ admission: code, finding: finding(code, from, to, more) });

  // The findings above say the same in words; these lines make it impossible to take a frame that is not exactly right.
  if (!decoded.lengthOk) return kept('badLength');
  if (decoded.crcOk !== true) return kept('badCrc');
  if (decoded.edition !== '2017') return kept('otherEdition');

  if (decoded.direction === 'request') return kept('deviceRequest');
  if (decoded.direction === 'answer') return kept('answerFrame');
  if (decoded.direction === 'notice') return kept('noticeFrame');
  if (decoded.direction !== 'upload' || !UPLOAD_COMMANDS.includes(header.CN ?? ''))
    return kept('unsupportedCommand', `CN=${header.CN ?? ''}`.slice(0, 20));

  const logger = header.MN ? loggers.find(header.MN) : undefined;
  if (!logger) return kept('unknownMn');
  if (logger.edition !== decoded.edition) return kept('otherEdition');
  if (!samePassword(header.PW ?? '', logger.pw)) return kept('wrongPw');
  return { admission: 'accepted' };
}

/** Compared by digests of equal length, so that the time taken tells nothing of the password. */
function samePassword(given: string, known: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(known));
}

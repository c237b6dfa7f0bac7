/**
 * Log lines: one JSON object a line, a constant sentence with the facts beside it. Children write to their standard output; the supervisor relays the
 * lines to the terminal and is the only one that writes the file. What is secret or personal by its key is covered before it is written.
 */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

let lowest: Level = 'info';

/** From here on lines below this level are not written by this process. */
export function setLogLevel(level: Level): void {
  lowest = level;
}

export function logLine(role: string, level: Level, says: string, about: Record<string, unknown> = {}): void {
  if (LEVELS.indexOf(level) < LEVELS.indexOf(lowest)) return;
  console.log(lineOf(role, level, says, about, Date.now()));
}

export function lineOf(role: string, level: Level, says: string, about: Record<string, unknown>, at: number): string {
  // The facts come first: none of them can take the place of our own four.
  return JSON.stringify({ ...(coveredFacts(about) as object), at: new Date(at).toISOString(), role, level, says });
}

const SECRET =
  /^(pw|password|passwd|secret|token|bearer|authorization|cookie|csrf|clientsecret|accesskey|secretkey|privatekey|pass)$|(password|secret|token)$/i;
const PERSONAL = /^(phone|mobile|telephone|tel|email|mailaddress|idnumber|idcard|contact|contactname|complainant|homeaddress)$/i;

/** The same facts with secrets and personal fields covered, however deep they lie. */
export function coveredFacts(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return depth > 6 ? '…' : value.map((one) => coveredFacts(one, depth + 1));
  if (value === null || typeof value !== 'object') return value;
  if (depth > 6) return '…';
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      inner !== null && inner !== undefined && (SECRET.test(key) || PERSONAL.test(key))
        ? [key, '••••']
        : [key, coveredFacts(inner, depth + 1)],
    ),
  );
}

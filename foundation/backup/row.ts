/** One row of COPY's text form, taken apart. */
const ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

export function valuesOf(line: string): (string | null)[] {
  return line
    .split('\t')
    .map((text) => (text === '\\N' ? null : text.includes('\\') ? text.replace(/\\(.)/gs, (_, c: string) => ESCAPES[c] ?? c) : text));
}

/** The lines of a stream, each without its end. */
export async function* linesOf(content: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let left = Buffer.alloc(0);
  for await (const chunk of content) {
    const bytes = left.length ? Buffer.concat([left, chunk]) : chunk;
    let from = 0;
    for (let to = bytes.indexOf(10, from); to >= 0; to = bytes.indexOf(10, from)) {
      yield bytes.toString('utf8', from, to);
      from = to + 1;
    }
    left = Buffer.from(bytes.subarray(from));
  }
  if (left.length) yield left.toString('utf8');
}

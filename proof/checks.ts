/** Checks of a proof: each a sentence, counted; a check that throws has failed and the proof goes on with the next. */
import { writeFileSync } from 'node:fs';

export class Checks {
  passed = 0;
  failed: string[] = [];

  async check(sentence: string, work: () => Promise<unknown> | unknown): Promise<boolean> {
    const began = Date.now();
    try {
      const outcome = await work();
      if (outcome === false) throw new Error('it is not so');
      this.passed += 1;
      console.log(`ok ${sentence} (${Date.now() - began} ms)`);
      return true;
    } catch (error) {
      this.failed.push(sentence);
      console.log(`not ok ${sentence}: ${(error as Error).message.split('\n').slice(0, 6).join(' | ')}`);
      return false;
    }
  }

  /** For `.ci/run`: "passed failed" in a file. */
  summary(path: string | undefined): void {
    if (path) writeFileSync(path, `${this.passed} ${this.failed.length}\n`);
  }
}

/** Waits until something is so, asking again and again; rejects with what it saw last. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | null | undefined>,
  withinMs = 30_000,
  everyMs = 250,
): Promise<T> {
  const end = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const seen = await ask();
      if (seen) return seen;
      last = seen;
    } catch (error) {
      last = (error as Error).message;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs / 1000} s (last: ${String(last).slice(0, 300)})`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

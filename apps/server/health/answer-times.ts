/** How long frames waited for their answer: of the last one to two minutes, and all of them for collectors. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { Histogram, type Registry } from 'prom-client';

const WINDOW_MS = 60_000;
const empty = () => createHistogram({ lowest: 1, highest: 3_600_000, figures: 3 });

export class AnswerTimes {
  #now: RecordableHistogram = empty();
  #before: RecordableHistogram = empty();
  #since: number;
  readonly #all: Histogram;

  constructor(registry: Registry, now: number) {
    this.#since = now;
    this.#all = new Histogram({
      name: 'xiushui_answer_seconds',
      help: 'From receiving a frame to handing over its answer.',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
      registers: [registry],
    });
  }

  note(milliseconds: number, now: number): void {
    this.#turn(now);
    this.#now.record(Math.max(1, Math.round(milliseconds)));
    this.#all.observe(milliseconds / 1_000);
  }

  /** Null when no frame came: no frame is neither quick nor slow. */
  numbers(now: number): { answerMilliseconds: number | null; answerHalfMilliseconds: number | null } {
    this.#turn(now);
    const both = empty();
    both.add(this.#now);
    both.add(this.#before);
    if (both.count === 0) return { answerMilliseconds: null, answerHalfMilliseconds: null };
    return { answerMilliseconds: both.percentile(99), answerHalfMilliseconds: both.percentile(50) };
  }

  #turn(now: number): void {
    if (now - this.#since < WINDOW_MS) return;
    this.#before = now - this.#since < 2 * WINDOW_MS ? this.#now : empty();
    this.#now = empty();
    this.#since = now;
  }
}

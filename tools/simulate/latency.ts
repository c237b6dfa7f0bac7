/** Percentiles of many durations in bounded memory: counts in steps of 4 %, so a percentile is right to within 4 %. */

const STEP = Math.log(1.04);
const SMALLEST_MS = 0.01;

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export function latencies(): { add(ms: number): void; percentiles(): Percentiles } {
  const counts: number[] = [];
  let total = 0;
  let max = 0;

  function percentile(share: number): number {
    const wanted = Math.ceil(total * share);
    let seen = 0;
    for (let index = 0; index < counts.length; index += 1) {
      seen += counts[index] ?? 0;
      if (seen >= wanted && seen > 0) return Math.min(max, SMALLEST_MS * Math.exp(STEP * (index + 1)));
    }
    return 0;
  }

  return {
    add(ms) {
      const index = Math.max(0, Math.floor(Math.log(Math.max(ms, SMALLEST_MS) / SMALLEST_MS) / STEP));
      while (counts.length <= index) counts.push(0);
      counts[index] = (counts[index] ?? 0) + 1;
      total += 1;
      max = Math.max(max, ms);
    },
    percentiles: () => {
      const show = (ms: number) => Math.round(ms * 100) / 100;
      return { p50: show(percentile(0.5)), p95: show(percentile(0.95)), p99: show(percentile(0.99)), max: show(max) };
    },
  };
}

import { LineChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomInsideComponent,
  DataZoomSliderComponent,
  GridComponent,
  LegendScrollComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { Series } from '../contract.ts';
import { useTexts } from '../texts/index.ts';
import { useLight } from '../theme.ts';
import { cityOffset } from '../time.ts';
import { chartOptions, chartSays, nearestFrame, palettes } from './chart-options.ts';
import { useMarkName } from './tags.tsx';

use([
  LineChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  LegendScrollComponent,
  MarkLineComponent,
  MarkAreaComponent,
  DataZoomInsideComponent,
  DataZoomSliderComponent,
  LabelLayout,
  CanvasRenderer,
]);

interface Opens {
  onFrame: (frame: string) => void;
  onVerdict: (verdict: string) => void;
}

/** One parameter of one outlet over time. A click on a value opens its frame, on a judged hour its explanation. */
export function SeriesChart({ series, onFrame, onVerdict }: { series: Series } & Opens) {
  const { t, language } = useTexts();
  const light = useLight();
  const markName = useMarkName();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  // The chart lives longer than one answer of the server; what a click means is looked up when it happens.
  const shown = useRef({ series, onFrame, onVerdict });
  shown.current = { series, onFrame, onVerdict };

  useEffect(() => {
    const at = box.current;
    if (!at) return;
    const drawn = init(at, null, { renderer: 'canvas' });
    chart.current = drawn;
    let clickedVerdict = false;
    drawn.on('click', (hit) => {
      const verdict = (hit.data as { verdict?: string } | undefined)?.verdict;
      if (!verdict) return;
      clickedVerdict = true;
      shown.current.onVerdict(verdict);
    });
    drawn.getZr().on('click', ({ offsetX, offsetY }) => {
      if (clickedVerdict) {
        clickedVerdict = false;
        return;
      }
      if (!drawn.containPixel('grid', [offsetX, offsetY])) return;
      const place = drawn.convertFromPixel({ xAxisIndex: 0 }, offsetX);
      const frame = nearestFrame(
        shown.current.series,
        Number(place) - cityOffset,
        0.02 * (shown.current.series.to - shown.current.series.from),
      );
      if (frame) shown.current.onFrame(frame.frame);
    });
    const fit = new ResizeObserver(() => drawn.resize());
    fit.observe(at);
    return () => {
      fit.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language, not with the functions that say them.
  useEffect(() => {
    const narrow = (box.current?.clientWidth ?? 1000) < 620;
    chart.current?.setOption(chartOptions(series, palettes[light], narrow, t, markName) as Parameters<EChartsType['setOption']>[0], {
      replaceMerge: ['series'],
    });
  }, [series, light, language]);

  const last = series.realtime.at(-1)?.at ?? series.minutes.at(-1)?.at ?? null;
  return (
    <div
      ref={box}
      className="chart"
      role="img"
      aria-label={chartSays(series, t)}
      data-testid="series-chart"
      data-realtime={series.realtime.length}
      data-hours={series.hours.length}
      data-last={last ?? ''}
    />
  );
}

/** A procedure as a drawing: its steps from top to bottom, the ways between them, and beside each who does it and within which time. */
import type { ProcedureDrawn } from '../../contract.ts';
import { inWords, useTexts } from '../../texts/index.ts';

type Step = ProcedureDrawn['steps'][number];
const BOX = { width: 250, height: 52 };
const GAP = { x: 90, y: 26 };
const MARGIN = 34;

export function Flow({ of }: { of: ProcedureDrawn }) {
  const { t, language } = useTexts();
  const steps = of.steps.filter((step) => !step.aside);
  // The straight way stands on the left, what is off it on the right; both in the order of the declaration.
  const at = new Map(
    steps.map((step, i) => [step.step, { x: MARGIN + (step.detour ? BOX.width + GAP.x : 0), y: MARGIN + i * (BOX.height + GAP.y) }]),
  );
  const height = MARGIN * 2 + steps.length * (BOX.height + GAP.y);
  const width = MARGIN * 2 + BOX.width * 2 + GAP.x + 40;
  const ways = steps.flatMap((step) => [
    ...step.next.map((to) => ({ from: step.step, to, late: false })),
    ...(step.else ? [{ from: step.step, to: step.else, late: true }] : []),
  ]);
  return (
    <div style={{ overflowX: 'auto' }} data-testid={`flow-${of.id}`}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={t('duties.flowOf', { name: inWords(language, of.name, of.nameEn) })}
        style={{ maxWidth: '100%', height: 'auto', minWidth: 480 }}
      >
        <defs>
          <marker id={`tip-${of.id}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0L8 4L0 8z" fill="currentColor" />
          </marker>
        </defs>
        {ways.map(({ from, to, late }, i) => (
          <path
            key={`${from}>${to}${late}`}
            d={wayBetween(at.get(from), at.get(to), i)}
            fill="none"
            stroke={late ? 'var(--warn, #b26a00)' : 'var(--ink-2, #566)'}
            strokeWidth={1.4}
            strokeDasharray={late ? '5 4' : undefined}
            markerEnd={`url(#tip-${of.id})`}
            style={{ color: late ? 'var(--warn, #b26a00)' : 'var(--ink-2, #566)' }}
          >
            <title>{late ? t('duties.late') : ''}</title>
          </path>
        ))}
        {steps.map((step) => (
          <Box key={step.step} step={step} at={at.get(step.step) as Point} begins={step.step === of.first || step.step === of.opensAt} />
        ))}
      </svg>
    </div>
  );
}

interface Point {
  x: number;
  y: number;
}

function Box({ step, at, begins }: { step: Step; at: Point; begins: boolean }) {
  const { t, language } = useTexts();
  const time = step.within ? ` · ${t(`duties.within.${step.within.unit}`, { n: step.within.value })}` : '';
  return (
    <g transform={`translate(${at.x} ${at.y})`} data-step={step.step}>
      <rect
        width={BOX.width}
        height={BOX.height}
        rx={step.closes ? 26 : 7}
        fill="var(--panel, #fff)"
        stroke="var(--ink-2, #566)"
        strokeWidth={begins || step.closes ? 2.2 : 1}
      />
      <text x={BOX.width / 2} y={22} textAnchor="middle" fontSize={14} fontWeight={600} fill="var(--ink, #222)">
        {inWords(language, step.name, step.nameEn)}
      </text>
      <text x={BOX.width / 2} y={41} textAnchor="middle" fontSize={11.5} fill="var(--ink-2, #566)">
        {language === 'zh' ? step.byName : t(`duties.roles.${step.by as 'firm'}`)}
        {time}
      </text>
    </g>
  );
}

/** Down to the next box, across to the other side, or around the outside to one further away. */
function wayBetween(from: Point | undefined, to: Point | undefined, turn: number): string {
  if (!from || !to) return '';
  const middle = (p: Point) => p.y + BOX.height / 2;
  if (from.x !== to.x) {
    const [sx, ex] = from.x < to.x ? [from.x + BOX.width, to.x] : [from.x, to.x + BOX.width];
    const bend = (sx + ex) / 2 + ((turn % 5) - 2) * 7;
    return `M${sx} ${middle(from)}C${bend} ${middle(from)} ${bend} ${middle(to)} ${ex} ${middle(to)}`;
  }
  const isNext = to.y > from.y && to.y - from.y <= BOX.height + GAP.y + 1;
  if (isNext) return `M${from.x + BOX.width / 2} ${from.y + BOX.height}L${to.x + BOX.width / 2} ${to.y}`;
  const isLeft = from.x <= MARGIN;
  const side = isLeft ? from.x : from.x + BOX.width;
  const out = side + (isLeft ? -1 : 1) * (14 + (turn % 4) * 6);
  return `M${side} ${middle(from)}C${out} ${middle(from)} ${out} ${middle(to)} ${side} ${middle(to)}`;
}

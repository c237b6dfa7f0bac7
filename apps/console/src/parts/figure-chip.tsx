/** A number of the report. It wears its basis, and opens to where it comes from. */
import { useDrawers } from '../address.ts';
import type { Figure } from '../contract.ts';
import { useTexts } from '../texts/index.ts';
import { toMinute } from '../time.ts';

export function FigureChip({ figure }: { figure: Figure }) {
  const { t } = useTexts();
  const { open } = useDrawers();
  return (
    <button
      type="button"
      className="figure-chip"
      data-testid="figure-chip"
      data-figure={figure.id}
      aria-label={`${figure.text} ${figure.unit} ${figure.basis} ${t('report.openFigure', { name: figure.name })}`}
      title={`${figure.name} · ${figure.scope} · ${t('report.asOf', { time: toMinute(figure.asOf) })}`}
      onClick={() => open('figure', figure.id)}
    >
      <span>
        {figure.text} {figure.unit}
      </span>
      <span className="basis">{figure.basis}</span>
    </button>
  );
}

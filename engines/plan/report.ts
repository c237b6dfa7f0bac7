/** Reports: a Markdown template whose placeholders are figures. `{{id}}` stands for a figure's number with its unit. */
import type { Instant } from '../../foundation/day.ts';
import type { Tx } from '../../foundation/store/store.ts';
import { type FigureMade, figureOf } from './figure.ts';
import type { Facts, Indicator } from './indicator.ts';

type Part = string | { figure: string };

export interface Template {
  title: string;
  paragraphs: Part[][];
}

/** Reads a template; a placeholder that names no indicator is refused here. `{{year}}` is the year of the report. */
export function parseTemplate(markdown: string, indicators: Indicator[]): Template {
  const known = new Set(indicators.map((i) => i.id));
  const lines = markdown.replace(/<!--[\s\S]*?-->/g, '').split(/\r?\n/);
  const [title, second] = lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2).trim());
  if (!title) throw new Error('the report template has no title line');
  if (second !== undefined) throw new Error(`the report template has a second title '${second}', which would not be printed`);
  refuseLoose(title);
  const blocks = lines
    .filter((line) => !line.startsWith('# '))
    .join('\n')
    .split(/\n\s*\n/)
    .map((block) => block.replaceAll('\n', '').trim())
    .filter((block) => block !== '');
  const paragraphs = blocks.map((block) =>
    block.split(/(\{\{[a-z0-9-]+\}\})/).flatMap((part): Part[] => {
      const id = /^\{\{([a-z0-9-]+)\}\}$/.exec(part)?.[1];
      if (id === undefined) refuseLoose(part);
      if (id === undefined || id === 'year') return part ? [part] : [];
      if (!known.has(id)) throw new Error(`the report template names '${id}', which is no indicator`);
      return [{ figure: id }];
    }),
  );
  return { title, paragraphs };
}

/** A placeholder that is misspelt, or stands where no figure can, would be printed as it is. */
function refuseLoose(text: string): void {
  const loose = /\{\{.*|.*\}\}/.exec(text.replaceAll('{{year}}', ''));
  if (loose) throw new Error(`the report template has '${loose[0]}', which is no placeholder for a figure`);
}

export interface ReportWritten {
  year: number;
  title: string;
  asOf: Instant;
  paragraphs: ({ text: string } | { figure: FigureMade })[][];
}

export async function writeReport(
  tx: Tx,
  template: Template,
  indicators: Indicator[],
  year: number,
  now: Instant,
  nameOf: (facts: Facts) => string,
): Promise<ReportWritten> {
  const figures = new Map<string, FigureMade>();
  for (const indicator of indicators) {
    if (template.paragraphs.some((p) => p.some((part) => typeof part !== 'string' && part.figure === indicator.id))) {
      figures.set(indicator.id, await figureOf(tx, indicator, year, now, nameOf));
    }
  }
  const fill = (text: string) => text.replaceAll('{{year}}', String(year));
  return {
    year,
    title: fill(template.title),
    asOf: now,
    paragraphs: template.paragraphs.map((p) =>
      p.map((part) => (typeof part === 'string' ? { text: fill(part) } : { figure: figures.get(part.figure) as FigureMade })),
    ),
  };
}

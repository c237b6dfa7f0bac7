/**
 * The copy that leaves the house: over every page who took it, when and for what, and at its foot the code by which the page can be held against the
 * house. The original is without and stays as it was.
 */
import { type Instant, showInstant } from '../day.ts';
import { codeOf } from './make.ts';
import { pdfOf } from './print.ts';
import { A4, overlaid } from './sheets.ts';

export interface Taken {
  /** The hash of the original. */
  hash: string;
  title: string;
  number: string;
  by: string;
  body: string;
  purpose: string;
  at: Instant;
  /** Where a stranger can ask: https://…; without it the code stands alone. */
  checkAt: string | null;
}

export async function copyOf(original: Buffer, of: Taken): Promise<Buffer> {
  return overlaid(original, await markOf(of), titledBy(of));
}

const titledBy = (of: Taken) => ({ title: `${of.title}（副本）`, author: of.body, day: showInstant(of.at).slice(0, 10) });

/** What is laid over each page. */
export async function markOf(of: Taken): Promise<Buffer> {
  const code = codeOf(of.hash);
  const says = `${of.body} ${of.by} ${showInstant(of.at)} ${of.purpose}`;
  return pdfOf(
    {
      pageSize: { width: A4.width, height: A4.height },
      pageMargins: 0,
      watermark: { text: says, opacity: 0.1, angle: -28, fontSize: 24, color: 'black' },
      content: [
        {
          qr: of.checkAt ? `${of.checkAt}/${code.replaceAll('-', '')}` : code,
          fit: 44,
          eccLevel: 'M' as const,
          absolutePosition: { x: 28, y: A4.height - 62 },
        },
        { text: `核验码 ${code}　原件 ${of.number}`, fontSize: 7.5, color: '#444444', absolutePosition: { x: 80, y: A4.height - 46 } },
        { text: `副本：${says}`, fontSize: 7.5, color: '#444444', absolutePosition: { x: 80, y: A4.height - 34 } },
      ],
    },
    titledBy(of),
  );
}

/** What may not be in a Word or Excel file of today: macros, controls, and parts fetched from elsewhere when it is opened. */
import type { Refusal } from '../refusal.ts';
import { refuse } from './refusals.ts';
import { type Bytes, readEntry, type ZipEntry } from './zip.ts';

export function wordProblem(bytes: Bytes, entries: ZipEntry[], name: string): Refusal | null {
  if (entries.some((entry) => /vbaProject|vbaData|(^|\/)macrosheets\/|(^|\/)activeX\/|(^|\/)dialogsheets\//i.test(entry.name)))
    return refuse.active(name, '宏或控件', 'macros or controls');
  const types = entries.find((entry) => entry.name === '[Content_Types].xml');
  const content = types && readEntry(bytes, types, 4 << 20);
  if (!content) return refuse.unreadable(name);
  if (/macroEnabled|vbaProject/i.test(content.toString('utf8'))) return refuse.active(name, '宏', 'macros');
  for (const entry of entries.filter((e) => e.name.endsWith('.rels'))) {
    const links = readEntry(bytes, entry, 4 << 20);
    if (!links) return refuse.unreadable(name);
    // A link that a reader clicks is harmless; a template or an object fetched by itself is not.
    for (const [link] of links.toString('utf8').matchAll(/<Relationship\b[^>]*>/g))
      if (/TargetMode\s*=\s*["']External/i.test(link) && /(attachedTemplate|oleObject|frame|subDocument|externalLinkPath)"/i.test(link))
        return refuse.active(name, '打开时自动取用的外部内容', 'content fetched from elsewhere on opening');
  }
  return null;
}

/** What a PDF would do by itself. Looks at the names in it, also in compressed object streams; lays nothing out. */
import { inflateSync } from 'node:zlib';
import type { Bytes } from './zip.ts';

/** Scripts, programmes started, files carried inside, films of a plug-in. A jump to a page on opening (OpenAction with GoTo) is harmless and common. */
const ACTIVE = /\/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm|XFA)(?![A-Za-z])/;
const WINDOW = 8 << 20;
const OBJECTS_MOST = 16 << 20;

/** Names may be written with `#4A` for a letter, to be overlooked. */
const plain = (text: string) => text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

export function isActivePdf(bytes: Bytes): boolean {
  return inSome(bytes, (text) => ACTIVE.test(plain(text)) || objectStreams(text).some((inside) => ACTIVE.test(plain(inside))));
}

export function isEncryptedPdf(bytes: Bytes): boolean {
  return inSome(bytes, (text) => /\/Encrypt\s+\d+\s+\d+\s+R/.test(text));
}

/** Window by window, each a little over the border of the last. */
function inSome(bytes: Bytes, found: (text: string) => boolean): boolean {
  for (let at = 0; at < bytes.size; at += WINDOW) if (found(bytes.read(at, WINDOW + (1 << 20)).toString('latin1'))) return true;
  return false;
}

function objectStreams(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/\/ObjStm\b[^>]*>>\s*stream\r?\n/g)) {
    const from = match.index + match[0].length;
    const to = text.indexOf('endstream', from);
    if (to < 0) continue;
    try {
      found.push(inflateSync(Buffer.from(text.slice(from, to), 'latin1'), { maxOutputLength: OBJECTS_MOST }).toString('latin1'));
    } catch {
      // Not packed, or not packed that way: its plain bytes have been looked at already.
    }
  }
  return found;
}

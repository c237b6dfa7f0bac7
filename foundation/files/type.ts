/**
 * What a file is, by its content. The name it came with must agree; what could run by itself in someone's reader or browser is refused. Judges bytes
 * on disk, in bounded memory; stores nothing.
 */
import { fileTypeFromFile } from 'file-type';
import sharp from 'sharp';
import type { Refusal } from '../refusal.ts';
import { type Claimed, claimedOf } from './claimed.ts';
import { splitName } from './name.ts';
import { isActivePdf, isEncryptedPdf } from './pdf.ts';
import { refuse } from './refusals.ts';
import { wordProblem } from './word.ts';
import { listEntries, withFile, type ZipEntry } from './zip.ts';

export type Family = 'image' | 'pdf' | 'word' | 'excel' | 'ofd' | 'video' | 'text' | 'zip';

interface Type {
  family: Family;
  mime: string;
  endings: string[];
  name: string;
}

export const TYPES = {
  jpg: { family: 'image', mime: 'image/jpeg', endings: ['jpg', 'jpeg'], name: 'JPEG 图片' },
  png: { family: 'image', mime: 'image/png', endings: ['png'], name: 'PNG 图片' },
  webp: { family: 'image', mime: 'image/webp', endings: ['webp'], name: 'WebP 图片' },
  gif: { family: 'image', mime: 'image/gif', endings: ['gif'], name: 'GIF 图片' },
  tif: { family: 'image', mime: 'image/tiff', endings: ['tif', 'tiff'], name: 'TIFF 图片' },
  pdf: { family: 'pdf', mime: 'application/pdf', endings: ['pdf'], name: 'PDF' },
  docx: {
    family: 'word',
    mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    endings: ['docx'],
    name: 'Word 文档',
  },
  doc: { family: 'word', mime: 'application/msword', endings: ['doc', 'wps'], name: 'Word 97 文档' },
  xlsx: {
    family: 'excel',
    mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    endings: ['xlsx'],
    name: 'Excel 工作簿',
  },
  xls: { family: 'excel', mime: 'application/vnd.ms-excel', endings: ['xls', 'et'], name: 'Excel 97 工作簿' },
  ofd: { family: 'ofd', mime: 'application/ofd', endings: ['ofd'], name: 'OFD 版式文件' },
  mp4: { family: 'video', mime: 'video/mp4', endings: ['mp4'], name: 'MP4 视频' },
  txt: { family: 'text', mime: 'text/plain; charset=utf-8', endings: ['txt'], name: '纯文本' },
  csv: { family: 'text', mime: 'text/csv; charset=utf-8', endings: ['csv'], name: 'CSV 表' },
  zip: { family: 'zip', mime: 'application/zip', endings: ['zip'], name: 'ZIP 压缩包' },
} as const satisfies Record<string, Type>;
export type TypeId = keyof typeof TYPES;

export const FAMILIES: Record<Family, { zh: string; en: string }> = {
  image: { zh: '图片', en: 'pictures' },
  pdf: { zh: 'PDF', en: 'PDF' },
  word: { zh: 'Word', en: 'Word' },
  excel: { zh: 'Excel', en: 'Excel' },
  ofd: { zh: 'OFD', en: 'OFD' },
  video: { zh: 'MP4 视频', en: 'MP4 video' },
  text: { zh: '文本和 CSV', en: 'text and CSV' },
  zip: { zh: 'ZIP', en: 'ZIP' },
};

export interface Bounds {
  /** A picture of more pixels than this is not unfolded. */
  pixels: number;
  /** What the entries of an archive may come to, and how many times its own size. */
  unfolded: number;
  ratio: number;
}

export interface Examined {
  type: TypeId;
  claimed: Claimed;
}

/** Reads what the bytes are and holds them to the families accepted here, to their name, and to what may not be in them. */
export async function examine(path: string, name: string, accepts: readonly Family[], bounds: Bounds): Promise<Examined | Refusal> {
  const turnedAway = () =>
    refuse.notAllowed(name, accepts.map((f) => FAMILIES[f].zh).join('、'), accepts.map((f) => FAMILIES[f].en).join(', '));
  const [, ending] = splitName(name);
  const type = await typeOf(path, ending);
  if (!type) return turnedAway();
  const { family, endings, name: isReally } = TYPES[type];
  if (!accepts.includes(family)) return turnedAway();
  if (!(endings as readonly string[]).includes(ending)) return refuse.nameDisagrees(name, isReally);
  if (family === 'image') return pictureOf(path, name, type, bounds);
  if (family === 'pdf') {
    if (withFile(path, isActivePdf))
      return refuse.active(name, '脚本、启动动作或内嵌附件', 'a script, a launch action or an embedded file');
    if (withFile(path, isEncryptedPdf)) return refuse.unreadable(name);
  }
  if (type === 'doc' || type === 'xls') {
    const old = oldOfficeOf(path);
    if (old.macros) return refuse.active(name, '宏', 'macros');
  }
  if (type === 'docx' || type === 'xlsx' || type === 'ofd' || type === 'zip') {
    const problem = withFile(path, (bytes) => {
      const entries = listEntries(bytes);
      if (!entries || entries.some((entry) => entry.encrypted)) return refuse.unreadable(name);
      if (isBomb(entries, bytes.size, bounds)) return refuse.bomb(name);
      if (entries.some(({ name: inside }) => /(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\0/.test(inside))) return refuse.unreadable(name);
      return type === 'docx' || type === 'xlsx' ? wordProblem(bytes, entries, name) : null;
    });
    if (problem) return problem;
  }
  return { type, claimed: {} };
}

/** By magic numbers where there are any; else by what stands inside a zip or an old office file; else text that reads as text. */
async function typeOf(path: string, ending: string): Promise<TypeId | null> {
  const head = withFile(path, (bytes) => bytes.read(0, 1024));
  // A reader looks for the mark of a PDF in its first kilobyte, so that a page may stand before it; ours begins with it.
  if (head.subarray(0, 5).toString('latin1') === '%PDF-') return 'pdf';
  if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) return zipTypeOf(path);
  if (head.length >= 8 && head.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1') return oldOfficeOf(path).type;
  const found = await fileTypeFromFile(path).catch(() => undefined);
  if (found) return Object.hasOwn(TYPES, found.ext) && found.ext !== 'zip' ? (found.ext as TypeId) : null;
  if (!isText(path)) return null;
  return ending === 'csv' ? 'csv' : 'txt';
}

function zipTypeOf(path: string): TypeId | null {
  const entries = withFile(path, listEntries);
  if (!entries) return null;
  const names = new Set(entries.map((entry) => entry.name));
  const isOffice = names.has('[Content_Types].xml');
  if (isOffice && names.has('word/document.xml')) return 'docx';
  if (isOffice && names.has('xl/workbook.xml')) return 'xlsx';
  if (names.has('OFD.xml')) return 'ofd';
  // Other offices and packages (pptx, jar, apk, odt) are zips too; as a mere archive they would be a way round the list.
  if (isOffice || names.has('META-INF/MANIFEST.MF') || names.has('mimetype') || names.has('AndroidManifest.xml')) return null;
  return 'zip';
}

/** Names in the directory of a compound file are UTF-16; an encrypted package stands in one too and is no document of ours. */
function oldOfficeOf(path: string): { type: TypeId | null; macros: boolean } {
  const bytes = withFile(path, (of) => of.read(0, Math.min(of.size, 64 << 20)));
  const has = (name: string) => bytes.includes(Buffer.from(name, 'utf16le'));
  if (has('EncryptedPackage')) return { type: null, macros: false };
  return {
    type: has('WordDocument') ? 'doc' : has('Workbook') ? 'xls' : null,
    macros: has('_VBA_PROJECT') || has('_VBA_PROJECT_CUR'),
  };
}

function isBomb(entries: ZipEntry[], packed: number, bounds: Bounds): boolean {
  const unfolded = entries.reduce((sum, entry) => sum + entry.size, 0);
  // Two entries over the same bytes: a small archive that unfolds without end and lies about nothing.
  const starts = new Set(entries.map((entry) => entry.at));
  return unfolded > bounds.unfolded || (unfolded > 1 << 20 && unfolded / packed > bounds.ratio) || starts.size < entries.length;
}

/** Whole text in UTF-8 or GB 18030, not a page, a drawing or a script that a browser or a shell would take for its own. */
function isText(path: string): boolean {
  return withFile(path, (bytes) => {
    if (bytes.size > 64 << 20) return false;
    const content = bytes.read(0, bytes.size);
    if (content.includes(0)) return false;
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    } catch {
      try {
        text = new TextDecoder('gb18030', { fatal: true }).decode(content);
      } catch {
        return false;
      }
    }
    if (/[\u0001-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)) return false;
    return !/^\s*(<[!?a-z]|#!)/i.test(text) && !/<(script|html|svg|iframe|body|object|embed)[\s>]/i.test(text);
  });
}

/** A picture is one when it can be unfolded: a script with a picture's first bytes cannot. */
async function pictureOf(path: string, name: string, type: TypeId, { pixels }: Bounds): Promise<Examined | Refusal> {
  try {
    const picture = sharp(path, { limitInputPixels: pixels, failOn: 'error', sequentialRead: true });
    const { width, height, pages = 1, exif } = await picture.metadata();
    if (width * height * Math.min(pages, 50) > pixels || pages > 500) return refuse.bomb(name);
    await picture.resize(16, 16, { fit: 'inside' }).raw().toBuffer();
    return { type, claimed: { width, height, ...(exif ? claimedOf(exif) : {}) } };
  } catch (error) {
    return /pixel limit/i.test((error as Error).message) ? refuse.bomb(name) : refuse.unreadable(name);
  }
}

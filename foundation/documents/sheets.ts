/** Sheets of finished PDFs: counted, joined, numbered, and overlaid. Nothing is laid out here. */
import { PDFDocument, rgb, StandardFonts } from '@cantoo/pdf-lib';

export async function pagesOf(pdf: Buffer): Promise<number> {
  return (await PDFDocument.load(pdf, { updateMetadata: false })).getPageCount();
}

const MM = 72 / 25.4;
export const A4 = { width: 210 * MM, height: 297 * MM };
/** From the edges of the paper to the number of a page: clear of punching and of the text. */
const CORNER = { side: 15 * MM, top: 12 * MM, size: 11 };

export interface Part {
  pdf: Buffer;
  /** Whether its pages are counted and bear their number. */
  numbered: boolean;
}

/** One PDF of all parts in order; counted pages bear 1, 2, 3 … in the upper outer corner. */
export async function bind(parts: Part[], titled: { title: string; author: string; day: string }): Promise<Buffer> {
  const whole = await PDFDocument.create();
  const digits = await whole.embedFont(StandardFonts.Helvetica);
  let number = 0;
  for (const part of parts) {
    const from = await PDFDocument.load(part.pdf, { updateMetadata: false });
    for (const page of await whole.copyPages(from, from.getPageIndices())) {
      whole.addPage(page);
      if (!part.numbered) continue;
      number += 1;
      const text = String(number);
      const { width, height } = page.getSize();
      const x = number % 2 ? width - CORNER.side - digits.widthOfTextAtSize(text, CORNER.size) : CORNER.side;
      page.drawText(text, { x, y: height - CORNER.top - CORNER.size, size: CORNER.size, font: digits, color: rgb(0, 0, 0) });
    }
  }
  return saved(whole, titled);
}

/** A picture on a sheet of its own, as large as it fits. */
export async function pictureSheet(jpeg: Buffer): Promise<Buffer> {
  const sheet = await PDFDocument.create();
  const picture = await sheet.embedJpg(jpeg);
  const page = sheet.addPage([A4.width, A4.height]);
  const { width, height } = page.getSize();
  const margin = 20 * MM;
  const scale = Math.min((width - 2 * margin) / picture.width, (height - 2 * margin) / picture.height, 1);
  const [w, h] = [picture.width * scale, picture.height * scale];
  page.drawImage(picture, { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h });
  return saved(sheet, { title: '', author: '', day: '2000-01-01' });
}

/** Every page with another laid over it, as large as fits and never out of shape: a code that is stretched cannot be read. */
export async function overlaid(pdf: Buffer, over: Buffer, titled: { title: string; author: string; day: string }): Promise<Buffer> {
  const whole = await PDFDocument.load(pdf, { updateMetadata: false });
  const [mark] = await whole.embedPdf(over, [0]);
  for (const page of whole.getPages()) {
    if (!mark) continue;
    const scale = Math.min(page.getWidth() / mark.width, page.getHeight() / mark.height);
    page.drawPage(mark, { x: 0, y: 0, width: mark.width * scale, height: mark.height * scale });
  }
  return saved(whole, titled);
}

async function saved(of: PDFDocument, { title, author, day }: { title: string; author: string; day: string }): Promise<Buffer> {
  const at = new Date(`${day}T00:00:00Z`);
  of.setTitle(title);
  of.setAuthor(author);
  of.setCreator('Xiushui');
  of.setProducer('Xiushui');
  of.setCreationDate(at);
  of.setModificationDate(at);
  return Buffer.from(await of.save({ useObjectStreams: false }));
}

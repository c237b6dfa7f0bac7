/** Things people hand in, and things they should not, made here: each the smallest that is truly of its type. */
import sharp from 'sharp';
import { zip } from '../zip.ts';

const text = (content: string) => Buffer.from(content, 'utf8');
const CONTENT_TYPES = text(
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
);

export const picture = (width = 64, height = 48) => sharp({ create: { width, height, channels: 3, background: { r: 30, g: 120, b: 90 } } });

export const pdf = (extra = '') =>
  text(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R${extra}>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );

export const docx = (extra: [string, Buffer][] = []) =>
  zip([
    ['[Content_Types].xml', CONTENT_TYPES],
    [
      'word/document.xml',
      text('<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'),
    ],
    ...extra,
  ]);

export const xlsx = () =>
  zip([
    ['[Content_Types].xml', CONTENT_TYPES],
    ['xl/workbook.xml', text('<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>')],
  ]);

export const ofd = () => zip([['OFD.xml', text('<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD"/>')]]);

export const mp4 = () =>
  Buffer.concat([Buffer.from('000000206674797069736f6d0000020069736f6d69736f32617663316d703431', 'hex'), Buffer.alloc(64)]);

/** A photograph that says where and when: 2026-09-01 09:12:33 at 30.5°N 120.75°E. */
export const photo = () =>
  picture()
    .jpeg()
    .withExif({
      IFD0: { Make: 'Qingshan', Model: 'P1' },
      IFD2: { DateTimeOriginal: '2026:09:01 09:12:33' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '120/1 45/1 0/1' },
    })
    .toBuffer();

/** A valid picture of one pixel that is also a script: its comment opens one, its tail closes it. */
export const gifAndScript = () => Buffer.concat([Buffer.from('GIF89a'), text('=1;alert(document.domain);//')]);

/** Ten megabytes of nothing in ten kilobytes. */
export const bomb = () => zip([['a.txt', Buffer.alloc(10 << 20)]]);

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, describe, expect, it, test } from 'vitest';
import { isRefusal } from '../refusal.ts';
import { folderPlace, openFiles, receive, unzip, zip } from './index.ts';
import { cleanName, disposition } from './name.ts';
import { bomb, docx, gifAndScript, mp4, ofd, pdf, photo, picture, xlsx } from './testing/samples.ts';

const home = mkdtempSync(join(tmpdir(), 'xiushui-type-'));
const files = openFiles({ place: folderPlace(join(home, 'kept')), incoming: join(home, 'incoming') });
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function hand(name: string, content: Buffer | string, kind = 'evidence') {
  return receive(files, Readable.from([Buffer.from(content as string)]), { name, kind });
}
/** The type, or the code of the refusal. */
async function told(name: string, content: Buffer | string, kind = 'evidence'): Promise<string> {
  const outcome = await hand(name, content, kind);
  return isRefusal(outcome) ? outcome.code : outcome.type;
}

describe('what is handed in is known by its content (F14)', () => {
  it.each([
    ['现场.jpg', () => picture().jpeg().toBuffer(), 'jpg'],
    ['现场.JPEG', () => picture().jpeg().toBuffer(), 'jpg'],
    ['截图.png', () => picture().png().toBuffer(), 'png'],
    ['截图.webp', () => picture().webp().toBuffer(), 'webp'],
    ['扫描.tiff', () => picture().tiff().toBuffer(), 'tif'],
    ['说明.pdf', async () => pdf(), 'pdf'],
    ['说明.docx', async () => docx(), 'docx'],
    ['台账.xlsx', async () => xlsx(), 'xlsx'],
    ['公文.ofd', async () => ofd(), 'ofd'],
    ['录像.mp4', async () => mp4(), 'mp4'],
    ['说明.txt', async () => Buffer.from('设备故障，已于 9 时恢复。'), 'txt'],
    ['台账.csv', async () => Buffer.from('时间,流量\n08:00,10\n'), 'csv'],
    // An office of fifteen years ago exports in GB 18030: 中文.
    ['台账.csv', async () => Buffer.from('d6d0cec42c310a', 'hex'), 'csv'],
  ])('%s', async (name, content, type) => {
    expect(await told(name, await content())).toBe(type);
  });

  it('a name that says otherwise is refused, and told what the content is', async () => {
    const outcome = await hand('说明.pdf', await picture().png().toBuffer());
    expect(outcome).toMatchObject({ code: 'files.nameDisagrees', status: 415 });
    expect(await told('说明', pdf())).toBe('files.nameDisagrees');
    expect(await told('a.jpg.exe', await picture().jpeg().toBuffer())).toBe('files.nameDisagrees');
  });

  it('only the types of the kind asked for are taken', async () => {
    expect(await told('说明.pdf', pdf(), 'photo')).toBe('files.notAllowed');
    expect(await told('现场.zip', zip([['a.txt', Buffer.from('a')]]))).toBe('files.notAllowed');
    expect(await told('现场.zip', zip([['a.txt', Buffer.from('a')]]), 'archive')).toBe('zip');
    expect(await told('a.jpg', await picture().jpeg().toBuffer(), 'nothing')).toBe('files.noSuchKind');
    expect(await told('a.jpg', await picture().jpeg().toBuffer(), 'constructor')).toBe('files.noSuchKind');
    expect(await told(' ', pdf())).toBe('files.nameless');
  });
});

describe('what could run is refused', () => {
  it.each([
    ['图.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['页.html', '<!doctype html><html><body>x</body></html>'],
    ['图.png', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['说明.txt', 'hello <script>alert(1)</script>'],
    ['说明.txt', '#!/bin/sh\nrm -rf x\n'],
    ['程序.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200, 1)])],
    ['说明.txt', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['应用.zip', zip([['META-INF/MANIFEST.MF', Buffer.from('Main-Class: A')]])],
  ])('%s', async (name, content) => {
    expect(await told(name, content)).toBe('files.notAllowed');
    expect(await told(name, content, 'archive')).toBe('files.notAllowed');
  });

  it('a picture that is also a script is no picture', async () => {
    expect(await told('图.gif', gifAndScript())).toBe('files.unreadable');
  });

  it('a page with a PDF further down is no PDF', async () => {
    expect(await told('说明.pdf', Buffer.concat([Buffer.from('<html><script>alert(1)</script>\n'), pdf()]))).toBe('files.notAllowed');
  });

  it('a PDF with a script, a launch, a carried file, or such a name in disguise', async () => {
    for (const extra of [
      '/OpenAction<</S/JavaScript/JS(app.alert(1))>>',
      '/AA<</O<</S/Launch/F(cmd.exe)>>>>',
      '/Names<</EmbeddedFiles<<>>>>',
      '/OpenAction<</S/J#61vaScript>>',
    ])
      expect(await told('说明.pdf', pdf(extra)), extra).toBe('files.active');
    expect(await told('说明.pdf', pdf('/OpenAction<</S/GoTo/D[3 0 R/Fit]>>'))).toBe('pdf');
    expect(await told('说明.pdf', pdf('/Encrypt 9 0 R'))).toBe('files.unreadable');
  });

  it('a Word file with macros, or with a template fetched from elsewhere', async () => {
    expect(await told('说明.docx', docx([['word/vbaProject.bin', Buffer.from('x')]]))).toBe('files.active');
    const link = (type: string) =>
      docx([
        [
          'word/_rels/settings.xml.rels',
          Buffer.from(
            `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="http://a.example/x" TargetMode="External"/></Relationships>`,
          ),
        ],
      ]);
    expect(await told('说明.docx', link('attachedTemplate'))).toBe('files.active');
    expect(await told('说明.docx', link('hyperlink'))).toBe('docx');
  });
});

describe('what would unfold to far too much is refused', () => {
  it('an archive, by its directory', async () => {
    expect(await told('归档.zip', bomb(), 'archive')).toBe('files.bomb');
    expect(await told('说明.docx', docx([['word/big.xml', Buffer.alloc(10 << 20)]]))).toBe('files.bomb');
  });

  it('an archive whose directory lies: an inflater told when to stop stops', () => {
    const lying = bomb();
    const at = lying.lastIndexOf(Buffer.from('504b0102', 'hex'));
    lying.writeUInt32LE(10, at + 24);
    expect(unzip(lying, 1 << 20)).toBeNull();
  });

  it('a picture of more pixels than a wall', async () => {
    const small = openFiles({ ...files, bounds: { ...files.bounds, pixels: 1_000 } });
    const outcome = await receive(small, Readable.from([await picture(64, 48).png().toBuffer()]), { name: '图.png', kind: 'photo' });
    expect(outcome).toMatchObject({ code: 'files.bomb' });
  });

  it('an archive that would write outside its folder is not taken', async () => {
    expect(await told('归档.zip', zip([['../../etc/cron.d/a', Buffer.from('a')]]), 'archive')).toBe('files.unreadable');
  });

  it('more bytes than the kind allows, without reading on', async () => {
    const small = openFiles({ ...files, kinds: { evidence: { name: '证明', nameEn: 'x', accepts: ['text'], mostBytes: 10 } } });
    let asked = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          asked += 1;
          yield Buffer.alloc(8, 97);
        }
      })(),
    );
    expect(await receive(small, endless, { name: 'a.txt', kind: 'evidence' })).toMatchObject({ code: 'files.tooLarge', status: 413 });
    expect(asked).toBeLessThan(50);
    expect(await told('空.txt', '')).toBe('files.empty');
  });
});

test('whatever was refused has left nothing behind', async () => {
  for (const outcome of [await hand('图.gif', gifAndScript()), await hand('空.txt', '')]) expect(isRefusal(outcome)).toBe(true);
  const before = readdirSync(join(home, 'incoming')).length;
  const broken = new Readable({
    read() {
      this.push(Buffer.from('half'));
      this.destroy(new Error('the line broke'));
    },
  });
  await expect(receive(files, broken, { name: 'a.txt', kind: 'evidence' })).rejects.toThrow('the line broke');
  expect(readdirSync(join(home, 'incoming')).length).toBe(before);
});

test('a photograph says when and where; that is read and is a claim', async () => {
  const outcome = await hand('现场.jpg', await photo(), 'photo');
  expect(outcome).toMatchObject({
    claimed: { width: 64, height: 48, takenAt: '2026-09-01 09:12:33', lat: 30.5, lon: 120.75, device: 'Qingshan P1' },
  });
});

test('a damaged block of claims is passed over, whatever its bytes', async () => {
  const { claimedOf } = await import('./claimed.ts');
  const { exif } = await sharp(await photo()).metadata();
  for (let at = 0; at < (exif as Buffer).length; at += 1) {
    const bent = Buffer.from(exif as Buffer);
    bent[at] = 0xff;
    expect(() => claimedOf(bent)).not.toThrow();
    expect(() => claimedOf((exif as Buffer).subarray(0, at))).not.toThrow();
  }
});

describe('a name can stand in a folder and in a sentence', () => {
  it.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['..\\..\\windows\\现场.jpg', '现场.jpg'],
    ['C:\\a\\b.pdf', 'b.pdf'],
    ['现场\u202egpj.exe', '现场gpj.exe'],
    ['a\u0000b\r\nc.pdf', 'abc.pdf'],
    ['a"b<c>.pdf', 'a_b_c_.pdf'],
    ['.htaccess', 'htaccess'],
    ['con.pdf', '_con.pdf'],
    ['...', '附件'],
    ['', '附件'],
    [`${'长'.repeat(300)}.pdf`, `${'长'.repeat(100)}.pdf`],
  ])('%j', (given, clean) => {
    expect(cleanName(given)).toBe(clean);
  });

  it('and in a header, where it can add no line and no other field', () => {
    expect(disposition('attachment', "现'场(1).pdf")).toBe(
      `attachment; filename="_'_(1).pdf"; filename*=UTF-8''%E7%8E%B0%27%E5%9C%BA%281%29.pdf`,
    );
  });
});

test('the same entries give the same archive, and it reads back', () => {
  const entries: [string, Buffer][] = [
    ['甲.txt', Buffer.from('甲')],
    ['b/c.bin', Buffer.alloc(5_000, 7)],
  ];
  expect(zip(entries).equals(zip(entries))).toBe(true);
  expect([...(unzip(zip(entries)) ?? [])]).toEqual(entries);
});

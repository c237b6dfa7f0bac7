/**
 * A dossier (案卷): cover, catalogue, everything in order with continuous page numbers, remarks. Documents and pictures stand in it as pages; what cannot
 * be laid on a page stands as a sheet that names it and its hash. Bound in the background, for a file may hold a film.
 */
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { type Day, dayOf, type Instant, showInstant } from '../day.ts';
import { type Attachment, type By, type Files, keepBytes, showSize, stageOwn, TYPES } from '../files/index.ts';
import type { Ref } from '../ref.ts';
import { isRefusal, orRollBack, type Refusal } from '../refusal.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Filling } from './fill.ts';
import { type Made, print, type Template } from './make.ts';
import { refuse } from './refusals.ts';
import { bind, type Part, pagesOf, pictureSheet } from './sheets.ts';

/** What is bound: what was done (as the leaf `history` asks it), a document made, or an attachment. */
export interface Item {
  number: string;
  by: string;
  title: string;
  at: Instant;
  note: string;
  of: { history: Filling } | { made: Made } | { attachment: Attachment };
}

export interface Cover {
  archive: string;
  number: string;
  title: string;
  party: string;
  credit: string;
  period: string;
  outcome: string;
  keep: string;
  /** Who binds it, and what they say of its state. */
  by: string;
  says: string;
}

const own = (id: string, name: string): Template => ({ id, name, bytes: readFileSync(new URL(`./templates/${id}.docx`, import.meta.url)) });

export interface Bound {
  pdf: Buffer;
  pages: number;
  /** The catalogue as it stands in it: where each item begins. */
  catalogue: { seq: number; title: string; page: number; pages: number }[];
}

export async function bindDossier(
  files: Files,
  cover: Cover,
  items: Item[],
  day: Day,
  progress: (share: number) => Promise<void> = async () => {},
): Promise<Bound> {
  const titled = { title: `${cover.number} ${cover.title}`, author: cover.archive, day };
  const leaf = async (id: string, name: string, filling: Filling): Promise<Buffer> =>
    orRollBack(await print(own(id, name), filling, titled)).pdf;
  const laid: { item: Item; pdf: Buffer; pages: number; page: number }[] = [];
  let page = 1;
  for (const [at, item] of items.entries()) {
    const pdf = await pdfOfItem(files, item, leaf);
    const pages = await pagesOf(pdf);
    laid.push({ item, pdf, pages, page });
    page += pages;
    await progress((at + 1) / (items.length + 2));
  }
  const catalogue = await leaf('catalogue', '卷内目录', {
    items: laid.map(({ item, page: from }, at) => ({
      seq: at + 1,
      number: item.number,
      by: item.by,
      title: item.title,
      day: dayOf(item.at).replaceAll('-', '.'),
      page: from,
      note: item.note,
    })),
  });
  const counted = page - 1;
  const front = await leaf('cover', '案卷封面', {
    archive: cover.archive,
    number: cover.number,
    title: cover.title,
    party: cover.party,
    credit: cover.credit,
    period: cover.period,
    outcome: cover.outcome,
    keep: cover.keep,
    count: laid.length,
    pages: counted,
    made: `${cover.archive} ${day} 制`,
  });
  const remarks = await leaf('remarks', '卷内备考表', {
    says: `${cover.says}本卷共 ${laid.length} 件，编页 ${counted} 页。`,
    by: cover.by,
    day: day.replaceAll('-', '.'),
  });
  const parts: Part[] = [
    { pdf: front, numbered: false },
    { pdf: catalogue, numbered: false },
    ...laid.map(({ pdf }) => ({ pdf, numbered: true })),
    { pdf: remarks, numbered: false },
  ];
  const pdf = await bind(parts, titled);
  return {
    pdf,
    pages: counted,
    catalogue: laid.map(({ item, page: from, pages }, at) => ({ seq: at + 1, title: item.title, page: from, pages })),
  };
}

/** Pixels of the longer side of a picture as bound: 300 to the inch over the width of a page. */
const SHARPNESS = 2_400;

async function pdfOfItem(
  files: Files,
  { of }: Item,
  leaf: (id: string, name: string, filling: Filling) => Promise<Buffer>,
): Promise<Buffer> {
  if ('history' in of) return leaf('history', '办理记录', of.history);
  if ('made' in of) return buffer(await files.place.read(of.made.pdf));
  const { attachment } = of;
  const { family, name } = TYPES[attachment.type];
  const sheet = (why: string) =>
    leaf('sheet', '附件说明页', {
      name: attachment.name,
      type: `${name}，${showSize(attachment.size)}`,
      by: `${attachment.by} ${showInstant(attachment.at)}`,
      sm3: attachment.hash,
      why,
    });
  if (attachment.withdrawn)
    return sheet(`${showInstant(attachment.withdrawn.at)} 由${attachment.withdrawn.by}撤回：${attachment.withdrawn.reason}`);
  if (family === 'image') {
    const original = await buffer(await files.place.read(attachment.hash));
    const jpeg = await sharp(original, { limitInputPixels: files.bounds.pixels })
      .rotate()
      .flatten({ background: '#ffffff' })
      .resize(SHARPNESS, SHARPNESS, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 85 })
      .toBuffer();
    return pictureSheet(jpeg);
  }
  if (family === 'pdf') {
    const original = await buffer(await files.place.read(attachment.hash));
    // A PDF of a stranger may be read by a lenient viewer and by nobody else.
    const isWhole = await pagesOf(original).then(
      (pages) => pages > 0,
      () => false,
    );
    return isWhole ? original : sheet('此 PDF 无法并入，原件按上述校验值另存');
  }
  return sheet('此类附件不能排成页面，原件按上述校验值另存，可在平台下载');
}

export interface Dossier {
  id: string;
  number: string;
  title: string;
  state: 'ordered' | 'binding' | 'done' | 'failed';
  progress: number;
  says: string;
  items: number | null;
  pages: number | null;
  pdf: string | null;
  by: string;
  party: string | null;
  district: string;
  at: Instant;
  doneAt: Instant | null;
}
const DOSSIER = `id::text as id, number, title, state, progress, says, items, pages, pdf, by_name as by, party, district, at, done_at as "doneAt"`;

export async function orderDossier(
  tx: Tx,
  of: { about: Ref; number: string; title: string; by: By; party: string | null; district: string; at: Instant },
): Promise<Dossier> {
  return tx.get<Dossier>(
    `insert into dossier (about_kind, about_id, number, title, by_login, by_name, party, district, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9 / 1000.0)) returning ${DOSSIER}`,
    [of.about.kind, of.about.id, of.number, of.title, of.by.login, of.by.name, of.party, of.district, of.at],
  );
}

export async function findDossier(tx: Tx, id: string): Promise<Dossier | Refusal> {
  const found = /^\d{1,18}$/.test(id) ? await tx.find<Dossier>(`select ${DOSSIER} from dossier where id = $1`, [id]) : undefined;
  return found ?? refuse.noSuchDocument(id);
}

export async function listDossiers(tx: Tx, about: Ref): Promise<Dossier[]> {
  return tx.query<Dossier>(`select ${DOSSIER} from dossier where about_kind = $1 and about_id = $2 order by id desc limit 20`, [
    about.kind,
    about.id,
  ]);
}

/** Ordered a while ago and not begun: the order of its binding was lost between two transactions. */
export async function listOrdered(tx: Tx, before: Instant): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id::text as id from dossier where state = 'ordered' and at < to_timestamp($1 / 1000.0) order by id limit 100`,
    [before],
  );
  return rows.map(({ id }) => id);
}

/** Binds what was ordered. Run again after a kill, it begins anew and ends the same; a reason why not is kept and shown. */
export async function runDossier(
  store: Store,
  files: Files,
  id: string,
  gather: (tx: Tx, about: Ref) => Promise<{ cover: Cover; items: Item[] }>,
  now: () => Instant,
): Promise<string> {
  const ordered = await store.tx((tx) =>
    tx.find<{ state: string; aboutKind: string; aboutId: string }>(
      `update dossier set state = 'binding', progress = 0 where id = $1 and state <> 'done' returning state, about_kind as "aboutKind", about_id as "aboutId"`,
      [id],
    ),
  );
  if (!ordered) return '已装订';
  try {
    const { cover, items } = await store.tx((tx) => gather(tx, { kind: ordered.aboutKind, id: ordered.aboutId }));
    const step = (share: number) =>
      store.tx((tx) => tx.query('update dossier set progress = $2 where id = $1', [id, Math.round(share * 100)])).then(() => {});
    const bound = await bindDossier(files, cover, items, dayOf(now()), step);
    const staged = await stageOwn(files, bound.pdf);
    await store.tx(async (tx) => {
      await keepBytes(tx, files, staged, 'pdf', now());
      await tx.query(
        `update dossier set state = 'done', progress = 100, items = $2, pages = $3, pdf = $4, says = '', done_at = to_timestamp($5 / 1000.0) where id = $1`,
        [id, items.length, bound.pages, staged.hash, now()],
      );
    });
    return `${items.length} 件 ${bound.pages} 页`;
  } catch (error) {
    const refusal = (error as { refusal?: unknown }).refusal;
    const says = isRefusal(refusal) ? refusal.says : '装订未完成，将自动重试';
    await store.tx((tx) => tx.query(`update dossier set state = 'failed', says = $2 where id = $1`, [id, says]));
    throw error;
  }
}

/**
 * Makes a document: a template filled, as Word and as PDF, both kept by their hash (F15). What went in is remembered, so that it can be made again and
 * compared; the same filling about the same thing is the document that is there.
 */
import { createHash } from 'node:crypto';
import { canonical, sm3 } from '../canonical.ts';
import type { Day, Instant } from '../day.ts';
import { type By, type Files, keepBytes, stageOwn } from '../files/index.ts';
import { nextNumber } from '../numbering.ts';
import type { Ref } from '../ref.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { storable, storableJson, type Tx } from '../store/store.ts';
import { type Filling, fill } from './fill.ts';
import { missingSigns, PRINTER, printPdf } from './print.ts';
import { refuse } from './refusals.ts';
import { pagesOf } from './sheets.ts';
import { readWord } from './wordml.ts';

export interface Template {
  id: string;
  name: string;
  bytes: Buffer;
}

export interface Made {
  id: string;
  template: string;
  templateVersion: string;
  printer: string;
  about: Ref;
  number: string;
  title: string;
  day: Day;
  filling: Filling;
  lawRelease: string;
  docx: string;
  pdf: string;
  pages: number;
  by: string;
  party: string | null;
  district: string;
  at: Instant;
}

export interface Making {
  template: Template;
  about: Ref;
  title: string;
  /** The number it bears, or the series (with the city's own prefix) and year from which it takes the next. */
  number: string | { series: string; year: number };
  /** The day it bears. */
  day: Day;
  filling: Filling;
  /** Who issues it, as the properties of the PDF name it. */
  author: string;
  lawRelease: string;
  by: By;
  party: string | null;
  district: string;
  at: Instant;
}

export const versionOf = (template: Template) => createHash('sm3').update(template.bytes).digest('hex').slice(0, 16);

const MADE = `id::text as id, template, template_version as "templateVersion", printer, about_kind as "aboutKind", about_id as "aboutId", number, title, day, filling,
  law_release as "lawRelease", docx, pdf, pages, by_name as by, party, district, at`;
type Row = Omit<Made, 'about'> & { aboutKind: string; aboutId: string };
const madeOf = ({ aboutKind, aboutId, ...row }: Row): Made => ({ ...row, about: { kind: aboutKind, id: aboutId } });

/** The document, made now or found; one whose number is void is not found. Its number is taken in this transaction: rolled back, it is given to the next. */
export async function make(tx: Tx, files: Files, of: Making): Promise<Made | Refusal> {
  const { template, about } = of;
  const hash = sm3(canonical(of.filling));
  await tx.query(`select pg_advisory_xact_lock(hashtext('document'), hashtext($1))`, [`${template.id} ${about.kind}:${about.id}`]);
  const before = await tx.find<Row>(
    `select ${MADE} from document where about_kind = $1 and about_id = $2 and template = $3 and template_version = $4 and printer = $5 and filling_hash = $6
        and not exists (select 1 from number_void v where v.number = document.number) order by id desc limit 1`,
    [about.kind, about.id, template.id, versionOf(template), PRINTER, hash],
  );
  if (before) return madeOf(before);
  const number = typeof of.number === 'string' ? of.number : await nextNumber(tx, of.number.series, of.number.year);
  const printed = await print(template, { ...of.filling, number }, { title: of.title, author: of.author, day: of.day });
  if (isRefusal(printed)) return printed;
  const kept = { docx: await stageOwn(files, printed.docx), pdf: await stageOwn(files, printed.pdf) };
  await keepBytes(tx, files, kept.docx, 'docx', of.at);
  await keepBytes(tx, files, kept.pdf, 'pdf', of.at);
  const row = await tx.get<Row>(
    `insert into document (template, template_version, printer, about_kind, about_id, number, title, day, filling, filling_hash, law_release, docx, pdf, pages,
       by_login, by_name, party, district, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, to_timestamp($19 / 1000.0)) returning ${MADE}`,
    [
      template.id,
      versionOf(template),
      PRINTER,
      about.kind,
      about.id,
      number,
      storable(of.title),
      of.day,
      storableJson(of.filling),
      hash,
      of.lawRelease,
      kept.docx.hash,
      kept.pdf.hash,
      printed.pages,
      of.by.login,
      of.by.name,
      of.party,
      of.district,
      of.at,
    ],
  );
  return madeOf(row);
}

/** A template filled and laid out, kept nowhere. */
export async function print(
  template: Template,
  filling: Filling,
  titled: { title: string; author: string; day: Day },
): Promise<{ docx: Buffer; pdf: Buffer; pages: number } | Refusal> {
  const docx = await fill(template.bytes, filling);
  const { document, outside } = readWord(docx);
  // A test meets every template; what still arrives here was changed after it.
  if (outside[0]) return refuse.outsideTheForm(template.name, `${outside[0].what}（${outside[0].where}）`);
  const missing = missingSigns(document);
  if (missing.length) return refuse.noSign(missing.join(' '));
  const pdf = await printPdf(document, titled);
  return { docx, pdf, pages: await pagesOf(pdf) };
}

/** Makes it once more from what is remembered: the same bytes, or the reason why not. */
export async function makeAgain(made: Made, template: Template, author: string): Promise<{ same: true } | { same: false; why: string }> {
  if (versionOf(template) !== made.templateVersion)
    return { same: false, why: `模板已由 ${made.templateVersion} 改为 ${versionOf(template)}` };
  if (PRINTER !== made.printer) return { same: false, why: `排版程序已由 ${made.printer} 改为 ${PRINTER}` };
  const again = await print(template, { ...made.filling, number: made.number }, { title: made.title, author, day: made.day });
  if (isRefusal(again)) return { same: false, why: again.says };
  const hashes = [again.docx, again.pdf].map((bytes) => createHash('sm3').update(bytes).digest('hex'));
  return hashes[0] === made.docx && hashes[1] === made.pdf ? { same: true } : { same: false, why: '内容与原件不同' };
}

export async function listMade(tx: Tx, about: Ref): Promise<Made[]> {
  return (
    await tx.query<Row>(`select ${MADE} from document where about_kind = $1 and about_id = $2 order by at, id`, [about.kind, about.id])
  ).map(madeOf);
}

export async function findMade(tx: Tx, id: string): Promise<Made | Refusal> {
  const row = /^\d{1,18}$/.test(id) ? await tx.find<Row>(`select ${MADE} from document where id = $1`, [id]) : undefined;
  return row ? madeOf(row) : refuse.noSuchDocument(id);
}

/** What a printed page carries: the beginning of the hash of the original, in fours. */
export const codeOf = (hash: string) => (hash.slice(0, CODE).toUpperCase().match(/.{4}/g) ?? []).join('-');
const CODE = 20;

/** Whether this house has made a document with that hash: its number, its day and whether the number is void, and nothing else of it. Asked by strangers. */
export async function checkCode(tx: Tx, code: string): Promise<{ number: string; day: Day; isVoid: boolean } | undefined> {
  const start = code.replace(/[\s-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{20,64}$/.test(start)) return undefined;
  return tx.find<{ number: string; day: Day; isVoid: boolean }>(
    `select number, day, exists (select 1 from number_void v where v.number = document.number) as "isVoid" from document where pdf like $1 union all
     select number, (done_at at time zone 'Asia/Shanghai')::date as day, false as "isVoid" from dossier where pdf like $1 limit 1`,
    [`${start}%`],
  );
}

/**
 * Templates: the words of a message, declared beside the duty that speaks them, with the fields they are filled from. The office may put its own words
 * in force from a day on; a message keeps which version it was made by and what it was filled with (F11). The signature 【…】 stands before every text
 * message and is nobody's to leave out.
 */
import { type Day, dayOf, type Instant } from '../day.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { storable, type Tx } from '../store/store.ts';
import { type Flaw, refuse } from './refusals.ts';

export interface TemplateField {
  field: string;
  name: string;
  sample: string;
  /** May be empty: the place of a file that has none. */
  optional?: boolean;
}

export interface Template {
  /** `procedure.step.receiver`: what a message of it is called by everywhere. */
  id: string;
  name: string;
  nameEn: string;
  channel: string;
  /** Whose hours of quiet it keeps. */
  to: string;
  text: string;
  /** How several of them are told in one message: {count} and {list}. */
  many?: string | undefined;
  fields: TemplateField[];
  /** Goes out in hours of quiet too, and is never held for others of its kind. */
  urgent?: boolean | undefined;
}

export interface Version {
  version: number;
  text: string;
  many: string | null;
  effectiveFrom: Day | null;
  byName: string | null;
  why: string | null;
  at: Instant | null;
}

const MANY_FIELDS = ['count', 'list'];

/** Everything wrong with the words of a template: none may reach a telephone. */
export function flawsOfText(template: Pick<Template, 'fields'>, text: string, many?: string | null): Flaw[] {
  const flaws: Flaw[] = [];
  if (!text.trim()) flaws.push({ says: '没有内容', saysEn: 'it is empty' });
  for (const words of [text, many ?? '']) {
    if (/[!！]/.test(words)) flaws.push({ says: '不用感叹号', saysEn: 'it has an exclamation mark' });
    if (/^\s*【/.test(words)) flaws.push({ says: '签名由系统加在最前，不写在模板里', saysEn: 'the signature is added by the house' });
    if (words.replace(/\{\w+\}/g, '').match(/[{}]/)) flaws.push({ says: '花括号没有成对', saysEn: 'a brace stands alone' });
  }
  const known = new Set(template.fields.map((field) => field.field));
  for (const word of wordsOf(text))
    if (!known.has(word)) flaws.push({ says: `没有“{${word}}”这一项`, saysEn: `there is no field {${word}}` });
  for (const word of wordsOf(many ?? ''))
    if (!MANY_FIELDS.includes(word))
      flaws.push({ says: `合并的消息只能用 {count} 和 {list}，不能用“{${word}}”`, saysEn: `{${word}} cannot be told of several` });
  if (many && !wordsOf(many).includes('list'))
    flaws.push({ says: '合并的消息必须有 {list}', saysEn: 'a message about several lacks {list}' });
  return flaws;
}

const wordsOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);

/**
 * Segments of a text message: 70 characters when it is one, 67 each when it is more, since six octets of each then say which it is (3GPP TS 23.040
 * §9.2.3.24.1; 140 octets of UCS-2). Characters outside the basic plane count twice, as they are sent.
 */
export function segmentsOf(text: string): number {
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
}

/** The text with its fields in place, or the refusal that names the first one missing. */
export function fill(template: Pick<Template, 'name' | 'fields'>, text: string, fields: Record<string, unknown>): string | Refusal {
  for (const word of wordsOf(text)) {
    const declared = template.fields.find((field) => field.field === word);
    const value = fields[word];
    const isThere = value !== undefined && value !== null && String(value) !== '';
    if (!isThere && !declared?.optional) return refuse.fieldMissing(template.name, declared?.name ?? word);
  }
  return text.replace(/\{(\w+)\}/g, (_, word: string) => String(fields[word] ?? ''));
}

export function signed(channel: string, signature: string, text: string): string {
  return channel === 'sms' ? `【${signature}】${text}` : text;
}

export interface Spoken {
  kind: 'spoken';
  body: string;
  title: string | null;
  template: string;
  version: number;
  fields: Record<string, unknown>;
}

/** A message in the words in force on the day. */
export async function speak(
  tx: Tx,
  template: Template,
  fields: Record<string, unknown>,
  by: { signature: string; at: Instant },
): Promise<Spoken | Refusal> {
  const version = await versionOn(tx, template, dayOf(by.at));
  const text = fill(template, version.text, fields);
  if (isRefusal(text)) return text;
  const used = Object.fromEntries(template.fields.map(({ field }) => [field, fields[field] ?? null]));
  return {
    kind: 'spoken',
    body: signed(template.channel, by.signature, text),
    title: template.channel === 'mail' ? template.name : null,
    template: template.id,
    version: version.version,
    fields: used,
  };
}

const own = (template: Template): Version => ({
  version: 0,
  text: template.text,
  many: template.many ?? null,
  effectiveFrom: null,
  byName: null,
  why: null,
  at: null,
});

const VERSION = `version, text, many, effective_from as "effectiveFrom", by_name as "byName", why, at`;

export async function versionOn(tx: Tx, template: Template, day: Day): Promise<Version> {
  const row = await tx.find<Version & Record<string, unknown>>(
    `select ${VERSION} from message_template where template = $1 and effective_from <= $2 order by effective_from desc, version desc limit 1`,
    [template.id, day],
  );
  return row ?? own(template);
}

/** Every version of a template, newest first; the programme's own words last. */
export async function listVersions(tx: Tx, template: Template): Promise<Version[]> {
  const rows = await tx.query<Version & Record<string, unknown>>(
    `select ${VERSION} from message_template where template = $1 order by version desc`,
    [template.id],
  );
  return [...rows, own(template)];
}

export interface Wording {
  text: string;
  many: string | null;
  effectiveFrom: Day;
  byName: string;
  why: string;
  at: Instant;
}

/** Puts other words in force from a day on. The caller records who did so in the same transaction. */
export async function reword(tx: Tx, template: Template, wording: Wording): Promise<Version | Refusal> {
  const flaws = flawsOfText(template, wording.text, wording.many);
  if (flaws.length) return refuse.flawed(flaws);
  if (wording.effectiveFrom < dayOf(wording.at)) return refuse.pastDay(wording.effectiveFrom);
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [`template ${template.id}`]);
  return tx.get<Version & Record<string, unknown>>(
    `insert into message_template (template, version, text, many, effective_from, by_name, why, at)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0) from message_template where template = $1 returning ${VERSION}`,
    [
      template.id,
      storable(wording.text.trim()),
      wording.many?.trim() || null,
      wording.effectiveFrom,
      wording.byName,
      storable(wording.why),
      wording.at,
    ],
  );
}

/** How a wording would look, filled with the samples of its fields. */
export function preview(template: Template, text: string, signature: string): { body: string; characters: number; segments: number } {
  const samples = Object.fromEntries(template.fields.map(({ field, sample }) => [field, sample]));
  const body = signed(
    template.channel,
    signature,
    text.replace(/\{(\w+)\}/g, (whole, word: string) => samples[word] ?? whole),
  );
  return { body, characters: body.length, segments: segmentsOf(body) };
}

/** The verbs of a file. Each loads with the file's row locked, decides by `whyNot`, and writes an act with all that goes with it. */
import { addDays, DAY, type Day, dayOf, type Instant, MINUTE, showInstant, startOfDay, yearOf } from '../../foundation/day.ts';
import type { Settled } from '../../foundation/effects/index.ts';
import { announce } from '../../foundation/facts/index.ts';
import { attach, uploadsOf } from '../../foundation/files/index.ts';
import { link, listLinks } from '../../foundation/links/index.ts';
import { nextNumber } from '../../foundation/numbering.ts';
import { send, speak } from '../../foundation/outbox/index.ts';
import { type Ref, ref } from '../../foundation/ref.ts';
import { isRefusal, orRollBack, type Refusal } from '../../foundation/refusal.ts';
import { entrust, type Witness } from '../../foundation/seal/index.ts';
import { inTurn, notify, type Store, type Tx } from '../../foundation/store/store.ts';
import {
  type Act,
  type Actor,
  type Attached,
  checkSaid,
  type File,
  findCaused,
  findOpenFile,
  isTheirs,
  type Judge,
  listActs,
  lockFile,
  mayCome,
  meets,
  type Next,
  whyNot,
} from './file.ts';
import { tellSoon, tellThoseConcerned } from './notices.ts';
import {
  type Choice,
  type Field,
  fill,
  LOOKED_UP,
  type OpensBy,
  type Procedure,
  type Step,
  subjectOf,
  type Telling,
  type Within,
} from './procedure.ts';
import { refuse } from './refusals.ts';
import { templateOf } from './templates.ts';

export interface Ports extends Judge {
  /** Who signs a message: 某市生态环境. */
  signature: string;
  /** What every document number of this city begins with: 嘉环 gives 嘉环提醒〔2026〕1号. */
  seriesPrefix: string;
  procedures: Procedure[];
  /** A dated parameter of law or city, e.g. the minutes a firm has to answer. */
  parameter(id: string, at: Instant): { value: number; cite: string; provisional: boolean };
  /** Entries of a register as the choices of a field, with the fields they carry into the act. */
  choices(tx: Tx, register: string, carries: string[]): Promise<Choice[]>;
  /** One firm, place or entry that a field names; null when there is none in sight. */
  lookUp?(tx: Tx, field: Pick<Field, 'kind' | 'of' | 'carries'>, value: string): Promise<Choice | null>;
  /** What a file opened by hand is about. */
  subject?(tx: Tx, about: OpensBy['about'], of: string, id: string): Promise<Subject | null>;
  /** The working day so many working days after a day, and whether the calendar of that year is published. */
  workingDays?(after: Day, count: number): { day: Day; provisional: boolean };
  /** Who receives a message, and where; null when nobody is known, which is shown and not sent. */
  contactOf(tx: Tx, to: Telling['to'], party: string, district: string): Promise<{ receiver: string; address: string | null } | null>;
  /** The bodies that have a power over a matter in an area on a day: whose people find the file in their inbox. */
  bodiesWith(matter: string, power: string, district: string, at: Instant): string[];
  /** What is sealed of a thing that a file comes to cite; null for what need not be. */
  cited?(tx: Tx, to: Ref): Promise<{ content: Record<string, unknown>; party: string | null; district: string } | null>;
  /** Roles that are told of whatever is overdue. */
  overseers: string[];
}

/** A firm, a place or an entry, as a file about it needs it. */
export interface Subject {
  party: { id: string; name: string };
  place: { id: string; name: string } | null;
  entry: { ref: Ref; name: string } | null;
  district: string;
}

export interface Opening {
  /** One open file a subject. */
  subjectKey: string;
  title: string;
  party: { id: string; name: string };
  place: { id: string; name: string } | null;
  district: string;
  level: number;
  says: Record<string, unknown>;
  /** Key of what caused it: the same cause twice is one act. */
  because: string;
  links: { role: string; to: Ref; name: string }[];
}

/** Clocks looked up at a time. */
const ROUND = 200;
const SYSTEM: Actor = { login: '', name: '系统', role: 'system', body: '', party: null };

export type Cases = ReturnType<typeof openCases>;

const levelName = (procedure: Procedure, level: number): string => procedure.levels[level - 1] ?? String(level);

export function openCases(ports: Ports) {
  const procedureOn = (id: string, at: Instant): Procedure | undefined =>
    ports.procedures
      .filter((p) => p.id === id && p.effectiveFrom <= dayOf(at))
      .sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))[0];

  /** The procedure a file was opened under (C5). */
  const procedureOf = (file: File): Procedure => {
    const found = ports.procedures.find((p) => p.id === file.procedure && p.effectiveFrom === file.procedureFrom);
    if (!found)
      throw new Error(`file ${file.number} was opened under ${file.procedure} of ${file.procedureFrom}, which is no longer declared`);
    return found;
  };

  /** The fields a step asks for, with the choices of registers filled in. */
  async function asksOf(tx: Tx, step: Step, says: Record<string, unknown> = {}): Promise<Field[]> {
    return inTurn(step.asks ?? [], async (field) => {
      if (field.choicesFrom) return { ...field, choices: await ports.choices(tx, field.choicesFrom, field.carries ?? []) };
      const given = says[field.field];
      // What is looked up has one choice, the one that was named, if it is there.
      if (LOOKED_UP.includes(field.kind) && typeof given === 'string' && given.trim()) {
        const found = await ports.lookUp?.(tx, field, given.trim());
        return { ...field, choices: found ? [found] : [] };
      }
      return field;
    });
  }

  /** Opens a file by hand, about a firm, a place or an entry, as the procedure says (`opensBy`). */
  async function openByHand(
    tx: Tx,
    id: string,
    asked: { about: string; says: Record<string, unknown>; because: string },
    actor: Actor,
    now: Instant,
  ): Promise<File | Refusal> {
    const procedure = procedureOn(id, now);
    if (!procedure) return refuse.noSuchProcedure(id);
    const { opensBy } = procedure;
    if (!opensBy) return refuse.notByHand(procedure.name);
    const step = procedure.steps[opensBy.step] as Step;
    if (step.by !== actor.role) return refuse.notYourStep(step.name, ports.roleName(step.by));
    // A firm's person speaks for that firm and need not say so.
    const about = asked.about || (opensBy.about === 'party' ? (actor.party ?? '') : '');
    const subject = about ? await ports.subject?.(tx, opensBy.about, opensBy.of ?? '', about) : null;
    if (!subject) return refuse.noSuchSubject(about);
    const { party, place, entry, district } = subject;
    const says = checkSaid(await asksOf(tx, step, asked.says), asked.says);
    if (isRefusal(says)) return says;
    const title = fill(opensBy.title, { ...says, ...namesIn(says), party: party.name, place: place?.name ?? '', entry: entry?.name ?? '' });
    const opening: Opening = {
      subjectKey: subjectOf(procedure, { party: party.id, place: place?.id, entry: entry?.ref.id }, says),
      title,
      party,
      place,
      district,
      level: 1,
      says: asked.says,
      because: asked.because,
      links: [
        ...(entry ? [{ role: 'entry', to: entry.ref, name: entry.name }] : []),
        ...(place ? [{ role: 'place', to: ref('outlet', place.id), name: place.name }] : []),
        ...(party.id ? [{ role: 'party', to: ref('firm', party.id), name: party.name }] : []),
      ],
    };
    return open(tx, id, opening, actor, now, opensBy.step);
  }

  /** Opens a file with its first step. */
  async function open(tx: Tx, id: string, opening: Opening, actor: Actor, now: Instant, at?: string): Promise<File | Refusal> {
    const procedure = procedureOn(id, now);
    if (!procedure) return refuse.noSuchProcedure(id);
    const begins = at ?? procedure.first;
    await oneAtATime(tx, id, opening.subjectKey);
    const standing = await findOpenFile(tx, id, opening.subjectKey);
    if (standing) return refuse.alreadyOpen(standing.number);
    const first = procedure.steps[begins] as Step;
    if (first.by !== actor.role) return refuse.notYourStep(first.name, ports.roleName(first.by));
    if (first.by !== 'system' && !isTheirs(procedure, first, opening, actor, ports, now)) {
      return refuse.notYourMatter(ports.bodyName(actor.body), ports.areaName(opening.district));
    }
    const says = first.by === 'system' ? opening.says : checkSaid(await asksOf(tx, first, opening.says), opening.says);
    if (isRefusal(says)) return says;
    const number = await nextNumber(tx, ports.seriesPrefix + procedure.series, yearOf(dayOf(now)));
    const row = await tx.get<{ id: number }>(
      `insert into case_file (number, procedure, procedure_from, subject_key, title, party, party_name, place, place_name, district, level, step, opened_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13 / 1000.0)) returning id`,
      [
        number,
        procedure.id,
        procedure.effectiveFrom,
        opening.subjectKey,
        opening.title,
        opening.party.id,
        opening.party.name,
        opening.place?.id ?? null,
        opening.place?.name ?? null,
        opening.district,
        opening.level,
        begins,
        now,
      ],
    );
    const file = (await lockFile(tx, row.id)) as File;
    await sealFile(tx, row.id, now);
    await addLinks(tx, ports, file, opening.links, opening.because, now);
    await enter(tx, procedure, file, [], begins, says as Record<string, unknown>, actor, now, opening.because);
    return (await lockFile(tx, row.id)) as File;
  }

  /**
   * Opens a file about a subject, or joins the one that is open: linked there, and an act when the level rises. A repeat at the same level adds its
   * link and no act, so that a long exceedance is one file and not a flood. The same cause again changes nothing.
   */
  async function openOrRaise(tx: Tx, id: string, opening: Opening, raised: string, now: Instant): Promise<File> {
    await oneAtATime(tx, id, opening.subjectKey);
    const file = await findOpenFile(tx, id, opening.subjectKey);
    // The same cause may come again (an hour judged anew) after its file was closed: it neither opens another nor is noted twice.
    const before = await findCaused(tx, id, opening.subjectKey, opening.because);
    if (before) return before;
    if (!file) return orRollBack(await open(tx, id, opening, SYSTEM, now));
    const acts = await listActs(tx, file.id);
    const procedure = procedureOf(file);
    await addLinks(tx, ports, file, opening.links, opening.because, now);
    if (opening.level > file.level) {
      await tx.query('update case_file set level = $2 where id = $1', [file.id, opening.level]);
      await enter(tx, procedure, { ...file, level: opening.level }, acts, raised, opening.says, SYSTEM, now, opening.because);
    } else {
      await notify(tx, 'live', { topic: 'files', district: file.district, place: file.place, party: file.party });
    }
    return (await lockFile(tx, file.id)) as File;
  }

  /** Notes something on the open file of a subject, if there is one. */
  async function note(
    tx: Tx,
    id: string,
    subjectKey: string,
    step: string,
    says: Record<string, unknown>,
    because: string,
    now: Instant,
  ): Promise<boolean> {
    const file = await findOpenFile(tx, id, subjectKey);
    if (!file) return false;
    if (await findCaused(tx, id, subjectKey, because)) return false;
    const acts = await listActs(tx, file.id);
    await addLinks(tx, ports, file, [], because, now);
    await enter(tx, procedureOf(file), file, acts, step, says, SYSTEM, now, because);
    return true;
  }

  /** A person's act (C3, C7). */
  async function act(
    tx: Tx,
    fileId: number,
    wanted: string,
    says: Record<string, unknown>,
    actor: Actor,
    now: Instant,
  ): Promise<File | Refusal> {
    const file = await lockFile(tx, fileId);
    if (!file) return refuse.noSuchFile(String(fileId));
    const procedure = procedureOf(file);
    const acts = await listActs(tx, fileId);
    const refused = whyNot(procedure, file, acts, wanted, actor, ports, now);
    if (refused) return refused;
    const kept = checkSaid(await asksOf(tx, procedure.steps[wanted] as Step, says), says);
    if (isRefusal(kept)) return kept;
    await enter(tx, procedure, file, acts, wanted, kept, actor, now, null);
    return (await lockFile(tx, fileId)) as File;
  }

  /** Fires the clocks that are due: once each, and never one whose act came first (C6). */
  async function sweepClocks(store: Store, now: Instant): Promise<number> {
    let fired = 0;
    const failures: Error[] = [];
    const stuck: number[] = [];
    const listDue = async () =>
      (
        await store.pool.query<{ id: number; file: number }>(
          `select id, file from xiushui.case_clock where stopped_at is null and fired_at is null and due_at < to_timestamp($1 / 1000.0)
             and id <> all($2) order by due_at, id limit ${ROUND}`,
          [minuteOf(now), stuck],
        )
      ).rows;
    const fire = (id: number, fileId: number) =>
      store.tx(async (tx) => {
        const file = await lockFile(tx, fileId);
        const clock = await tx.find<{ else_step: string }>(
          `update case_clock set fired_at = to_timestamp($2 / 1000.0) where id = $1 and stopped_at is null and fired_at is null returning else_step`,
          [id, now],
        );
        if (!file || !clock) return;
        await enter(tx, procedureOf(file), file, await listActs(tx, fileId), clock.else_step, {}, SYSTEM, now, `clock:${id}`);
        fired += 1;
      });
    for (let due = await listDue(); due.length; due = due.length < ROUND ? [] : await listDue()) {
      for (const { id, file } of due) {
        // Files that cannot go on must not stop the clocks of the others, however many they are; their own clocks stay due.
        await fire(id, file).catch((error: Error) => {
          failures.push(error);
          stuck.push(id);
        });
      }
    }
    if (failures.length) throw new AggregateError(failures, `${failures.length} clocks could not be fired: ${failures[0]?.message}`);
    return fired;
  }

  /** Writes an act with all that goes with it: effects, clock, messages, seal, fact. */
  async function enter(
    tx: Tx,
    procedure: Procedure,
    file: File,
    acts: Act[],
    id: string,
    given: Record<string, unknown>,
    actor: Actor,
    now: Instant,
    because: string | null,
  ): Promise<void> {
    const step = procedure.steps[id];
    if (!step) throw new Error(`procedure ${procedure.id} has no step '${id}'`);
    const about = ref('file', file.id);
    const seq = acts.length + 1;
    const says = await withAttached(tx, file, step, seq, given, actor, now);
    const said = saidSoFar(acts, id, says);
    const effects: Act['effects'] = [];
    const entry = step.does?.length ? ((await listLinks(tx, about)).find(({ role }) => role === 'entry')?.to ?? null) : null;
    for (const effect of step.does ?? []) {
      const settled: Settled = {
        ref: about,
        title: file.title,
        party: file.party,
        partyName: file.partyName,
        place: file.place,
        placeName: file.placeName,
        entry,
        district: file.district,
        said,
        by: actor.name,
        at: now,
        day: dayOf(now),
      };
      effects.push(orRollBack(await effect.run(tx, settled)));
    }
    const late = actor.role !== 'system' && isLate(procedure, file, acts, id, now);
    const actId = `${file.id}/${seq}`;
    await tx.query(
      `insert into case_act (id, file, seq, step, because, by_login, by_name, by_role, says, effects, late, at, party, district)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, to_timestamp($12 / 1000.0), $13, $14)`,
      [
        actId,
        file.id,
        seq,
        id,
        because,
        actor.login || null,
        actor.name,
        actor.role,
        JSON.stringify(says),
        JSON.stringify(effects),
        late,
        now,
        file.party,
        file.district,
      ],
    );
    await entrust(tx, {
      chain: `file:${file.id}`,
      about: ref('act', actId),
      content: {
        file: file.id,
        seq,
        step: id,
        because,
        byLogin: actor.login || null,
        byName: actor.name,
        byRole: actor.role,
        says,
        effects,
        late,
        at: now,
        party: file.party,
        district: file.district,
      } satisfies SealedAct,
      party: file.party,
      district: file.district,
      at: now,
    });
    let dueAt = file.dueAt;
    if (!step.aside) {
      await tx.query(
        'update case_clock set stopped_at = to_timestamp($2 / 1000.0) where file = $1 and stopped_at is null and fired_at is null',
        [file.id, now],
      );
      dueAt = step.within && step.else ? await startClock(tx, file, id, step.else, step.within, now) : null;
    }
    await tx.query(
      `update case_file set acts = $2, step = $3, due_at = to_timestamp($4 / 1000.0), waiting_for = $5, status = $6, closing = $7,
              closed_at = to_timestamp($8 / 1000.0) where id = $1`,
      [
        file.id,
        seq,
        step.aside ? file.step : id,
        dueAt,
        step.aside ? file.waitingFor : (step.waits ?? null),
        step.closes ? 'closed' : 'open',
        step.closes ?? null,
        step.closes ? now : null,
      ],
    );
    const spoken = [...acts, { step: id, says }];
    for (const [i, telling] of (step.tells ?? []).entries())
      if (!telling.onlyWhen || meets(spoken, telling.onlyWhen))
        await tell(tx, procedure, id, file, telling, `${actId}/${i}`, { ...says, due: dueAt }, now);
    await announce(tx, {
      kind: 'case.act',
      ref: about,
      subject: `file:${file.id}`,
      party: file.party,
      place: file.place,
      district: file.district,
      day: dayOf(now),
      detail: { procedure: procedure.id, step: id, seq, level: file.level, closes: step.closes ?? null },
      at: now,
    });
    await tellThoseConcerned(
      tx,
      procedure,
      { ...file, step: step.aside ? file.step : id },
      step,
      { id: actId, actor, because, at: now },
      ports,
    );
    await notify(tx, 'live', { topic: 'files', district: file.district, place: file.place, party: file.party });
  }

  async function startClock(tx: Tx, file: File, step: string, otherwise: string, within: Within, now: Instant): Promise<Instant> {
    const { value, cite, provisional } = ports.parameter(within.parameter, now);
    const working = within.unit === 'workingDays' ? ports.workingDays?.(dayOf(now), value) : undefined;
    if (within.unit === 'workingDays' && !working) throw new Error(`${step} counts working days, and no calendar was handed in`);
    // The last working day counts to its end.
    const dueAt = working ? startOfDay(addDays(working.day, 1)) : now + value * (within.unit === 'minutes' ? MINUTE : DAY);
    const unit = { minutes: '分钟', naturalDays: '日', workingDays: '个工作日' }[within.unit];
    const doubt = provisional && !cite.includes('待核') ? '，待核' : '';
    const until = working ? `${working.day} 终了${working.provisional ? '，当年放假安排未公布，只计周末，暂定' : ''}` : showInstant(dueAt);
    const explains = `自 ${showInstant(now)} 起 ${value} ${unit}（${cite}${doubt}），至 ${until}`;
    await tx.query(
      `insert into case_clock (file, step, else_step, started_at, due_at, explains, party, district)
       values ($1, $2, $3, to_timestamp($4 / 1000.0), to_timestamp($5 / 1000.0), $6, $7, $8)`,
      [file.id, step, otherwise, now, dueAt, explains, file.party, file.district],
    );
    return dueAt;
  }

  async function tell(
    tx: Tx,
    procedure: Procedure,
    step: string,
    file: File,
    telling: Telling,
    key: string,
    says: Record<string, unknown>,
    now: Instant,
  ): Promise<void> {
    if (telling.fromLevel && file.level < telling.fromLevel) return;
    const contact = await ports.contactOf(tx, telling.to, file.party, file.district);
    if (!contact) return;
    const words: Record<string, unknown> = {
      ...says,
      due: typeof says.due === 'number' ? showInstant(says.due) : null,
      number: file.number,
      title: file.title,
      party: file.partyName,
      place: file.placeName,
      level: levelName(procedureOf(file), file.level),
    };
    const template = templateOf(procedure, step, procedure.steps[step] as Step, telling);
    const spoken = orRollBack(await speak(tx, template, { ...words, ...namesIn(words) }, { signature: ports.signature, at: now }));
    await send(tx, {
      key: `act:${key}`,
      channel: telling.channel,
      ...contact,
      body: spoken.body,
      title: spoken.title,
      template: spoken.template,
      version: spoken.version,
      fields: spoken.fields,
      receiverGroup: telling.to,
      urgent: telling.urgent ?? false,
      dueAt: telling.text.includes('{due}') && typeof says.due === 'number' ? says.due : null,
      groupedBy: telling.groupedBy ? groupOf(file, telling.groupedBy) : null,
      about: ref('file', file.id),
      party: file.party,
      district: file.district,
      at: now,
    });
  }

  return {
    open,
    openByHand,
    openOrRaise,
    note,
    act,
    sweepClocks,
    /** Tells of clocks that have a quarter of their time left, once each. */
    tellSoon: (store: Store, now: Instant): Promise<number> => tellSoon(store, procedureOf, ports, now),
    procedureOf,
    procedureOn,
    asksOf,
    mayCome: (file: File, acts: Act[], actor: Actor, now: Instant): Next[] => mayCome(procedureOf(file), file, acts, actor, ports, now),
  };
}

/** In a sentence a choice is called by its name: {exam} is what `exam_name` says. */
function namesIn(says: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(says)
      .filter(([key]) => key.endsWith('_name'))
      .map(([key, name]) => [key.slice(0, -'_name'.length), name]),
  );
}
const groupOf = (file: File, by: NonNullable<Telling['groupedBy']>): string =>
  `${by}:${by === 'party' ? file.party : by === 'place' ? (file.place ?? file.party) : file.subjectKey}`;

/** Openings about one subject wait for one another: the second finds the file of the first. */
async function oneAtATime(tx: Tx, procedure: string, subjectKey: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`case ${procedure} ${subjectKey}`]);
}

/**
 * A time is told to the minute (至 12:34), and the whole of that minute is in time: it is over when the next one has begun. The sweep reads the same
 * rule as `due_at < the minute of now`, which its index answers.
 */
const minuteOf = (at: Instant): Instant => Math.floor(at / MINUTE) * MINUTE;
const isOver = (dueAt: Instant, now: Instant): boolean => dueAt < minuteOf(now);

/** How long the oldest clock that is over has been waiting for the sweep, in milliseconds; 0 when none is. For whoever watches the house. */
export async function clockLag(tx: Tx, now: Instant): Promise<number> {
  const oldest = await tx.find<{ due_at: Instant | null }>(
    'select min(due_at) as due_at from case_clock where stopped_at is null and fired_at is null',
  );
  const dueAt = oldest?.due_at ?? null;
  return dueAt !== null && isOver(dueAt, now) ? now - minuteOf(dueAt) - MINUTE : 0;
}

/**
 * An act is late when the time allowed for it had run out, whether or not the sweep had come round to fire the clock. A clock allows time for what may
 * follow its step: an officer who goes on without the firm's reply is not late because the firm was.
 */
function isLate(procedure: Procedure, file: File, acts: Act[], id: string, now: Instant): boolean {
  if (file.dueAt !== null && isOver(file.dueAt, now)) return true;
  const moves = acts.filter((act) => !procedure.steps[act.step]?.aside);
  for (let i = moves.length - 1; i > 0 && moves[i]?.because?.startsWith('clock:'); i -= 1) {
    if (procedure.steps[moves[i - 1]?.step ?? '']?.next.includes(id)) return true;
  }
  return false;
}

/** What was said, with what was uploaded for it now attached to the file: an act carries the hashes, so that its seal covers the contents. */
async function withAttached(
  tx: Tx,
  file: File,
  step: Step,
  seq: number,
  says: Record<string, unknown>,
  actor: Actor,
  now: Instant,
): Promise<Record<string, unknown>> {
  const filled = { ...says };
  for (const { field, name, kind, accepts } of step.asks ?? []) {
    const named = says[field];
    if (kind !== 'file' || typeof named !== 'string') continue;
    const by = { login: actor.login, name: actor.name };
    const uploads = orRollBack(await uploadsOf(tx, named.split(','), by, accepts));
    filled[field] = await inTurn(uploads, async ({ hash, name: called, claimed, type, size }): Promise<Attached> => {
      const id = await attach(tx, {
        file: { hash, name: called, claimed },
        to: ref('file', file.id),
        role: `${seq}.${field}`,
        says: name,
        by,
        party: file.party,
        district: file.district,
        at: now,
      });
      return { id, name: called, type, size, hash };
    });
  }
  return filled;
}

function saidSoFar(acts: Act[], step: string, says: Record<string, unknown>): Settled['said'] {
  const said: Settled['said'] = {};
  for (const act of acts) said[act.step] = act.says;
  said[step] = says;
  return said;
}

/** Links of the file, and its cause among them: a cause once met is known for as long as the file is. */
async function addLinks(tx: Tx, ports: Ports, file: File, links: Opening['links'], because: string, now: Instant): Promise<void> {
  for (const { role, to, name } of [...links, { role: 'cause', to: ref('cause', because), name: '' }]) {
    const isNew = await link(tx, { from: ref('file', file.id), role, to, name, party: file.party, district: file.district, at: now });
    // What a file rests on is sealed with it, as it stood when it was cited.
    const cited = isNew ? await ports.cited?.(tx, to) : null;
    if (cited) await entrust(tx, { chain: `file:${file.id}`, about: to, ...cited, at: now });
  }
}

/** What of the file's own row is sealed: what it is about and under which procedure, none of which ever changes. */
const FIXED = `number, procedure, procedure_from as "procedureFrom", subject_key as "subjectKey", title, party, party_name as "partyName",
  place, place_name as "placeName", district, opened_at as "openedAt"`;

async function sealFile(tx: Tx, id: number, now: Instant): Promise<void> {
  const row = await tx.get<{ party: string; district: string }>(`select ${FIXED} from case_file where id = $1`, [id]);
  await entrust(tx, { chain: `file:${id}`, about: ref('file', id), content: row, party: row.party, district: row.district, at: now });
}

/** Files' own rows as they are today, for `audit verify`. */
export const fileWitness: Witness = {
  kind: 'file',
  async stood(tx, ids) {
    const rows = await tx.query<{ id: number; party: string; district: string }>(
      `select id, ${FIXED} from case_file where id = any($1::bigint[])`,
      [ids],
    );
    return new Map(rows.map(({ id, ...row }) => [String(id), { content: row, eyes: [{ party: row.party, district: row.district }] }]));
  },
  // From the first file whose row was sealed: those before it were opened by a version that did not.
  ids: `select id::text from case_file where id < 1 or id >= (select min(about_id::bigint) from chain_row where about_kind = 'file')`,
};

/** Of things of a kind, those that files cite since their rows are sealed: what a witness of that kind goes by. */
export const citedIds = (kind: string): string =>
  `select distinct to_id as id from link where from_kind = 'file' and to_kind = '${kind}'
      and from_id::bigint >= (select min(about_id::bigint) from chain_row where about_kind = 'file')`;

/** What of an act is sealed: everything that was said and done, when, and whose it is. */
type SealedAct = Pick<Act, 'seq' | 'step' | 'because' | 'byLogin' | 'byName' | 'byRole' | 'says' | 'effects' | 'late' | 'at'> & {
  file: number;
  party: string;
  district: string;
};

/** What acts say today, for `audit verify`. */
export const actWitness: Witness = {
  kind: 'act',
  async stood(tx, ids) {
    const rows = await tx.query<SealedAct & { id: string }>(
      `select id, file, seq, step, because, by_login as "byLogin", by_name as "byName", by_role as "byRole", says, effects, late, at, party, district
         from case_act where id = any($1)`,
      [ids],
    );
    return new Map(rows.map(({ id, ...act }) => [id, { content: act, eyes: [{ party: act.party, district: act.district }] }]));
  },
  ids: 'select id from case_act',
};

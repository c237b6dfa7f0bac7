/** Who finds a file in the inbox: whoever may do what comes next, the firm when it is closed, the watch when time has run out. */
import type { Instant } from '../../foundation/day.ts';
import { type NoticeKind, tell } from '../../foundation/inbox/index.ts';
import { onceIn } from '../../foundation/jobs/index.ts';
import { ref } from '../../foundation/ref.ts';
import type { Store, Tx } from '../../foundation/store/store.ts';
import type { Actor, File } from './file.ts';
import type { Procedure, Step } from './procedure.ts';

interface Powers {
  bodiesWith(matter: string, power: string, district: string, at: Instant): string[];
  overseers: string[];
}

export async function tellThoseConcerned(
  tx: Tx,
  procedure: Procedure,
  file: File,
  step: Step,
  act: { id: string; actor: Actor; because: string | null; at: Instant },
  powers: Powers,
): Promise<void> {
  const about = { key: `act:${act.id}`, not: act.actor.login || null, at: act.at };
  if (step.closes) {
    const says = `${file.number} ${file.title}：${step.closes}`;
    await toFirm(tx, file, { ...about, kind: 'closed', says, saysEn: `${file.number}: ${step.nameEn}` });
    return;
  }
  // An aside (more evidence, back to normal) moves nobody; a rise in level is told by its messages.
  if (step.aside) return;
  const isOver = act.because?.startsWith('clock:') ?? false;
  const kind: NoticeKind = isOver ? 'overdue' : step.detour ? 'returned' : 'waits';
  await toNext(tx, procedure, file, step, { ...about, kind }, powers);
  if (isOver && powers.overseers.length)
    await tell(tx, {
      key: `${about.key}:overseers`,
      kind: 'overdue',
      ...saying(file, step),
      about: ref('file', file.id),
      to: { roles: powers.overseers },
      party: file.party,
      district: file.district,
      at: act.at,
    });
}

interface Said {
  key: string;
  kind: NoticeKind;
  not: string | null;
  at: Instant;
}

const saying = (file: File, step: Step) => ({
  says: `${file.number} ${file.title}：${step.waits ?? step.name}`,
  saysEn: `${file.number}: ${step.nameEn}`,
});

/** Everyone who may do one of the next steps: the firm, or the roles at the bodies that have the power. */
async function toNext(tx: Tx, procedure: Procedure, file: File, step: Step, said: Said, powers: Powers): Promise<void> {
  const next = step.next.map((id) => procedure.steps[id]).filter((one): one is Step => one !== undefined && one.by !== 'system');
  for (const role of new Set(next.map((one) => one.by))) {
    if (role === 'firm') {
      await toFirm(tx, file, { ...said, ...saying(file, step) });
      continue;
    }
    const bodies = next
      .filter((one) => one.by === role)
      .flatMap((one) => powers.bodiesWith(procedure.matter, one.power ?? '', file.district, said.at));
    await tell(tx, {
      key: `${said.key}:${role}`,
      kind: said.kind,
      ...saying(file, step),
      about: ref('file', file.id),
      to: { roles: [role], bodies: [...new Set(bodies)], not: said.not },
      party: file.party,
      district: file.district,
      at: said.at,
    });
  }
}

async function toFirm(tx: Tx, file: File, said: Said & { says: string; saysEn: string }): Promise<void> {
  await tell(tx, {
    key: `${said.key}:firm`,
    kind: said.kind,
    says: said.says,
    saysEn: said.saysEn,
    about: ref('file', file.id),
    to: { roles: ['firm'], not: said.not },
    party: file.party,
    district: file.district,
    at: said.at,
  });
}

/** Tells of clocks that have a quarter of their time left: soon enough to act, late enough not to be one message more. */
export async function tellSoon(store: Store, procedureOf: (file: File) => Procedure, powers: Powers, now: Instant): Promise<number> {
  return store.tx(async (tx) => {
    const due = await tx.query<Record<string, unknown> & { clock: number; clock_step: string } & File>(
      `select c.id as clock, c.step as clock_step, f.id, f.number, f.procedure, f.procedure_from as "procedureFrom", f.title, f.party, f.district
         from case_clock c join case_file f on f.id = c.file
        where c.stopped_at is null and c.fired_at is null and c.due_at > to_timestamp($1 / 1000.0)
          and c.due_at - (c.due_at - c.started_at) / 4 <= to_timestamp($1 / 1000.0)
          and not exists (select 1 from job_mark m where m.mark = 'soon ' || c.id)
        order by c.due_at limit 200`,
      [now],
    );
    for (const { clock, clock_step: id, ...file } of due) {
      if (!(await onceIn(tx, `soon ${clock}`, now))) continue;
      const procedure = procedureOf(file as File);
      const step = procedure.steps[id];
      if (step) await toNext(tx, procedure, file as File, step, { key: `soon:${clock}`, kind: 'soon', not: null, at: now }, powers);
    }
    return due.length;
  });
}

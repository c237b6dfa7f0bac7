/** The papers of a file: which may be made of it, from which template beside which duty; and its dossier. Joins programmes, files and documents. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Act, type Attached, type File, findFile, listActs, listClocks } from '../../engines/case/index.ts';
import { ROLES, type Role } from '../../foundation/access/index.ts';
import { dayOf, type Instant, MINUTE, showInstant } from '../../foundation/day.ts';
import {
  type Cover,
  type Filling,
  type Item,
  listMade,
  listOrdered,
  type Made,
  make,
  runDossier,
  type Template,
} from '../../foundation/documents/index.ts';
import { type By, type Files, listAttached, sweepOrphans } from '../../foundation/files/index.ts';
import { enqueue, type Job } from '../../foundation/jobs/index.ts';
import { type Ref, ref } from '../../foundation/ref.ts';
import type { Refusal } from '../../foundation/refusal.ts';
import { inTurn, type Tx } from '../../foundation/store/store.ts';
import type { DocumentDeclared } from '../../programmes/declare.ts';
import type { House } from './house.ts';
import { filesOf } from './kept-files.ts';
import type { Runtime } from './runtime.ts';

const PROGRAMMES = fileURLToPath(new URL('../../programmes', import.meta.url));

/** Papers that can be made of a file. */
export function papersOf(house: House, file: File): { declared: DocumentDeclared; programme: string }[] {
  return house.programmes.flatMap((programme) =>
    (programme.documents ?? []).filter(({ of }) => of === file.procedure).map((declared) => ({ declared, programme: programme.id })),
  );
}

/** The template as it stands beside its duty today. */
export function templateOf(programme: string, declared: DocumentDeclared): Template {
  const groups = readdirSync(PROGRAMMES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const path = groups.map(({ name }) => join(PROGRAMMES, name, programme, 'documents', declared.template)).find(existsSync);
  if (!path) throw new Error(`the template ${declared.template} of ${programme} is not there`);
  return { id: declared.id, name: declared.name, bytes: readFileSync(path) };
}

export const issuerOf = (house: House, file: File): string => house.city.branchOf(file.district)?.name ?? house.city.signature;

export async function makePaper(
  tx: Tx,
  house: House,
  files: Files,
  file: File,
  { declared, programme }: { declared: DocumentDeclared; programme: string },
  by: By,
  now: Instant,
): Promise<Made | Refusal> {
  const issuer = issuerOf(house, file);
  const papers = { file, acts: await listActs(tx, file.id), clocks: await listClocks(tx, file.id), issuer };
  const day = dayOf(declared.at(papers));
  return make(tx, files, {
    template: templateOf(programme, declared),
    about: ref('file', file.id),
    title: declared.title(papers),
    number: declared.series ? { series: house.city.seriesPrefix + declared.series, year: Number(day.slice(0, 4)) } : file.number,
    day,
    filling: declared.fill(papers),
    author: issuer,
    lawRelease: house.law.release,
    by,
    party: file.party,
    district: file.district,
    at: now,
  });
}

/** Everything of a file, in the order in which it came about, behind what was done on it. */
export async function gatherDossier(tx: Tx, house: House, about: Ref): Promise<{ cover: Cover; items: Item[] }> {
  const file = await findFile(tx, Number(about.id));
  if (!file) throw new Error(`there is no file ${about.id} to bind`);
  const acts = await listActs(tx, file.id);
  const [last] = acts.slice(-1);
  const items: Item[] = [
    ...(await listMade(tx, about)).map((made) => ({
      number: made.number,
      by: issuerOf(house, file),
      title: made.title,
      at: made.at,
      note: '',
      of: { made },
    })),
    ...(await listAttached(tx, about)).map((attachment) => ({
      number: '',
      by: attachment.by,
      title: `${attachment.says}：${attachment.name}`,
      at: attachment.at,
      note: attachment.withdrawn ? '已撤回' : '',
      of: { attachment },
    })),
  ].sort((a, b) => a.at - b.at);
  const history: Item = {
    number: file.number,
    by: issuerOf(house, file),
    title: '办理记录',
    at: last?.at ?? file.openedAt,
    note: '',
    of: { history: historyOf(house, file, acts) },
  };
  const closed = file.closedAt === null ? null : dayOf(file.closedAt);
  const cover: Cover = {
    archive: issuerOf(house, file),
    number: file.number,
    title: file.title,
    party: file.partyName,
    credit: file.party,
    period: `${dayOf(file.openedAt)} 至 ${closed ?? '今'}`,
    outcome: file.closing ?? '在办',
    keep: '按本单位保管期限表',
    by: [...acts].reverse().find((act) => act.byRole !== 'firm' && act.byLogin)?.byName ?? '',
    says: closed ? '' : '本卷装订时办件尚未办结。',
  };
  return { cover, items: [history, ...items] };
}

function historyOf(house: House, file: File, acts: Act[]): Filling {
  const procedure = house.procedures.find((p) => p.id === file.procedure && p.effectiveFrom === file.procedureFrom);
  return {
    number: file.number,
    title: file.title,
    acts: acts.map((act) => {
      const step = procedure?.steps[act.step];
      const said = (step?.asks ?? [])
        .filter(({ field }) => act.says[field] !== undefined)
        .map(({ field, name, kind }) => {
          const value = act.says[field];
          const text =
            kind === 'file' ? (value as Attached[]).map((file) => file.name).join('、') : String(act.says[`${field}_name`] ?? value);
          return `${name}：${text}`;
        });
      const told = typeof act.says.message === 'string' ? [act.says.message] : [];
      const role = ROLES[act.byRole as Role];
      return {
        seq: act.seq,
        step: `${step?.name ?? act.step}${act.late ? '（逾期）' : ''}`,
        by: role ? `${act.byName}（${role}）` : act.byName,
        at: showInstant(act.at),
        says: [...told, ...said].join('\n') || '—',
      };
    }),
  };
}

const bindDossierJob = { name: 'documents.dossier', withinMinutes: 20, retry: { limit: 3, delaySeconds: 5 } };

/** Orders the binding. No request sees the queue, so this is done after the order itself has committed; what a kill loses in between is found again. */
export function orderBinding(tx: Tx, dossier: string, byName: string, at: Instant): Promise<string | null> {
  return enqueue(tx, bindDossierJob, { key: `dossier ${dossier}`, payload: { dossier }, byName, at });
}

/** What is done in the background about files and papers. */
export function paperJobs(house: House, runtime: Runtime): Job<never>[] {
  const files = filesOf(runtime);
  const binds: Job<{ dossier: string }> = {
    ...bindDossierJob,
    says: { zh: '装订卷宗', en: 'Bind a dossier' },
    run: ({ dossier }, { store, clock }) => runDossier(store, files, dossier, (tx, about) => gatherDossier(tx, house, about), clock),
  };
  const sweeps: Job = {
    name: 'files.sweep',
    says: { zh: '清理中断上传留下的残余', en: 'Sweep what broken-off uploads left' },
    cron: '40 3 * * *',
    run: async (_, { store, now }) => `清理 ${await sweepOrphans(store, files, now)} 份`,
  };
  const finds: Job = {
    name: 'documents.lost',
    says: { zh: '找回未开始装订的卷宗', en: 'Find dossiers whose binding was lost' },
    cron: '*/5 * * * *',
    run: (_, { store, now }) =>
      store.tx(async (tx) => {
        const lost = await listOrdered(tx, now - MINUTE);
        await inTurn(lost, (id) => orderBinding(tx, id, '系统', now));
        return `找回 ${lost.length} 卷`;
      }),
  };
  return [binds as Job<never>, sweeps as Job<never>, finds as Job<never>];
}

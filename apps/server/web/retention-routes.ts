/** Retention: who may hold, propose and confirm. The system administrator proposes a removal; the security administrator or the auditor confirms it. */
import { z } from 'zod';
import type { Role } from '../../../foundation/access/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import { enqueue } from '../../../foundation/jobs/index.ts';
import { isRefusal, type Refusal } from '../../../foundation/refusal.ts';
import { decide, liftHold, listHolds, listRemovals, type Proposal, propose, setHold } from '../../../foundation/retention/index.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { KINDS, type KindToday, kindsToday, LOOK_JOB, REMOVE_JOB } from '../retention.ts';
import type { Asked, Context, Route } from './context.ts';
import { Hold, HoldAsked, Removal, Retention } from './retention-contract.ts';

const THREE: Role[] = ['admin', 'security', 'auditor'];
const Id = z.object({ id: z.string().regex(/^\d{1,18}$/) });

export function retentionRoutes(route: Route, context: Context): void {
  const { system, now, runtime, house } = context;

  type By = Pick<Asked<unknown, unknown, unknown>, 'session' | 'request'>;
  const byOf = ({ session }: By) => ({ login: session.person.login, name: session.person.name });
  const note = (
    tx: Tx,
    asked: By,
    of: { did: string; about: { kind: string; id: string }; says: string; saysEn: string; detail?: Record<string, unknown> },
  ) =>
    record(tx, {
      ...of,
      by: asked.session.person.login,
      byName: asked.session.person.name,
      party: null,
      district: '*',
      at: now(),
      from: asked.request.ip,
    });

  route({
    method: 'GET',
    url: '/api/retention',
    summary: '保存期限',
    tag: '保存期限',
    roles: THREE,
    answers: Retention,
    run: async () => ({ at: runtime.config.retention.at, kinds: kindsToday(house, runtime.config, now()).map(shownKind) }),
  });

  route({
    method: 'POST',
    url: '/api/retention/look',
    summary: '立即检查保存期限并准备清理',
    tag: '保存期限',
    roles: ['admin'],
    answers: z.object({ ordered: z.boolean() }),
    run: (asked) =>
      system.tx(async (tx) => ({
        ordered: (await enqueue(tx, LOOK_JOB, { key: `by hand ${now()}`, byName: asked.session.person.name, at: now() })) !== null,
      })),
  });

  route({
    method: 'GET',
    url: '/api/retention/holds',
    summary: '封存（不得清理的记录）',
    tag: '保存期限',
    roles: THREE,
    answers: z.object({ items: z.array(Hold) }),
    run: async () => ({ items: await system.tx(listHolds) }),
  });

  route({
    method: 'POST',
    url: '/api/retention/holds',
    summary: '设定封存',
    tag: '保存期限',
    roles: ['admin', 'security'],
    body: HoldAsked,
    answers: z.object({ id: z.string() }),
    run: (asked) =>
      system.tx(async (tx) => {
        const order = {
          party: asked.body.party || null,
          place: asked.body.place || null,
          fromDay: asked.body.fromDay || null,
          toDay: asked.body.toDay || null,
          file: asked.body.file || null,
          reason: asked.body.reason,
        };
        const id = await setHold(tx, order, byOf(asked), now());
        if (isRefusal(id)) return id;
        await note(tx, asked, {
          did: 'retention.held',
          about: { kind: 'hold', id },
          says: `封存记录：${order.reason}`,
          saysEn: `Set a hold: ${order.reason}`,
          detail: order,
        });
        return { id };
      }),
  });

  route({
    method: 'POST',
    url: '/api/retention/holds/:id/lift',
    summary: '解除封存',
    tag: '保存期限',
    roles: ['security'],
    params: Id,
    body: z.object({ why: z.string().max(500) }),
    answers: z.object({ lifted: z.boolean() }),
    run: (asked) =>
      system.tx(async (tx) => {
        const { id } = asked.params;
        const { why } = asked.body;
        const lifted = await liftHold(tx, id, why, byOf(asked), now());
        if (isRefusal(lifted)) return lifted;
        await note(tx, asked, {
          did: 'retention.lifted',
          about: { kind: 'hold', id },
          says: `解除封存：${why}`,
          saysEn: `Lifted a hold: ${why}`,
        });
        return { lifted };
      }),
  });

  route({
    method: 'GET',
    url: '/api/retention/removals',
    summary: '到期清理',
    tag: '保存期限',
    roles: THREE,
    answers: z.object({ items: z.array(Removal) }),
    run: async ({ session }) => ({ items: (await system.tx(listRemovals)).map((one) => shown(one, session.person)) }),
  });

  route({
    method: 'POST',
    url: '/api/retention/removals/:id/propose',
    summary: '提出清理',
    tag: '保存期限',
    roles: ['admin'],
    params: Id,
    answers: Removal,
    run: (asked) =>
      system.tx(async (tx) => {
        const proposal = await propose(tx, asked.params.id, byOf(asked), now());
        if (isRefusal(proposal)) return proposal;
        await note(tx, asked, {
          ...aboutRemoval(proposal),
          did: 'retention.proposed',
          says: `提出清理 ${proposal.before} 以前的“${nameOf(proposal)}”`,
          saysEn: `Proposed the removal of ${proposal.kind} from before ${proposal.before}`,
        });
        return shown(proposal, asked.session.person);
      }),
  });

  route({
    method: 'POST',
    url: '/api/retention/removals/:id/decide',
    summary: '确认或放弃清理',
    tag: '保存期限',
    roles: ['security', 'auditor'],
    params: Id,
    body: z.object({ decision: z.enum(['confirm', 'drop']), why: z.string().max(500).default('') }),
    answers: Removal,
    run: (asked): Promise<z.input<typeof Removal> | Refusal> =>
      system.tx(async (tx) => {
        const { decision, why } = asked.body;
        const proposal = await decide(tx, asked.params.id, decision, why, byOf(asked), now());
        if (isRefusal(proposal)) return proposal;
        const isYes = decision === 'confirm';
        await note(tx, asked, {
          ...aboutRemoval(proposal),
          did: isYes ? 'retention.confirmed' : 'retention.dropped',
          says: `${isYes ? '确认' : '放弃'}清理 ${proposal.before} 以前的“${nameOf(proposal)}”`,
          saysEn: `${isYes ? 'Confirmed' : 'Dropped'} the removal of ${proposal.kind} from before ${proposal.before}`,
          // What is being removed is believed gone on this word until the removal is told whole (foundation/seal).
          detail: { why, kind: proposal.kind, before: proposal.before },
        });
        if (isYes)
          await enqueue(tx, REMOVE_JOB, {
            key: `removal ${proposal.id}`,
            payload: { kind: proposal.kind, id: proposal.id },
            byName: asked.session.person.name,
            at: now(),
          });
        return shown(proposal, asked.session.person);
      }),
  });
}

const aboutRemoval = ({ id }: Proposal) => ({ about: { kind: 'removal', id } });
const nameOf = ({ kind }: Proposal) => KINDS.find((one) => one.id === kind)?.says.zh ?? kind;

function shownKind({ kind, term, before }: KindToday): z.input<typeof Retention>['kinds'][number] {
  const hasRows = kind.tables.length > 0 || kind.isAudit || kind.isLog;
  return {
    id: kind.id,
    says: kind.says.zh,
    saysEn: kind.says.en,
    months: term.months,
    cite: term.cite,
    confidence: term.confidence,
    note: term.note,
    isLonger: term.isLonger,
    before,
    tables: [...kind.tables.map((table) => table.name), ...(kind.isAudit ? ['audit_event'] : []), ...(kind.isLog ? ['frame log'] : [])],
    goesBy: term.months === null ? 'never' : !hasRows ? 'noTableYet' : kind.sweepAfterDays === undefined ? 'twoPeople' : 'sweep',
  };
}

function shown(proposal: Proposal, person: { login: string; role: Role }): z.input<typeof Removal> {
  const { outcome, proposedBy, ...rest } = proposal;
  const propose = person.role !== 'admin' ? '由系统管理员提出' : proposal.state !== 'prepared' ? '已经提出' : null;
  const decide =
    person.role === 'admin'
      ? '由安全管理员或安全审计员确认'
      : proposal.state !== 'proposed'
        ? '还没有提出，或已有结论'
        : proposedBy === person.login
          ? '提出清理的人不能自己确认'
          : null;
  return {
    ...rest,
    says: nameOf(proposal),
    saysEn: KINDS.find((one) => one.id === proposal.kind)?.says.en ?? proposal.kind,
    outcome: Object.entries(outcome).map(([table, { rows, digest }]) => ({ table, rows, digest })),
    canPropose: propose,
    canDecide: decide,
  };
}

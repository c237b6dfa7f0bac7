/** Changes of registers that wait for another person's word: the list of a register, agreeing, turning down, withdrawing. */
import { z } from 'zod';
import {
  agree,
  type Entry,
  find,
  listRequests,
  type Register,
  type Request,
  refuseRequest,
  turnDown,
  withdraw,
} from '../../../engines/registry/index.ts';
import { type Person, ROLES } from '../../../foundation/access/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import { isRefusal, orRollBack, type Refusal } from '../../../foundation/refusal.ts';
import { inTurn, type Tx } from '../../../foundation/store/store.ts';
import { BUSINESS, type Context, type Route } from './context.ts';
import { refuse, registerFor, shownEntries, shownRegister } from './entries.ts';
import { refuse as httpRefusals } from './problem.ts';
import { RequestShown, Requests } from './registers-contract.ts';

const Named = z.object({ register: z.string().max(64) });
const NamedRequest = Named.extend({ request: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

export function requestsRoutes(route: Route, { house, now }: Context): void {
  route({
    method: 'GET',
    url: '/api/registers/:register/requests',
    summary: '变更申请：待审核的与已处理的',
    tag: '台账',
    roles: BUSINESS,
    params: Named,
    query: z.object({ code: z.string().max(300).optional(), waiting: z.enum(['true', 'false']).default('false') }),
    answers: Requests,
    run: async ({ params, query, session, inScope }) => {
      const register = registerFor(house, params.register, session.person);
      if (isRefusal(register)) return register;
      return inScope(async (tx) => {
        const requests = await listRequests(tx, register.id, {
          ...(query.code ? { code: query.code } : {}),
          waiting: query.waiting === 'true',
        });
        return {
          register: shownRegister(house, register, session.person, 0, now(), requests.filter((one) => one.state === 'waiting').length),
          items: await inTurn(requests, (one) => shown(tx, register, one, session.person)),
        };
      });
    },
  });

  route({
    method: 'POST',
    url: '/api/registers/:register/requests/:request/decision',
    summary: '审核一件变更申请：同意即记入，不同意须说明',
    tag: '台账',
    roles: BUSINESS,
    params: NamedRequest,
    body: z
      .object({ agrees: z.boolean(), why: z.string().trim().max(500).default('') })
      .refine(({ agrees, why }) => agrees || why !== '', { path: ['why'], message: '退回须说明理由' }),
    answers: RequestShown,
    run: async ({ params, body, session, request, once }) => {
      const register = registerFor(house, params.register, session.person);
      if (isRefusal(register)) return register;
      const { login: by, name: byName, role } = session.person;
      if (!register.approval?.by.includes(role)) return refuse.approvedByOthers(register.name, rolesOf(register));
      return once(async (tx) => {
        const as = { by, byName, at: now(), why: body.why };
        const done = orRollBack(await (body.agrees ? agree(tx, register, params.request, as) : turnDown(tx, register, params.request, as)));
        if ('findings' in done)
          return httpRefusals.invalid(done.findings.map(({ row, field, says, saysEn }) => ({ row, path: field, says, saysEn })));
        await note(tx, register, done, session.person, request.ip);
        return shown(tx, register, done, session.person);
      });
    },
  });

  route({
    method: 'POST',
    url: '/api/registers/:register/requests/:request/withdrawal',
    summary: '撤回自己提出的变更申请',
    tag: '台账',
    roles: BUSINESS,
    params: NamedRequest,
    answers: RequestShown,
    run: async ({ params, session, request, once }) => {
      const register = registerFor(house, params.register, session.person);
      if (isRefusal(register)) return register;
      const { login: by, name: byName } = session.person;
      return once(async (tx) => {
        const done = orRollBack(await withdraw(tx, register, params.request, { by, byName, at: now() }));
        await note(tx, register, done, session.person, request.ip);
        return shown(tx, register, done, session.person);
      });
    },
  });

  const rolesOf = (register: Register) => (register.approval?.by ?? []).map((role) => ROLES[role as keyof typeof ROLES] ?? role).join('、');

  async function note(tx: Tx, register: Register, { id, code, name, state, party, district }: Request, person: Person, from: string) {
    const [says, saysEn] = (
      { agreed: ['同意', 'Agreed to'], refused: ['退回', 'Turned down'], withdrawn: ['撤回', 'Withdrew'], waiting: ['', ''] } as const
    )[state];
    await record(tx, {
      did: `registry.request.${state}`,
      by: person.login,
      byName: person.name,
      about: { kind: register.id, id: code },
      says: `${says}${register.name}变更申请第 ${id} 号：${name}`,
      saysEn: `${saysEn} request ${id} on ${register.nameEn}: ${name}`,
      party,
      district,
      at: now(),
      from,
    });
  }

  async function shown(tx: Tx, register: Register, of: Request, person: Person): Promise<z.input<typeof RequestShown>> {
    const { id, code, name, what, day, until, says, byName, at, state, decidedName, decidedAt, why } = of;
    const before = await find(tx, register, code, { day });
    const entry: Entry = {
      id: 0,
      register: register.id,
      code,
      name,
      party: of.party,
      place: of.place,
      district: of.district,
      lon: of.draft.lon ?? null,
      lat: of.draft.lat ?? null,
      shape: of.draft.shape ?? null,
      datum: of.draft.datum ?? null,
      batch: null,
      validFrom: day,
      validTo: until,
      knownFrom: at,
      knownTo: null,
      detail: (of.draft.detail ?? {}) as Entry['detail'],
      by: byName,
    };
    const [asked, held] = await shownEntries(tx, house, before ? [entry, before] : [entry], person);
    const cannot = whyNotDecide(register, of, person);
    return {
      id,
      register: register.id,
      code,
      name,
      what,
      day,
      until,
      says,
      byName,
      at,
      state,
      decidedName,
      decidedAt,
      why,
      entry: asked as NonNullable<typeof asked>,
      before: held ?? null,
      mayDecide: cannot === null,
      whyNot: cannot?.says ?? null,
      whyNotEn: cannot?.saysEn ?? null,
      mayWithdraw: state === 'waiting' && of.by === person.login,
    };
  }

  function whyNotDecide(register: Register, of: Request, person: Person): Refusal | null {
    if (of.state !== 'waiting') return refuseRequest.decided(of.state);
    if (!register.approval?.by.includes(person.role)) return refuse.approvedByOthers(register.name, rolesOf(register));
    return of.by === person.login ? refuseRequest.ownRequest() : null;
  }
}

/** One box over all registers: a code, a name, its pinyin or its initials. Each register answers as its own list would, within the same scope. */
import { z } from 'zod';
import { maskedFor, page } from '../../../engines/registry/index.ts';
import { inTurn } from '../../../foundation/store/store.ts';
import { BUSINESS, type Context, type Route } from './context.ts';
import { maySee } from './entries.ts';

const EACH = 5;
const Found = z.object({
  total: z.number().int(),
  registers: z.array(
    z.object({
      register: z.string(),
      registerName: z.string(),
      registerNameEn: z.string(),
      total: z.number().int(),
      entries: z.array(
        z.object({ code: z.string(), name: z.string(), district: z.string(), districtName: z.string(), party: z.string().nullable() }),
      ),
    }),
  ),
});

export function searchRoutes(route: Route, context: Context): void {
  const { house } = context;

  route({
    method: 'GET',
    url: '/api/search',
    summary: '在所有台账中查找：名称、编号、拼音、首字母',
    tag: '台账',
    roles: BUSINESS,
    query: z.object({ q: z.string().trim().min(1).max(80) }),
    answers: Found,
    run: ({ query, session, inScope }) =>
      inScope(async (tx) => {
        const asked = [...house.registers.values()].filter((register) => maySee(register, session.person.role));
        const found = await inTurn(asked, async (register) => {
          const hidden = maskedFor(register, session.person.role);
          const { entries, total } = await page(tx, register, { text: query.q, hidden, sort: 'name', limit: EACH });
          return {
            register: register.id,
            registerName: register.name,
            registerNameEn: register.nameEn,
            total,
            entries: entries.map(({ code, name, district, party }) => ({
              code,
              name,
              district,
              districtName: district === '*' ? '全市' : house.city.areaName(district),
              party,
            })),
          };
        });
        // Things themselves stand before what merely names them: a firm before its forty limits.
        const isItself = (id: string) => ['party', 'place'].some((what) => house.registers.get(id)?.[what as 'party' | 'place'] === 'self');
        const registers = found
          .filter(({ total }) => total > 0)
          .sort((a, b) => Number(isItself(b.register)) - Number(isItself(a.register)));
        return { total: registers.reduce((sum, { total }) => sum + total, 0), registers };
      }),
  });
}

/**
 * 青山市, where stories happen. It is small and complete, and a new duty need not touch it: a matter its table of powers does not list belongs to its
 * bureau, its team and its two branches, and a parameter it does not set is the demonstration's. What a story tells of another split of powers stands in qingshan/.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type City, openCity } from '../../apps/server/city.ts';

const QINGSHAN = fileURLToPath(new URL('./qingshan', import.meta.url));

export function storyCity(): City {
  const city = openCity(QINGSHAN);
  const rest = openCity();
  const listed = new Set(
    (parse(readFileSync(join(QINGSHAN, 'powers.yaml'), 'utf8')) as { powers: { matter: string }[] }).powers.map((p) => p.matter),
  );
  const whole = city.areas.find((area) => area.code.endsWith('00000000'))?.code;
  return {
    ...city,
    mayHandle: (actor, matter, power, area, at) => {
      if (listed.has(matter)) return city.mayHandle(actor, matter, power, area, at);
      const of = city.bodies.find((one) => one.id === actor.body)?.area;
      return of === whole || of === area;
    },
    parameter: (id, at) => (existsSync(join(QINGSHAN, 'parameters', `${id}.yaml`)) ? city : rest).parameter(id, at),
  };
}

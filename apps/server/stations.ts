/**
 * Who is registered: every logger with its outlet, kept in memory by the processes that need to know at every frame, and read again when the
 * register says that it changed. The gateway asks it who may speak; the writer asks it whose readings these are.
 */
import type { Station } from '../../engines/observation/index.ts';
import { list, listWithSecrets } from '../../engines/registry/index.ts';
import { listen, type Store } from '../../foundation/store/store.ts';
import type { Logger, LoggerDirectory } from '../../gateways/hj212/index.ts';
import type { House } from './house.ts';

/** A station, and the rule its outlet is judged by (law/monitoring/<rule>-judging-basis). */
export interface RegisteredStation extends Station {
  rule: string;
  outletName: string;
}

export interface StationBook {
  find(mn: string): RegisteredStation | undefined;
  ofPlace(place: string): RegisteredStation | undefined;
  list(): RegisteredStation[];
  loggers: LoggerDirectory;
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** Notices can be lost with a connection; the register is small, so it is read again now and then anyway. */
const READ_AGAIN_MS = 15_000;

export async function openStationBook(store: Store, url: string, name: string, house: House): Promise<StationBook> {
  let stations = new Map<string, RegisteredStation>();
  let loggers = new Map<string, Logger>();

  const load = async () => {
    const [entries, outlets] = await store.tx(async (tx) => [await listWithSecrets(tx, 'logger'), await list(tx, 'outlet')] as const);
    const byCode = new Map(outlets.map((outlet) => [outlet.code, outlet]));
    const nextStations = new Map<string, RegisteredStation>();
    const nextLoggers = new Map<string, Logger>();
    for (const entry of entries) {
      const outlet = byCode.get(entry.place ?? '');
      if (!outlet?.party) continue;
      nextLoggers.set(entry.code, { mn: entry.code, pw: String(entry.secret.pw ?? ''), edition: '2017' });
      nextStations.set(entry.code, {
        id: entry.code,
        place: outlet.code,
        party: outlet.party,
        district: outlet.district,
        everySeconds: Number(entry.detail.everySeconds),
        minuteMinutes: Number(entry.detail.minuteMinutes),
        unitOf: (parameter) => house.factor(parameter).unit,
        rule: String(outlet.detail.rule),
        outletName: outlet.name,
      });
    }
    stations = nextStations;
    loggers = nextLoggers;
  };

  await load();
  let loading: Promise<void> | undefined;
  let again = false;
  const reload = (): Promise<void> => {
    if (loading) {
      again = true;
      return loading;
    }
    loading = load()
      .catch(() => {}) // PostgreSQL is away: what we knew still holds, and the next tick asks again.
      .finally(() => {
        loading = undefined;
        if (again) {
          again = false;
          void reload();
        }
      });
    return loading;
  };
  const ears = listen(url, name, ['registry'], () => void reload());
  const timer = setInterval(() => void reload(), READ_AGAIN_MS);
  timer.unref();
  return {
    find: (mn) => stations.get(mn),
    ofPlace: (place) => [...stations.values()].find((station) => station.place === place),
    list: () => [...stations.values()],
    loggers: { find: (mn) => loggers.get(mn) },
    reload: load,
    close: async () => {
      clearInterval(timer);
      await ears.close();
    },
  };
}

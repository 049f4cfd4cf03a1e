/** Finds sources that have sent nothing for longer than rules.yaml allows. */

import { type Almanac, isWithinHours } from "../core/clock/hours.ts";
import type { Source } from "../core/source.ts";
import type { Store } from "../core/store.ts";
import type { Clock, Duration, Instant } from "../core/time.ts";

/** The most pages of events that are searched for one of a source. */
const pages = 20;

export interface SilentSource {
  readonly source: string;
  /** When it last sent something, or when the watch began. */
  readonly since: Instant;
}

interface Heard {
  /** For people. */
  readonly at: Instant;
  /** By the clock that only goes forward. */
  readonly tick: number;
}

export interface SilenceOptions {
  readonly store: Pick<Store, "searchEvents">;
  readonly sources: () => readonly Source[];
  /** What the hours of sources are measured by. */
  readonly almanac: () => Almanac;
  readonly now: Clock;
  /** Milliseconds of a clock that only goes forward. Setting the clock makes no source silent. */
  readonly elapsed: () => number;
}

export interface SilenceWatch {
  heard(source: string): void;
  look(): Promise<readonly SilentSource[]>;
}

/** The watch begins now. */
export function watchForSilence({ store, sources, almanac, now, elapsed }: SilenceOptions): SilenceWatch {
  const heard = new Map<string, Heard>();
  let looked = elapsed();

  /** Outside of its hours the silence of a source does not grow. */
  function isExpected({ name, silentWithin }: Source, passed: Duration): boolean {
    if (silentWithin === undefined || isWithinHours(silentWithin, almanac(), now())) return false;
    const { at, tick } = since(name);
    heard.set(name, { at, tick: Math.min(elapsed(), tick + passed) });
    return true;
  }

  function since(name: string): Heard {
    const known = heard.get(name) ?? { at: now(), tick: elapsed() };
    heard.set(name, known);
    return known;
  }

  /** Another process may have received something. */
  async function newestOf(source: string, after: Instant): Promise<Instant | undefined> {
    let before: string | undefined;
    for (let page = 0; page < pages; page += 1) {
      const { rows, next } = await store.searchEvents({ limit: 100, ...(before === undefined ? {} : { before }) });
      const found = rows.find((row) => row.source === source && row.receivedAt > after);
      if (found !== undefined) return found.receivedAt;
      if (next === undefined || rows.every(({ receivedAt }) => receivedAt <= after)) return undefined;
      before = next;
    }
    return undefined;
  }

  for (const { name } of sources()) since(name);
  return {
    heard: (source) => void heard.set(source, { at: now(), tick: elapsed() }),
    async look() {
      const silent: SilentSource[] = [];
      const passed = elapsed() - looked;
      looked += passed;
      for (const source of sources()) {
        const { name, silentAfter } = source;
        if (silentAfter === undefined || isExpected(source, passed) || elapsed() - since(name).tick < silentAfter) continue;
        const newest = await newestOf(name, (now() - silentAfter) as Instant);
        if (newest === undefined) silent.push({ source: name, since: since(name).at });
        else heard.set(name, { at: newest, tick: elapsed() - Math.max(0, now() - newest) });
      }
      return silent;
    },
  };
}

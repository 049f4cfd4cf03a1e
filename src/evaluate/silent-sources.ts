/** Sources that have sent nothing for as long as rules.yaml allows them. */

import type { Source } from "../core/source.ts";
import type { Store } from "../core/store.ts";
import type { Clock, Instant } from "../core/time.ts";

/** Pages of events that are looked through for one of a source. */
const pages = 20;

export interface SilentSource {
  readonly source: string;
  /** When it was heard last, or since when it is listened to. */
  readonly since: Instant;
}

export interface SilenceOptions {
  readonly store: Pick<Store, "searchEvents">;
  readonly sources: () => readonly Source[];
  readonly now: Clock;
}

export interface SilenceWatch {
  heard(source: string): void;
  look(): Promise<readonly SilentSource[]>;
}

/** From now on they are listened to. */
export function watchForSilence({ store, sources, now }: SilenceOptions): SilenceWatch {
  const heardAt = new Map<string, Instant>();

  function since(name: string): Instant {
    const known = heardAt.get(name) ?? now();
    heardAt.set(name, known);
    return known;
  }

  /** Another process may have received what this one has not. */
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
    heard: (source) => void heardAt.set(source, now()),
    async look() {
      const silent: SilentSource[] = [];
      for (const { name, silentAfter } of sources()) {
        if (silentAfter === undefined || now() - since(name) < silentAfter) continue;
        const newest = await newestOf(name, (now() - silentAfter) as Instant);
        if (newest === undefined) silent.push({ source: name, since: since(name) });
        else heardAt.set(name, newest);
      }
      return silent;
    },
  };
}

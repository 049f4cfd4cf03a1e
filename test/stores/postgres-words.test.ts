/** Searches for words that many turns have: they read the newest turns, and every page is the one that reading all of them gives. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConversationQuery, EventQuery, Store } from "../../src/core/store.ts";
import type { Instant } from "../../src/core/time.ts";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { type Postgres, query, startPostgres } from "../support/postgres.ts";

const turns = 9_000;
const conversations = 900;
/** Which turns have a word, by their number. */
const words: Readonly<Record<string, (turn: number) => boolean>> = {
  common: () => true,
  tenth: (turn) => turn % 10 === 0,
  hundredth: (turn) => turn % 100 === 7,
  early: (turn) => turn <= 600,
  late: (turn) => turn > turns - 5,
};
const sqlWords = `
  CASE WHEN i % 10 = 0 THEN ' tenth' ELSE '' END || CASE WHEN i % 100 = 7 THEN ' hundredth' ELSE '' END
  || CASE WHEN i <= 600 THEN ' early' ELSE '' END || CASE WHEN i > ${turns - 5} THEN ' late' ELSE '' END`;

let postgres: Postgres;
let store: Store;

beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.schema("words");
  const opened = await openPostgresStore({ url, clock: () => 1_772_442_000_000 as Instant });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  ({ store } = opened);
  await query(postgres.port, `SET search_path TO words; ${seed}`);
});

afterAll(async () => {
  await store.close();
  await postgres.remove();
});

/** Turn i belongs to conversation i mod 900. */
const seed = `
  SET session_replication_role = replica;
  INSERT INTO inbox (seq, id, status, source, type, agent, session, received_at, event)
    SELECT i, lpad(to_hex(i), 32, '0'), 0, 'bithuman', 'chat.push', 'A' || (i % 3), 's' || (i % ${conversations}), i, json_build_object(
      'kind', 'chat', 'id', lpad(to_hex(i), 32, '0'), 'type', 'chat.push', 'role', 'user', 'message', 'common' || ${sqlWords}, 'data', '{}'::json)::text
    FROM generate_series(1, ${turns}) AS i;
  INSERT INTO evaluations (seq, version, trace) SELECT i, 'v', '{"version":"v","rules":[]}' FROM generate_series(1, ${turns}) AS i;
  INSERT INTO event_index (seq, conversation, at, type, agent, found, words)
    SELECT i, i % ${conversations} + 1, i, 'chat.push', 'A' || (i % 3), false, array_to_tsvector(string_to_array('common' || ${sqlWords}, ' '))
    FROM generate_series(1, ${turns}) AS i;
  INSERT INTO conversations SELECT c + 1, md5(c::text), c, 'bithuman', 's' || c, 'A' || (c % 3), NULL, coalesce(nullif(c, 0), ${conversations}), ${turns - conversations} + coalesce(nullif(c, 0), ${conversations}),
    c, c, false, 10, 10, 0, 0, 0, 0, 'en', true, '{"concern":{},"findings":{},"incidents":[]}' FROM generate_series(0, ${conversations - 1}) AS c;
  UPDATE marks SET value = ${turns} WHERE name IN ('filled_to', 'fill_end');
  ANALYZE;`;

async function allEvents(
  asked: Omit<EventQuery, "limit">,
  limit: number,
): Promise<{ readonly ids: readonly number[]; readonly pages: number }> {
  const ids: number[] = [];
  let [before, pages]: [string | undefined, number] = [undefined, 0];
  do {
    const page = await store.searchEvents({ ...asked, limit, ...(before === undefined ? {} : { before }) });
    ids.push(...page.rows.map(({ id }) => Number.parseInt(id, 16)));
    before = page.next;
    pages += 1;
  } while (before !== undefined);
  return { ids, pages };
}

async function allConversations(asked: Omit<ConversationQuery, "limit">, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  let before: string | undefined;
  do {
    const page = await store.searchConversations({ ...asked, limit, ...(before === undefined ? {} : { before }) });
    found.push(...page.rows.map(({ session }) => session));
    before = page.next;
  } while (before !== undefined);
  return found;
}

const numbers = Array.from({ length: turns }, (_, index) => turns - index);
const turnsWith = (word: string, isMeant = (_: number) => true) => numbers.filter((turn) => words[word]?.(turn) && isMeant(turn));

describe("events with words that many turns have", () => {
  it.each(Object.keys(words))("are found page by page, each once, the newest first: %s", async (word) => {
    const { ids } = await allEvents({ q: word }, 700);
    expect(ids).toEqual(turnsWith(word));
  });

  it.each([
    ["of one agent", { agent: "A1" }, (turn: number) => turn % 3 === 1],
    ["of one session", { session: "s7" }, (turn: number) => turn % conversations === 7],
    ["since a time", { since: 8_000 as Instant }, (turn: number) => turn >= 8_000],
    ["until a time", { until: 1_000 as Instant }, (turn: number) => turn < 1_000],
    ["of an agent that has none", { agent: "nobody" }, () => false],
  ])("are found %s", async (_, asked, isMeant) => {
    expect((await allEvents({ q: "common", ...asked }, 100)).ids).toEqual(turnsWith("common", isMeant));
    expect((await allEvents({ q: "tenth", ...asked }, 100)).ids).toEqual(turnsWith("tenth", isMeant));
  });

  it("are not all read for one page", async () => {
    const first = await store.searchEvents({ q: "common", agent: "nobody", limit: 50 });
    expect(first.rows).toEqual([]);
    expect((await allEvents({ q: "common" }, 50)).pages).toBe(turns / 50);
  });
});

describe("conversations with words that many turns have", () => {
  it.each(Object.keys(words))("are found page by page, each once, by their newest turn with the words: %s", async (word) => {
    const expected = [...new Set(turnsWith(word).map((turn) => `s${turn % conversations}`))];
    expect(await allConversations({ q: word }, 70)).toEqual(expected);
  });

  it("are found where they fit nothing else", async () => {
    const expected = [...new Set(turnsWith("common").map((turn) => turn % conversations))].filter((c) => c % 3 === 1).map((c) => `s${c}`);
    expect(await allConversations({ q: "common", agent: "A1" }, 70)).toEqual(expected);
    expect(await allConversations({ q: "common", agent: "nobody" }, 70)).toEqual([]);
  });
});

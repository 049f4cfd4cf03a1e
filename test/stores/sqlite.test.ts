import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { type Duration, type Elapsed, hour, plus, second } from "../../src/core/time.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { decidesWhatWasDue } from "../conformance/away.ts";
import { followsTheClock } from "../conformance/clock.ts";
import { keepsConversationsApart } from "../conformance/conversations.ts";
import { keepsFigures } from "../conformance/insights.ts";
import { keepsConversations } from "../conformance/projection.ts";
import { groupsQuestions } from "../conformance/questions.ts";
import { conformsToStore, type StoreUnderTest } from "../conformance/store.ts";
import { aMessage, anArrival, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";

conformsToStore("sqlite", openFresh);
decidesWhatWasDue("sqlite", openFresh);
keepsConversationsApart("sqlite", openFresh);
followsTheClock("sqlite", openFresh);
keepsConversations("sqlite", openFresh);
keepsFigures("sqlite", openFresh);
groupsQuestions("sqlite", openFresh);

async function openFresh(): Promise<StoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-store-"));
  let passed = 0;
  const elapsed = () => passed;
  let store = await openIn(folder, elapsed);
  return {
    store,
    elapse: (span: Duration) => {
      passed += span;
    },
    async reopen() {
      await store.close();
      store = await openIn(folder, elapsed);
      return store;
    },
    async cleanUp() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openIn(folder: string, elapsed: Elapsed): Promise<Store> {
  const opened = await openSqliteStore({ folder, pid: process.pid, elapsed, fatal: (_, error) => expect.unreachable(String(error)) });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  return opened.store;
}

it("leaves what is being sent to its sender where the clock is set forward", async () => {
  const { store, elapse, cleanUp } = await openFresh();
  onTestFinished(cleanUp);
  await store.accept(anArrival("a"));
  await store.evaluate(1, deciding({ messagesOf: () => [aMessage("m")] }));
  const claim = { to: "crm", max: 10, lease: 30 * second };
  expect(await store.claimDeliveries({ ...claim, now: t0 })).toHaveLength(1);
  expect(await store.claimDeliveries({ ...claim, now: plus(t0, 48 * hour) })).toEqual([]);
  elapse?.(31 * second);
  expect(await store.claimDeliveries({ ...claim, now: t0 })).toHaveLength(1);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { decidesWhatWasDue } from "../conformance/away.ts";
import { keepsConversationsApart } from "../conformance/conversations.ts";
import { conformsToStore, type StoreUnderTest } from "../conformance/store.ts";

conformsToStore("sqlite", openFresh);
decidesWhatWasDue("sqlite", openFresh);
keepsConversationsApart("sqlite", openFresh);

async function openFresh(): Promise<StoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-store-"));
  let store = await openIn(folder);
  return {
    store,
    async reopen() {
      await store.close();
      store = await openIn(folder);
      return store;
    },
    async cleanUp() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openIn(folder: string): Promise<Store> {
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  return opened.store;
}

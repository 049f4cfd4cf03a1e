/** Reads events and deliveries: from the running relay, or from its data where none runs. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { exitCodes } from "../../app/ending.ts";
import { type Json, type JsonObject, stringOf } from "../../core/json.ts";
import type { Forgotten } from "../../core/store.ts";
import { type CliIo, type Refused, refused } from "../command.ts";
import { type AdminClient, createAdminClient } from "./admin-client.ts";
import type { FoundRows, RelayData } from "./relay-data.ts";
import { readRunningRelay } from "./running-relay.ts";

export async function openRelayData(folder: string, io: CliIo): Promise<RelayData | Refused> {
  const running = readRunningRelay(folder);
  const client = running === undefined ? undefined : createAdminClient(running, io);
  if (client !== undefined && (await client.isThere())) return runningData(client);
  if (!existsSync(join(folder, "relay.db"))) {
    return refused(exitCodes.usage, `there is no data in ${folder}: name the folder of the relay with --data`);
  }
  const { openDataAtRest } = await import("./data-at-rest.ts");
  return openDataAtRest(folder, io);
}

function runningData(client: AdminClient): RelayData {
  async function find(path: string, name: string): Promise<FoundRows> {
    const answer = await client.get(path);
    return answer.kind === "refused" ? answer : { kind: "found", rows: answeredRows(answer.body[name]) };
  }
  return {
    kind: "data",
    isRunning: true,
    events: (filters) => find(`/api/events?${new URLSearchParams(filters)}`, "events"),
    deliveries: (filters) => find(`/api/deliveries?${new URLSearchParams(filters)}`, "deliveries"),
    async delivery(id) {
      const answer = await client.get(`/api/deliveries/${encodeURIComponent(id)}`);
      return answer.kind === "refused" ? answer : { kind: "found", rows: [answer.body] };
    },
    questions: (filters) => find(`/api/questions?${new URLSearchParams(filters)}`, "questions"),
    async answerQuestion(id, body) {
      const answer = await client.post(`/api/questions/${encodeURIComponent(id)}/answer`, body);
      return answer.kind === "refused" ? answer : { kind: "found", rows: [answer.body] };
    },
    async redrive(body) {
      const answer = await client.post("/api/redrive", body);
      if (answer.kind === "refused") return answer;
      const { matched, queued, unfit } = answer.body;
      return {
        kind: "redriven",
        matched: Number(matched),
        queued: Number(queued),
        ...(unfit === undefined ? {} : { unfit: Number(unfit) }),
      };
    },
    async forget(session, dryRun) {
      const answer = await client.post("/api/forget", { session, dry_run: dryRun });
      return answer.kind === "refused" ? answer : { kind: "forgotten", ...forgottenOf(answer.body), left: stringOf(answer.body.left) };
    },
    async rebuildInsights() {
      const answer = await client.post("/api/insights/rebuild", {});
      return answer.kind === "refused" ? answer : { kind: "rebuilt", conversations: Number(answer.body.uncounted) };
    },
    close: () => Promise.resolve(),
  };
}

function forgottenOf({ events, pending, quarantined, deliveries, undelivered, incidents, memories }: JsonObject): Forgotten {
  return {
    events: Number(events),
    pending: Number(pending),
    quarantined: Number(quarantined),
    deliveries: Number(deliveries),
    undelivered: Number(undelivered),
    incidents: Number(incidents),
    memories: Number(memories),
  };
}

function answeredRows(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : []; // the admin port lists objects (contract)
}

/** The result of one event, from the running relay. */

import { setTimeout as pause } from "node:timers/promises";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { second } from "../../core/time.ts";
import type { CliIo } from "../command.ts";
import { type AdminClient, createAdminClient } from "./admin-client.ts";
import { harmless } from "./lines.ts";
import type { RunningRelay } from "./running-relay.ts";

/** Waits a limited time until the event is evaluated and its messages are sent; prints nothing where the relay refuses the answer. */
export async function printEventResult(id: string, running: RunningRelay, io: CliIo): Promise<void> {
  const client = createAdminClient(running, io);
  const event = await poll(() => evaluated(client, id));
  if (event === undefined || event === "untold") return;
  const rules = listOf(isJsonObject(event.trace) ? event.trace.rules : undefined);
  const held = rules.filter((rule) => rule.held === true);
  const sends = held.some(({ sent }) => Number(sent) > 0);
  const deliveries = sends ? ((await poll(() => settled(client, id))) ?? (await deliveriesOf(client, id))) : [];
  for (const line of lines(event, rules, deliveries)) io.out(`${harmless(line)}\n`);
}

const tries = 20;
const wait = second / 10;

async function poll<Value>(look: () => Promise<Value | undefined>): Promise<Value | undefined> {
  for (let count = 0; count < tries; count += 1) {
    const value = await look();
    if (value !== undefined) return value;
    await pause(wait);
  }
  return undefined;
}

async function evaluated(client: AdminClient, id: string): Promise<JsonObject | "untold" | undefined> {
  const answer = await client.get(`/api/events/${encodeURIComponent(id)}`);
  if (answer.kind === "refused") return "untold";
  return answer.body.status === "pending" ? undefined : answer.body;
}

async function deliveriesOf(client: AdminClient, id: string): Promise<readonly JsonObject[]> {
  const answer = await client.get(`/api/deliveries?${new URLSearchParams({ event: id })}`);
  return answer.kind === "answer" ? listOf(answer.body.deliveries) : [];
}

/** Undefined while one of them still waits for its first attempt. */
async function settled(client: AdminClient, id: string): Promise<readonly JsonObject[] | undefined> {
  const deliveries = await deliveriesOf(client, id);
  const isUnderWay = ({ state, attempts }: JsonObject) => (state === "waiting" && attempts === 0) || state === "sending";
  return deliveries.some(isUnderWay) ? undefined : deliveries;
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function lines(event: JsonObject, rules: readonly JsonObject[], deliveries: readonly JsonObject[]): readonly string[] {
  if (isJsonObject(event.quarantine)) return [`quarantined: ${event.quarantine.reason} ${event.quarantine.detail}`];
  const held = rules.filter((rule) => rule.held !== false);
  const passed = rules.filter((rule) => rule.held === false).map((rule) => `  ${rule.rule} did not hold: ${stopsOf(rule)}`);
  if (held.length === 0) return ["no rule held", ...passed];
  return [
    ...held.flatMap((rule) => [heldLine(rule), ...deliveries.filter((each) => each.rule === rule.rule).map(deliveryLine)]),
    ...passed,
  ];
}

function heldLine({ rule, held, because, held_back: back, error }: JsonObject): string {
  if (held === "error") return `${rule} failed: ${error}`;
  const reasons = listOf(because).map(({ text }) => text);
  const stop = isJsonObject(back) ? ` (held back: ${back.by}${back.until === undefined ? "" : ` until ${back.until}`})` : "";
  return `${rule} held${reasons.length === 0 ? "" : `: ${reasons.join("; ")}`}${stop}`;
}

function deliveryLine({ to, state, reason, detail, due_at }: JsonObject): string {
  if (state === "dead") return `  → ${to}: dead, ${reason}: ${detail}`;
  return `  → ${to}: ${state === "waiting" ? `waiting, due ${due_at}` : state}`;
}

function stopsOf({ stopped }: JsonObject): string {
  return listOf(stopped)
    .map(({ at, saw }) => `${at} saw ${seen(saw)}`)
    .join(", ");
}

/** The value that a condition saw, with readable numbers. */
function seen(value: Json | undefined): string {
  return JSON.stringify(value ?? null, (_, part: unknown) => (typeof part === "number" ? Math.round(part * 100) / 100 : part));
}

/** What bitHuman's answer to a sentence means. A sentence is sent at most once: one that may have been heard is not repeated. */

import type { Outcome } from "../../core/delivery.ts";
import { isJsonObject, type Json, type JsonObject, parsedJson } from "../../core/json.ts";
import type { Instant } from "../../core/time.ts";
import { fieldIn } from "../../net/bithuman/envelope.ts";
import { type BithumanTrouble, troubleOf, troubleText } from "../../net/bithuman/trouble.ts";
import { classifyError, type HttpAnswer } from "../../net/classify.ts";
import type { Redact } from "../../net/redact.ts";

export const unknownOutcome: Outcome = refused("it is unknown whether it was heard, so it is not repeated");

/** Rows of docs.bithuman.ai, "Agents: speak, add-context", in each form. `room` is the room for the sentence. */
export function outcomeOf(answer: HttpAnswer, room: string, now: Instant, redact: Redact): Outcome {
  const trouble = troubleOf(answer, now, redact);
  if (trouble === undefined) return heard(parsedJson(answer.body), room, redact);
  return mayHaveBeenHeard(answer, trouble) ? unknownOutcome : outcomeOfTrouble(trouble);
}

/** What trouble with bitHuman means for a delivery. */
export function outcomeOfTrouble(trouble: BithumanTrouble): Outcome {
  const { consequence, code, after } = trouble;
  const detail = troubleText(trouble);
  if (consequence === "refused") return refused(detail);
  if (consequence !== "later") return { kind: "pause", reason: consequence, detail };
  const waiting = { kind: "later", detail, ...(after !== undefined && { after }) } as const;
  if (code === "UNREACHABLE") return { ...waiting, reason: "unreachable" };
  return code === "RATE_LIMITED" ? { ...waiting, reason: "throttled", countsAsAttempt: false } : { ...waiting, reason: "unavailable" };
}

/** Without an answer a sentence is repeated only where no connection was made. */
export function outcomeOfError(error: unknown, signal: AbortSignal): Outcome | undefined {
  const outcome = classifyError(error, signal);
  return outcome?.kind === "later" && outcome.ambiguous === true ? unknownOutcome : outcome;
}

/** Pages with these statuses, within our ten seconds, mean that the edge did not reach bitHuman (Cloudflare's reference, "5xx errors"). */
const notReached: ReadonlySet<number> = new Set([502, 504, 521, 522, 523]);

/** After a failure that bitHuman itself reports the work may have been done, unless it says that it had no worker. */
function mayHaveBeenHeard({ status, body }: HttpAnswer, { code }: BithumanTrouble): boolean {
  if (code !== "UNAVAILABLE" || status === 503) return false;
  return !(notReached.has(status) && parsedJson(body) === undefined);
}

/** bitHuman may accept a message for a room and not say it: its answer lists rooms, or counts them in older forms. */
function heard(body: Json | undefined, room: string, redact: Redact): Outcome {
  const report = body === undefined ? undefined : reportIn(body);
  if (report === undefined) return unknownOutcome;
  const { delivered, failed, skipped } = report;
  if (failed.isOurs(room)) return refused(`nobody heard it: bitHuman could not say it in the room${redact(failed.why(room))}`);
  if (skipped.isOurs(room)) return refused(`nobody heard it: no avatar is at work in the room${redact(skipped.why(room))}`);
  if (delivered === 0) return refused("nobody heard it: no avatar is at work in the room, bitHuman delivered it to 0 rooms");
  return { kind: "delivered", reference: String(delivered) };
}

interface Report {
  readonly delivered: number;
  readonly failed: RoomList;
  readonly skipped: RoomList;
}

function reportIn(body: Json): Report | undefined {
  const [count, rooms] = [fieldIn(body, ["delivered_to_rooms"]), fieldIn(body, ["rooms"])];
  const [failed, skipped] = [fieldIn(body, ["rooms_failed"]), fieldIn(body, ["rooms_skipped", "rooms_skipped_no_worker"])];
  const isRefusal = isJsonObject(body) && body.success === false;
  const delivered = typeof count === "number" ? count : Array.isArray(rooms) ? rooms.length : isRefusal ? 0 : undefined;
  if (delivered === undefined && failed === undefined && skipped === undefined) return isJsonObject(body) ? silentReport : undefined;
  return { delivered: delivered ?? 0, failed: roomList(failed, delivered ?? 0), skipped: roomList(skipped, delivered ?? 0) };
}

interface RoomList {
  isOurs(room: string): boolean;
  /** bitHuman's reason, after a colon. */
  why(room: string): string;
}

/** Rooms by name, as rows, or only their number. We name one room, so a number is about it; so is a list where nothing was delivered. */
function roomList(value: Json | undefined, delivered: number): RoomList {
  const rows: readonly Json[] = Array.isArray(value) ? value : [];
  const rowOf = (room: string) => rows.find((row) => row === room || (isJsonObject(row) && nameOf(row) === room));
  return {
    isOurs: (room) => (typeof value === "number" && value > 0) || rowOf(room) !== undefined || (delivered === 0 && rows.length > 0),
    why(room) {
      const row = rowOf(room) ?? rows[0];
      const reason = isJsonObject(row) ? [row.reason, row.error, row.message].find((each) => typeof each === "string") : undefined;
      return typeof reason === "string" ? `: ${reason}` : "";
    },
  };
}

function nameOf({ room_id, room_name, room }: JsonObject): Json | undefined {
  return room_id ?? room_name ?? room;
}

/** An answer with 200 that counts no rooms. */
const silentReport: Report = { delivered: 1, failed: roomList(undefined, 1), skipped: roomList(undefined, 1) };

function refused(detail: string): Outcome {
  return { kind: "refused", reason: "permanent", detail };
}

/** bitHuman's own record of conversations (bitHuman's reference: runtime sessions, and their messages). */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Instant } from "../../core/time.ts";
import { type BithumanAccess, type BithumanAsked, bithumanClient } from "../../net/bithuman/client.ts";
import { listIn } from "../../net/bithuman/envelope.ts";
import { instantOf } from "../event/event-time.ts";

/** A conversation in bitHuman's list. */
export interface TranscriptConversation {
  readonly id: string;
  readonly agent: string;
  readonly room: string | undefined;
  readonly started: Instant;
  readonly lastSeen: Instant;
  /** Whether it has a transcript. A self-hosted avatar has none. */
  readonly hasTranscript: boolean;
}

export interface TranscriptLine {
  /** `user`, or bitHuman's `assistant`. */
  readonly role: string;
  readonly message: string;
  readonly at: Instant;
}

export interface Transcripts {
  /** The newest conversations, at most 200. */
  recent(): Promise<BithumanAsked<readonly TranscriptConversation[]>>;
  /** All lines of one. */
  lines(conversation: string): Promise<BithumanAsked<readonly TranscriptLine[]>>;
  close(): Promise<void>;
}

export function openTranscripts(access: BithumanAccess): Transcripts {
  const { askOwn, close } = bithumanClient(access);
  return {
    recent: () =>
      askOwn("/runtime-sessions?window=recent&kind=conversations&limit=200", (body) => listIn(body, ["sessions"])?.flatMap(conversation)),
    lines: (id) => askOwn(`/runtime-sessions/${encodeURIComponent(id)}/messages`, (body) => listIn(body, ["messages"])?.flatMap(linesOf)),
    close,
  };
}

/** An incomplete row is left out. */
function conversation(row: Json): readonly TranscriptConversation[] {
  if (!isJsonObject(row)) return [];
  const [id, agent, started] = [filledText(row.id), agentOf(row), instantOf(row.started)];
  if (id === undefined || agent === undefined || started === undefined) return [];
  const lastSeen = instantOf(row.last_seen) ?? started;
  return [{ id, agent, room: filledText(row.room_name), started, lastSeen, hasTranscript: row.has_transcript !== false }];
}

/** bitHuman's `agent_code` and `agent_id` are the same text (its reference, "API overview"). */
function agentOf({ agent_code, agent_id }: JsonObject): string | undefined {
  return filledText(agent_code) ?? filledText(agent_id);
}

function linesOf(row: Json): readonly TranscriptLine[] {
  if (!isJsonObject(row)) return [];
  const [role, at] = [filledText(row.role), instantOf(row.timestamp)];
  return role !== undefined && at !== undefined && typeof row.message === "string" ? [{ role, message: row.message, at }] : [];
}

function filledText(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

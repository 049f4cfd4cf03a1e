/**
 * What bitHuman answers, as its own pages show it; every fake of bitHuman is written from these. Source: docs.bithuman.ai as of October
 * 2026, "API overview" (me, errors), "Agents" (speak, add-context, sessions), "Runtime sessions" (list, messages), "Credits" (summaries), "Rate limits".
 * Success envelopes differ from call to call, so each sample is bare and is put into one of `envelopes`.
 */

export type Envelope = (data: object) => object;

/** The three ways in which a success is wrapped. */
export const envelopes = {
  success: (data) => ({ success: true, data }),
  status: (data) => ({ status: "success", status_code: 200, data }),
  bare: (data) => data,
} as const satisfies Readonly<Record<string, Envelope>>;

export const agentCode = "A80HVD8577";
export const userId = "8d947f06-2c36-4d98-aafe-b232da2433ff";

/** `GET /v1/me`, wrapped as `status`. */
export const me = { user_id: userId };

export interface SessionRow {
  readonly id: string;
  readonly room_name: string;
  readonly started: string;
  readonly last_seen: string;
  readonly has_transcript?: boolean;
  readonly status?: string;
}

/** A row of `GET /v2/{user}/runtime-sessions`. */
export function sessionRow(row: SessionRow): object {
  return { agent_code: agentCode, agent_name: "Support", minutes: 3.5, credits: 7, status: "ended", has_transcript: true, ...row };
}

/** `GET /v2/{user}/runtime-sessions`, wrapped as `success`. */
export function runtimeSessions(rows: readonly object[], { rate = 0, active = 0 } = {}): object {
  return { active_count: active, live_burn_rate_cr_per_min: rate, credits_this_hour: 12.5, sessions: rows };
}

export interface TranscriptLine {
  readonly timestamp: string;
  readonly role: "user" | "assistant";
  readonly message: string;
}

/** `GET /v2/{user}/runtime-sessions/{id}/messages`, wrapped as `success`. */
export function transcript(id: string, messages: readonly TranscriptLine[]): object {
  const [started, ended] = [messages[0]?.timestamp ?? null, messages.at(-1)?.timestamp ?? null];
  return { session_id: id, agent_code: agentCode, started, ended, live: false, messages };
}

/** `GET /v1/agent/{code}/sessions`, bare. `room_id` is the room's name. */
export function agentSessions(rooms: readonly (string | { readonly room_id: string; readonly deliverable: boolean })[]): object {
  const sessions = rooms.map((room) => ({
    num_participants: 2,
    created_at: "2026-10-02T09:00:00.123456Z",
    deliverable: true,
    ...(typeof room === "string" ? { room_id: room } : room),
  }));
  return { agent_code: agentCode, sessions };
}

export interface Spoken {
  readonly rooms?: readonly string[];
  readonly rooms_skipped?: readonly string[];
  readonly rooms_failed?: readonly string[];
}

/** `POST /v1/agent/{code}/speak` and `add-context`, bare. */
export function spoke({ rooms = [], rooms_skipped = [], rooms_failed = [] }: Spoken): object {
  return { agent_code: agentCode, delivered_to_rooms: rooms.length, rooms, rooms_skipped, rooms_failed };
}

/** The shape of the summer of 2026. */
export function spokeBefore(delivered_to_rooms: number, rooms_skipped_no_worker?: number): object {
  return {
    agent_code: agentCode,
    context_type: "speak",
    delivered_to_rooms,
    ...(rooms_skipped_no_worker === undefined ? {} : { rooms_skipped_no_worker }),
  };
}

/** The shape of 2025. */
export function spokeIn2025(delivered_to_rooms: number): object {
  const data = { agent_code: agentCode, delivered_to_rooms, timestamp: "2025-09-24T10:00:00Z" };
  return { success: true, message: "Context added", data };
}

/** `GET /v2/credit-summaries`, wrapped as `success`. */
export const creditSummary = { balance: 1_200, minutes_estimate: 600 };

/**
 * `POST /v1/knowledge/files`, 201, bare. Source: github.com/bithuman-product/public-docs, src/content/docs/api/knowledge.md as of October
 * 2026, "Ingest a file or URL".
 */
export function knowledgeRow(fileName: string, bytes: number): object {
  return {
    id: "3f2b9c14-8a7e-4d21-9f10-2c5b6e0a11dd",
    org_id: "org_9d1f",
    file_name: fileName,
    ext: fileName.split(".").at(-1),
    size_bytes: bytes,
    status: "uploaded",
    source_kind: "upload",
    created_at: "2026-07-15T12:00:00Z",
  };
}

/** Each error of the reference: its status, and its object beside `httpStatus`. */
export const errors = {
  UNAUTHORIZED: { status: 401, message: "Invalid API secret" },
  MISSING_AUTH: { status: 401, message: "Missing api-secret header" },
  INSUFFICIENT_BALANCE: {
    status: 402,
    message: "Insufficient credit balance",
    topup_url: "https://www.bithuman.ai/#billing",
  },
  PLAN_REQUIRED: {
    status: 403,
    message: "API and SDK access starts at the Creator plan.",
    upgrade_url: "https://www.bithuman.ai/pricing",
  },
  CONCURRENCY_LIMIT_REACHED: {
    status: 403,
    message: "Your plan allows 2 concurrent sessions",
    upgrade_url: "https://www.bithuman.ai/pricing",
  },
  ACCOUNT_SUSPENDED: { status: 403, message: "This account is suspended" },
  RUNTIME_SUSPENDED: { status: 403, message: "Runtime access is suspended" },
  FORBIDDEN: { status: 403, message: "user_id does not match the authenticated account" },
  RATE_LIMITED: { status: 429, message: "Too many requests" },
  NO_AVAILABLE_WORKERS: { status: 503, message: "No available workers" },
} as const;

export interface ErrorSample {
  readonly status: number;
  readonly body: string;
}

/** `{error: {code, message, httpStatus, …}, status, status_code}`. */
export function errorAnswer(code: keyof typeof errors): ErrorSample {
  const { status, ...rest } = errors[code];
  return { status, body: JSON.stringify({ error: { code, httpStatus: status, ...rest }, status: "error", status_code: status }) };
}

/** One code, two meanings. */
export function notFound(what: "agent" | "rooms"): ErrorSample {
  const message = what === "agent" ? `Agent not found for code: ${agentCode}` : `No active rooms found for agent ${agentCode}`;
  return {
    status: 404,
    body: JSON.stringify({ error: { code: "NOT_FOUND", message, httpStatus: 404 }, status: "error", status_code: 404 }),
  };
}

/** What the edge in front of bitHuman says by itself. */
export const edge = {
  blocked: { status: 403, body: "error code: 1010" },
  badGateway: { status: 502, body: "<html><head><title>502 Bad Gateway</title></head><body></body></html>" },
  timeout: { status: 504, body: "<!DOCTYPE html><title>504: Gateway time-out</title>" },
} as const;

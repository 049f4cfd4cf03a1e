/** The calls under `/api`, and the role that each of them needs. Each call needs a line here. */

import type { AdminRole } from "../../core/access/principal.ts";

/** They change nothing. */
export const reads = {
  "GET /events": "viewer",
  "GET /events/:id": "viewer",
  "GET /deliveries": "viewer",
  "GET /deliveries/:id": "viewer",
  "GET /destinations": "viewer",
  "GET /incidents": "viewer",
  "GET /incidents/:id": "viewer",
  "GET /insights": "viewer",
  "GET /questions": "viewer",
  "GET /questions/:id": "viewer",
  "GET /sessions": "viewer",
  "GET /sessions/:id": "viewer",
  "GET /sessions/:id/test": "viewer",
  "GET /stats": "viewer",
  "GET /status": "viewer",
  "GET /stream": "viewer",
  "GET /refused": "viewer",
  "GET /setup": "viewer",
  "GET /openapi.json": "viewer",
  "GET /samples": "viewer",
  "GET /rules": "viewer",
  "GET /rules/text": "viewer",
  "GET /rules/versions": "viewer",
  "GET /rules/versions/:id": "viewer",
} as const satisfies Readonly<Record<string, AdminRole>>;

/** They have a body and change nothing. */
export const trials = {
  "POST /rules/check": "responder",
  "POST /rules/test": "responder",
  "POST /rules/backtest": "responder",
  "POST /simulate": "responder",
} as const satisfies Readonly<Record<string, AdminRole>>;

/** They change something. Each becomes an event `relay.admin` when it is done. */
export const changes = {
  "POST /incidents/:id/work": "responder",
  "POST /sessions/:id/say": "responder",
  "POST /try": "responder",
  "POST /deliveries/:id/redrive": "responder",
  "DELETE /deliveries/:id": "admin",
  "POST /destinations/:id/test": "admin",
  "POST /questions/:id/answer": "admin",
  "POST /mute": "admin",
  "POST /unmute": "admin",
  "POST /redrive": "admin",
  "POST /redrive/stop": "admin",
  "POST /forget": "admin",
  "POST /insights/rebuild": "admin",
  "POST /reload": "admin",
  "POST /secret/rotate": "admin",
  "PUT /rules": "admin",
} as const satisfies Readonly<Record<string, AdminRole>>;

/** Signing in and out, and the present sign-in: before anybody is identified. */
export const openCalls = ["GET /session", "POST /session", "DELETE /session"] as const;

export type OpenCall = (typeof openCalls)[number];
export type ReadCall = keyof typeof reads;
export type TrialCall = keyof typeof trials;
export type ChangeCall = keyof typeof changes;

/** A call's name for people. */
export function callName(call: ReadCall | TrialCall | ChangeCall): string {
  return call.replace(" ", " /api");
}

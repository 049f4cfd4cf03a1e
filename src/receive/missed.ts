/** Reports webhooks to unknown paths: otherwise only their sender would see the 404. */

import type { IncomingMessage } from "node:http";
import type { Emit } from "../core/signal.ts";
import type { Clock } from "../core/time.ts";
import type { LastRefused } from "./diagnosis/last-refused.ts";
import { requestPath } from "./request-path.ts";

export interface MissedOptions {
  /** Paths of the sources, as people may read them. */
  readonly paths: () => readonly string[];
  readonly emit: Emit;
  readonly now: Clock;
  readonly lastRefused?: Pick<LastRefused, "keep"> | undefined;
}

/** Called with each request to an unknown path, and with the id of its answer. */
export type Missed = (request: IncomingMessage, requestId: string) => void;

export function createMissed({ paths, emit, now, lastRefused }: MissedOptions): Missed {
  return (request, requestId) => {
    const asked = requestPath(request.url ?? "");
    if (!isLikeWebhook(request, asked, paths())) return;
    const [path, address] = [shownPath(asked), request.socket.remoteAddress ?? ""];
    emit({ name: "webhook.missed", path, address, requestId, detail: `events arrive at ${path}, sources listen at ${paths().join(", ")}` });
    const { method = "", headers } = request;
    lastRefused?.keep({
      requestId,
      at: now(),
      code: "not_found",
      source: undefined,
      address,
      method,
      path,
      headers,
      body: undefined,
      bytes: 0,
    });
  };
}

/** Scanners request many paths. A webhook is a POST with JSON, or with something that proves its sender, or to nearly the right path. */
function isLikeWebhook({ method, headers }: IncomingMessage, asked: string, paths: readonly string[]): boolean {
  if (method !== "POST" && method !== "PUT") return false;
  const isJson = /\bjson\b/i.test(headers["content-type"] ?? "");
  const isProven = Object.keys(headers).some((name) => /signature|webhook|x-api-key|authorization/.test(name));
  return isJson || isProven || paths.some((path) => isNear(asked, path));
}

function isNear(asked: string, path: string): boolean {
  const [one, other] = [lettersOf(asked), lettersOf(path)];
  return other !== "" && (one.includes(other) || (one !== "" && other.includes(one)));
}

function lettersOf(path: string): string {
  return path.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Longer segments may be secrets. */
const longestSegment = 20;

/** An unknown path may contain a secret for another one, so only its first segment and its length are shown. */
export function shownPath(path: string): string {
  const [, first = "", rest = ""] = /^\/?([^/]*)(.*)$/s.exec(path) ?? [];
  const shown = first.length > longestSegment ? `${first.slice(0, 4)}…` : first;
  return rest === "" && shown === first ? `/${first}` : `/${shown}${rest === "" ? "" : "/…"} (${path.length} characters)`;
}

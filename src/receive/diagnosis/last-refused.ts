/**
 * The last refused requests, in memory only, so that a person can ask why. Their number and bytes are limited. A flood of one kind
 * removes its own kind first, so that the one request that somebody looks for is still there.
 */

import type { IncomingMessage } from "node:http";
import type { Guard } from "../../core/guard.ts";
import { toIso } from "../../core/time.ts";
import type { WebhookErrorCode } from "../answer.ts";
import { readBody } from "../body/body.ts";
import { diagnose } from "./diagnose.ts";
import type { Mistake, Suspect, TakenProof } from "./suspect.ts";

export interface RefusedRequest extends Suspect {
  readonly requestId: string;
  readonly code: WebhookErrorCode;
  readonly address: string | undefined;
  /** The length of the body, stored or not. */
  readonly bytes: number;
}

/** The form of the admin port's answer. */
export interface RefusedView {
  readonly request_id: string;
  readonly at: string;
  readonly code: WebhookErrorCode;
  readonly source: string | null;
  readonly address: string | null;
  readonly method: string;
  readonly path: string;
  readonly bytes: number;
  readonly mistakes: readonly Mistake[];
}

export interface LastRefused {
  /** `incoming`: the request itself, where its body was not read and may still come. */
  keep(request: RefusedRequest, incoming?: IncomingMessage): void;
  /** The newest first, each with its diagnosis. */
  list(): Promise<readonly RefusedView[]>;
}

export interface LastRefusedOptions {
  /** Called when a person asks. It returns the same list while the rules are the same. */
  readonly proofs: () => readonly TakenProof[];
  /** Handles bodies that come after the answer. */
  readonly guard: Guard;
}

export const refusedLimits = {
  requests: 20,
  /** For one error code. */
  ofACode: 6,
  /** Bodies and headers together. */
  bytes: 262_144,
  /** A longer body is not stored. */
  body: 65_536,
  /** A longer header is not stored. */
  header: 2_048,
  headers: 64,
  /** Bodies that are read after their requests were refused. */
  reading: 4,
} as const;

interface Kept {
  readonly request: RefusedRequest;
  readonly size: number;
  /** What requests of one sender have in common. */
  readonly shape: string;
  diagnosis?: { readonly proofs: readonly TakenProof[]; readonly mistakes: readonly Mistake[] };
}

export function createLastRefused({ proofs, guard }: LastRefusedOptions): LastRefused {
  const kept: Kept[] = [];
  let reading = 0;

  function keep(request: RefusedRequest): void {
    kept.push(trimmed(request));
    while (isTooMuch(kept)) kept.splice(victimIn(kept), 1);
  }

  /** Stores it once, with or without the body. */
  function keepLate(request: RefusedRequest, incoming: IncomingMessage): void {
    reading += 1;
    const end = (body: Buffer | undefined) => {
      if (reader.isDone) return;
      reader.isDone = true;
      reading -= 1;
      keep({ ...request, body });
    };
    const reader = { isDone: false };
    incoming.once(
      "close",
      guard(() => end(undefined)),
    );
    readBody({ request: incoming, guard }, { bodyBytes: refusedLimits.body }, (body) => end(typeof body === "string" ? undefined : body));
  }

  let listing: Promise<readonly RefusedView[]> | undefined;
  return {
    keep(request, incoming) {
      if (incoming !== undefined && reading < refusedLimits.reading && isWorthReading(request)) keepLate(request, incoming);
      else keep(request);
    },
    list() {
      listing ??= viewsOf(kept.toReversed(), proofs()).finally(() => {
        listing = undefined;
      });
      return listing; // later callers get the same answer, because a diagnosis costs more than the request did
    },
  };
}

/** Requests that were refused by their headers alone, and that the body may explain. */
function isWorthReading({ code, body, headers, bytes }: RefusedRequest): boolean {
  if (body !== undefined || (code !== "encoding_unsupported" && code !== "signature_missing")) return false;
  return headers["transfer-encoding"] === undefined && bytes > 0 && bytes <= refusedLimits.body;
}

/** A copy, because the request's own bytes share memory with others of its connection. */
function trimmed(request: RefusedRequest): Kept {
  const body = request.body !== undefined && request.body.length <= refusedLimits.body ? Buffer.from(request.body) : undefined;
  const headers = Object.entries(request.headers)
    .slice(0, refusedLimits.headers)
    .filter(([, value]) => String(value).length <= refusedLimits.header);
  const text = headers.reduce((length, [name, value]) => length + name.length + String(value).length, 0);
  const names = headers.map(([name]) => name).join();
  return {
    request: { ...request, body, headers: Object.fromEntries(headers) },
    size: (body?.length ?? 0) + text,
    shape: [request.address, request.method, request.path, names].join(" "),
  };
}

function isTooMuch(kept: readonly Kept[]): boolean {
  const { requests, ofACode, bytes } = refusedLimits;
  if (kept.length > requests || kept.reduce((all, { size }) => all + size, 0) > bytes) return true;
  const newest = kept.at(-1)?.request.code;
  return kept.filter(({ request }) => request.code === newest).length > ofACode;
}

/** The oldest of the commonest shape of the commonest code. */
function victimIn(kept: readonly Kept[]): number {
  const code = commonest(kept.map(({ request }) => request.code));
  const shape = commonest(kept.filter(({ request }) => request.code === code).map((each) => each.shape));
  return kept.findIndex((each) => each.request.code === code && each.shape === shape);
}

/** Of several equally common ones the last: it is what arrives just now. */
function commonest(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return values.findLast((value) => counts.get(value) === most);
}

async function viewsOf(kept: readonly Kept[], proofs: readonly TakenProof[]): Promise<readonly RefusedView[]> {
  const views: RefusedView[] = [];
  for (const each of kept) {
    const isNew = each.diagnosis?.proofs !== proofs;
    if (isNew) each.diagnosis = { proofs, mistakes: diagnose(each.request, proofs, each.request.code) };
    views.push(viewOf(each.request, each.diagnosis?.mistakes ?? []));
    if (isNew) await new Promise((resolve) => setImmediate(resolve)); // webhooks are handled in between
  }
  return views;
}

function viewOf({ requestId, at, code, source, address, method, path, bytes }: RefusedRequest, mistakes: readonly Mistake[]): RefusedView {
  return {
    request_id: requestId,
    at: toIso(at),
    code,
    source: source ?? null,
    address: address ?? null,
    method,
    path,
    bytes,
    mistakes,
  };
}

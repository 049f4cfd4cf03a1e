/**
 * The requests that were refused last, in memory only, so that a person can ask why. Bounded in number and bytes; a flood of one kind
 * pushes out its own kind first, so that the one request that somebody waits for is still there.
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
  /** How long the body was, kept or not. */
  readonly bytes: number;
}

/** As the admin port answers. */
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
  /** `incoming`: the request itself, where its body has not been read and may still come. */
  keep(request: RefusedRequest, incoming?: IncomingMessage): void;
  /** The newest first, each with its diagnosis. */
  list(): Promise<readonly RefusedView[]>;
}

export interface LastRefusedOptions {
  /** Asked when a person asks: the same list for as long as the rules are the same. */
  readonly proofs: () => readonly TakenProof[];
  /** For bodies that come when their requests are answered already. */
  readonly guard: Guard;
}

export const refusedLimits = {
  requests: 20,
  /** Of one error code. */
  ofACode: 6,
  /** Bodies and headers together. */
  bytes: 262_144,
  /** A longer body is not kept. */
  body: 65_536,
  /** A longer header is not kept. */
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

  /** Once, with the body or without. */
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
      return listing; // whoever asks meanwhile gets the same answer: a diagnosis costs more than the request did
    },
  };
}

/** What was refused by its headers alone, and may be explained by its body. */
function isWorthReading({ code, body, headers, bytes }: RefusedRequest): boolean {
  if (body !== undefined || (code !== "encoding_unsupported" && code !== "signature_missing")) return false;
  return headers["transfer-encoding"] === undefined && bytes > 0 && bytes <= refusedLimits.body;
}

/** A copy: the request's own bytes share memory with others that came over its connection. */
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

/** Of several that are equally common the last one: it is what comes in just now. */
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
    if (isNew) await new Promise((resolve) => setImmediate(resolve)); // webhooks come in between
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

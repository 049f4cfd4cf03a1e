/** `/api/rules`: shows the running rules, tries an edit, and puts it into force. */

import type { Request, RequestHandler, Response } from "express";
import { z } from "zod";
import { mayAct } from "../../../core/access/principal.ts";
import type { JsonObject } from "../../../core/json.ts";
import { type Mute, mutesIn, mutesKey } from "../../../core/mute.ts";
import type { RuleActivity } from "../../../core/store.ts";
import { day, hour, parseDuration, plus, toIso } from "../../../core/time.ts";
import type { TrialEnding } from "../../../core/trial.ts";
import { json } from "../answers.ts";
import type { AdminParts } from "../parts.ts";
import type { Refuse } from "../problem.ts";
import { type ReadQuery, read } from "../queries.ts";
import type { Change } from "../record.ts";
import { principalOf } from "../sign-in/principal.ts";
import type { RulesAccess, TrialWish } from "./rules-access.ts";

export interface RulesParts extends Pick<AdminParts, "store" | "now"> {
  readonly access: RulesAccess;
  readonly refuse: Refuse;
}

/** A text of rules is longer as JSON than as a file. */
export const longestRulesBody = "9mb";

const text = z.string().max(4 * 1_048_576);

export const rulesTrialBody = z.strictObject({ text });

export const backtestBody = z.strictObject({ text, since: z.string().max(20).optional() });

export const replaceBody = z.strictObject({ text, base_version: z.string().min(1).max(64), force: z.boolean().default(false) });

export const versionsQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(50) });

export function showRules({ access, store, now }: RulesParts): RequestHandler {
  return async (_request, response) => {
    const { version, rules } = access.current();
    const at = now();
    const names = rules.map(({ name }) => name);
    const spans = { hour: plus(at, -hour), day: plus(at, -day), week: plus(at, -7 * day) };
    const [kept, activity] = await Promise.all([store.memory(mutesKey), store.ruleActivity({ rules: names, ...spans })]);
    const mutes = mutesIn(kept, at);
    const view = ({ id, name, mode, severity }: (typeof rules)[number]): JsonObject => ({
      name,
      mode,
      severity,
      ...muteView(mutes.find(({ rule }) => rule === id)),
      ...activityView(activity.get(name)),
    });
    response.json({ version, editable: access.replace !== undefined, rules: rules.map(view) });
  };
}

function activityView(activity: RuleActivity | undefined): JsonObject {
  const { hour: inHour = 0, day: inDay = 0, week = 0, lastAt, useful = 0, noise = 0 } = activity ?? {};
  return { findings: { hour: inHour, day: inDay, week }, last_at: lastAt === undefined ? null : toIso(lastAt), useful, noise };
}

function muteView(mute: Mute | undefined): JsonObject {
  if (mute === undefined) return { muted: false, muted_until: null, muted_by: null };
  return { muted: true, muted_until: mute.until === undefined ? null : toIso(mute.until), muted_by: mute.who };
}

/** Inline secrets are shown only to an admin, who may write the text back. */
export function showText({ access }: RulesParts): RequestHandler {
  return (_request, response) => void response.json({ version: access.current().version, ...textView(access.text(), response) });
}

export function showVersion({ access, refuse }: RulesParts): RequestHandler {
  return async (request, response) => {
    const version = String(request.params.id);
    const found = await access.textOf(version);
    if (found === undefined) refuse(response, "not_found", "No version of the rules has this name.");
    else response.json({ version, ...textView(found, response) });
  };
}

function textView({ whole, shown }: { readonly whole: string; readonly shown: string }, response: Response): JsonObject {
  const isWhole = whole === shown || mayAct(principalOf(response).role, "admin");
  return { text: isWhole ? whole : shown, secrets_withheld: !isWhole };
}

export function listVersions({ access, refuse }: RulesParts): RequestHandler {
  return async (request, response) => {
    const query = read(versionsQuery, request.query, ({ limit }) => limit);
    if (query.kind === "refused") return refuse(response, "invalid_request", query.message);
    const { version: current } = access.current();
    const versions = await access.versions(query.value);
    response.json({ versions: versions.map((each) => ({ ...each, current: each.version === current })) });
  };
}

export function tryRules(kind: "check" | "test", { access, refuse }: RulesParts): RequestHandler {
  return async (request, response) => {
    const wish = read(rulesTrialBody, request.body, (value) => value);
    if (wish.kind === "refused") return refuse(response, "invalid_request", wish.message);
    answer(await access.run({ kind, text: wish.value.text }, { signal: whileAsked(response) }), response, refuse);
  };
}

const span = z
  .string()
  .max(20)
  .refine((written) => written === "0s" || parseDuration(written) !== undefined, { error: 'expected a span like "30s" or "2h"' })
  .transform((written) => parseDuration(written) ?? 0);

const simulatedTurn = z.strictObject({
  type: z.string().min(1).max(100).optional(),
  role: z.enum(["user", "agent"]).optional(),
  text: z.string().max(32_768).optional(),
  data: z.record(z.string(), json).optional(),
  after: span.optional(),
});

/** As many bytes as the public port accepts. */
const longestBody = 256 * 1_024;

const simulatedRequest = z.strictObject({
  body: z.string().min(1).max(longestBody),
  from: z.string().min(1).max(100).describe("the name of a source of the rules, or of a preset"),
  after: span.optional(),
});

export const simulateBody = z.strictObject({
  turns: z
    .array(z.union([simulatedRequest, simulatedTurn]))
    .min(1)
    .max(200),
  text: text.optional(),
  source: z.string().min(1).max(100).optional(),
  agent: z.string().max(200).optional(),
  session: z.string().min(1).max(200).optional(),
  at: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}/, 'expected a time like "2026-03-02 10:00"')
    .max(40)
    .optional(),
  rest: span.optional(),
});

/** What each rule would do in an invented conversation, and how the messages would look. Stores and sends nothing. */
export function simulateRules({ access, refuse }: RulesParts): RequestHandler {
  return async (request, response) => {
    const wish = read(simulateBody, request.body, (value) => value);
    if (wish.kind === "refused") return refuse(response, "invalid_request", wish.message);
    const { text: rules, ...conversation } = wish.value;
    answer(await access.run({ kind: "simulate", text: rules, conversation }, { signal: whileAsked(response) }), response, refuse);
  };
}

/** Bodies of the senders that are known, for trying them. */
export function listSamples({ access }: RulesParts): RequestHandler {
  return (_request, response) => void response.json({ presets: access.samples() });
}

/** The most events of a conversation that become a test. */
const mostTested = 500;

/** A conversation as a test of the running rules, without personal data. */
export function writeTest({ access, store, refuse }: RulesParts): RequestHandler {
  return async (request, response) => {
    const detail = await store.conversation(String(request.params.id));
    if (detail === undefined) return refuse(response, "not_found", "No conversation and no session has this id.");
    const { rows } = await store.conversationEvents(detail.conversation, mostTested);
    const events = rows.flatMap(({ event }) => event ?? []);
    const held = Object.keys(detail.conversation.findings);
    answer(await access.run({ kind: "write-test", events, held }, { signal: whileAsked(response) }), response, refuse);
  };
}

/** Aborts when the caller no longer waits. */
function whileAsked(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return gone.signal;
}

export function answer(ending: TrialEnding, response: Response, refuse: Refuse): void {
  if (ending.kind === "done") response.status(ending.isRight ? 200 : 422).json(ending.result);
  else if (ending.kind !== "cancelled") refuse(response, ...refusalOf(ending));
}

function refusalOf(ending: TrialEnding & { readonly kind: "busy" | "failed" }): readonly ["too_busy" | "trial_failed", string] {
  if (ending.kind === "busy") return ["too_busy", "Others try rules out at this moment; try again when they are done."];
  return ["trial_failed", `The rules could not be tried: ${ending.why}.`];
}

const stream = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };

/** Reports the progress and then the result. It ends with the caller. */
export function backtestRules({ access, refuse }: RulesParts): RequestHandler {
  return async (request, response) => {
    const wish = readBacktest(request);
    if (wish.kind === "refused") return refuse(response, "invalid_request", wish.message);
    const say = (event: string, data: object) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    const begin = () => void (response.headersSent || response.writeHead(200, stream));
    const ending = await access.run(wish.value, {
      signal: whileAsked(response),
      onProgress({ done, total }) {
        begin();
        say("progress", { done, total });
      },
    });
    if (ending.kind !== "done" && !response.headersSent) return answer(ending, response, refuse);
    if (ending.kind === "done" && !ending.isRight) return answer(ending, response, refuse);
    begin();
    if (ending.kind === "done") say("result", ending.result);
    else if (ending.kind !== "cancelled") say("failed", { code: refusalOf(ending)[0], message: refusalOf(ending)[1] });
    response.end();
  };
}

function readBacktest(request: Request): ReadQuery<TrialWish> {
  const wish = read(backtestBody, request.body, (value) => value);
  if (wish.kind === "refused") return wish;
  const { text: rules, since: written } = wish.value;
  const since = written === undefined ? undefined : parseDuration(written);
  if (written !== undefined && since === undefined) return { kind: "refused", message: 'since: expected a span like "7d" or "12h"' };
  return { kind: "read", value: { kind: "backtest", text: rules, since } };
}

export function replaceRules({ access: { replace }, refuse }: RulesParts): Change {
  return async (request, response) => {
    const wish = read(replaceBody, request.body, (value) => value);
    if (wish.kind === "refused") return void refuse(response, "invalid_request", wish.message);
    if (replace === undefined) return void refuse(response, "not_editable");
    const { text: rules, base_version: baseVersion, force } = wish.value;
    const replaced = await replace({ text: rules, baseVersion, force, by: principalOf(response).name });
    switch (replaced.kind) {
      case "replaced": {
        const { version, changed } = replaced;
        return {
          answer: { version, changed },
          did: { about: { version, base_version: baseVersion }, counts: { changed: changed.length } },
        };
      }
      case "conflict":
        return void refuse(response, "conflict", replaced.message, { version: replaced.version });
      case "unwritten":
        return void refuse(response, "not_written", replaced.message);
      case "refused":
        return { status: 422, answer: { diagnostics: replaced.diagnostics } };
      default:
        return replaced satisfies never;
    }
  };
}

/** Rules without a file: compiled by the real compiler, run on a memory that is a map. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { When } from "../../src/core/condition.ts";
import { defaultRetry, type Message } from "../../src/core/delivery.ts";
import type { Destination } from "../../src/core/destination.ts";
import type { Event } from "../../src/core/event.ts";
import { isJsonObject, type Json } from "../../src/core/json.ts";
import { type Bounds, defaultBounds, type Evaluation, type Plan, readsOf } from "../../src/core/rule.ts";
import { type Duration, day, type Instant, minute, plus } from "../../src/core/time.ts";
import type { Timer } from "../../src/core/timer.ts";
import type { DetectorInput } from "../../src/detect/index.ts";
import { compile } from "../../src/rules/compile.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import type { Program } from "../../src/rules/engine/program.ts";
import type { FileSettings, RuleDraft } from "../../src/rules/language/file.ts";
import { raisesUrgent } from "../../src/rules/language/urgent.ts";
import type { Redaction } from "../../src/rules/templates/redact/redact.ts";

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const whenSchema: z.ZodType<When> = z.lazy(() =>
  z.strictObject(Object.fromEntries(conditions.map((condition) => [condition.type, condition.schema(whenSchema).optional()]))),
);

/** A destination whose messages are what templates would see. */
const mirror: Destination = {
  type: "mirror",
  summary: "Shows what templates see.",
  forPeople: true,
  example: { settings: {}, action: {}, renders: null },
  schema: z.unknown(),
  action: z.unknown(),
  requires: () => [],
  configure: (_, { name }) => ({
    policy: { retry: defaultRetry, concurrency: 1, limit: undefined, timeout: minute },
    render(action, { event, rule, finding, session, identity }) {
      if (action === "breaks") throw new Error("a template that fails");
      const known = action === "identity" ? { identity } : {};
      return [{ recipient: name, body: { event, rule: { ...rule }, finding, session, ...known }, thread: undefined }];
    },
    open: () => {
      throw new Error("nothing is sent in this test");
    },
  }),
};

const anybody = {
  claim: "everyone",
  snooze: "everyone",
  resolve: "everyone",
  mute: "everyone",
  rate: "everyone",
  speak: "everyone",
} as const;

/** A mirror that shows incidents: what the engine tells a board, without the looks of one. */
const board: Destination = {
  ...mirror,
  type: "board",
  configure: (settings, context) => ({
    ...mirror.configure(settings, context),
    board: {
      parent: (_, { state, findings, owner, deeds }) => ({ state, findings, owner: owner?.name ?? null, last: deeds.at(-1)?.what ?? null }),
      findings: (_, later, more) => ({ kind: "findings", items: later, more }),
      turns: (_, turns, more) => ({ kind: "turns", items: turns.map(({ role, by, text }) => `${by ?? role}: ${text}`), more }),
      aside: (_, to, text) => ({ to: to.name, text }),
    },
  }),
};

/** Talks to visitors: what it is told to say is all that it queues. */
const voice: Destination = {
  ...mirror,
  type: "voice",
  configure: (settings, context) => ({
    ...mirror.configure(settings, context),
    render: (_, { event }) => [{ recipient: "s1", body: { mode: "speak", text: `you said ${String(event.message)}` }, thread: "s1" }],
    voice: {
      say: ({ at: _, ...words }) => ({ recipient: words.session, body: words, thread: words.session }),
      aloud: (body) => (isJsonObject(body) && body.mode === "speak" ? String(body.text) : undefined),
    },
  }),
};

/** Nobody reads what it is sent. */
const { forPeople: _forPeople, ...unread } = mirror;
const machine: Destination = { ...unread, type: "machine" };

/** What it is sent is to be complete. */
const records: Destination = { ...unread, type: "records", keepsRecords: true };

/** Two people, who may not want it; what is `collected` waits for a while. */
const mail: Destination = {
  ...mirror,
  type: "mail",
  configure: (settings, context) => ({
    ...mirror.configure(settings, context),
    hasLists: true,
    render: (action, { event }) =>
      ["Ann@example.com", "bob@example.com"].map((recipient) => ({
        recipient,
        body: null,
        thread: undefined,
        ...(action === "collected" && { notBefore: plus(event.received_at as Instant, minute) }), // the engine gives it
      })),
  }),
};

export type RuleCase = Partial<Omit<RuleDraft, "when">> & { readonly when?: object };

interface ProgramOptions {
  readonly input?: DetectorInput;
  readonly idleAfter?: Duration;
  readonly splitAfter?: Duration;
  readonly rejoin?: Duration;
  readonly timezone?: string;
  readonly calendars?: FileSettings["calendars"];
  readonly mutes?: FileSettings["mutes"];
  readonly redact?: readonly Redaction[];
  readonly bounds?: Partial<Bounds>;
  /** A destination `helper` that talks to visitors. */
  readonly talks?: boolean;
}

/** Compiles rules; what is not named is an ordinary live rule on every event, which tells `support`. */
export function programOf(rules: readonly RuleCase[], options: ProgramOptions = {}): Program {
  const drafts = rules.map((rule, index): RuleDraft => {
    const name = rule.name ?? `rule-${index + 1}`;
    const when = whenSchema.parse(rule.when ?? {});
    return {
      id: name,
      mode: "live",
      on: ["*"],
      severity: "normal",
      raises: raisesUrgent({ when, severity: rule.severity }),
      then: [{ to: "support", settings: {} }],
      throttle: undefined,
      active: undefined,
      fanOut: undefined,
      groupBy: [],
      late: "send",
      ...rule,
      name,
      when,
    };
  });
  return compile({
    file: {
      settings: {
        timezone: options.timezone ?? "UTC",
        calendars: options.calendars ?? new Map(),
        mutes: options.mutes ?? [],
        sessions: { idleAfter: options.idleAfter ?? 30 * minute, splitAfter: options.splitAfter, rejoin: options.rejoin },
        balanceLow: day,
        masksForViewers: false,
        input: options.input ?? "auto",
        retention: {
          events: 30 * day,
          deliveries: 90 * day,
          dedupe: 400 * day,
          quarantined: 30 * day,
          quarantinedBytes: 512 * 1_048_576,
          figures: 730 * day,
        },
        redact: options.redact ?? [],
        bounds: { ...defaultBounds, ...options.bounds },
        reports: [],
        questionNames: undefined,
        fanOut: undefined,
      },
      people: { teams: undefined, allow: anybody, threadReplies: false },
      sources: [],
      destinations: [
        ...["support", "oncall"].map((name) => ({ name, kind: mirror, settings: {} })),
        ...["desk", "managers"].map((name) => ({ name, kind: board, settings: {} })),
        ...(options.talks === true ? [{ name: "helper", kind: voice, settings: {} }] : []),
        { name: "mail", kind: mail, settings: {} },
        { name: "crm", kind: machine, settings: {} },
        { name: "archive", kind: records, settings: {} },
      ],
      rules: drafts,
    },
    version: "v1",
    conditions,
    digest,
    secrecy: { seal: (text) => text, unseal: (text) => text },
  });
}

export interface Ran {
  readonly evaluations: readonly Evaluation[];
  readonly messages: readonly Message[];
  readonly timers: readonly Timer[];
  /** Events that the relay made itself. */
  readonly made: readonly Event[];
}

export interface Engine {
  /** Feeds events one batch after another, as the store would. */
  run(...batches: readonly (readonly Event[])[]): Ran;
  readonly memories: Map<string, Json>;
}

/** As the store does: what was not declared is not read. */
export function onlyDeclared(plan: Plan, memories: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> {
  const declared = new Set(readsOf(plan));
  return new Map([...memories].filter(([key]) => declared.has(key)));
}

export function engineOf(program: Program, memories = new Map<string, Json>()): Engine {
  const planner = createPlanner(program);
  return {
    memories,
    run(...batches) {
      const decisions = batches.map((batch) => {
        const plan = planner(batch);
        const decision = plan.decide(onlyDeclared(plan, memories));
        for (const [key, { value }] of decision.memories) value === undefined ? memories.delete(key) : memories.set(key, value);
        return decision;
      });
      const evaluations = decisions.flatMap((decision) => decision.evaluations);
      return {
        evaluations,
        messages: evaluations.flatMap((evaluation) => evaluation.messages),
        timers: decisions.flatMap(({ timers }) => timers),
        made: decisions.flatMap(({ events }) => events),
      };
    },
  };
}

/** Compiles a loaded rules.yaml into a program. */

import { type Almanac, isWithinHours, nextWithinHours } from "../core/clock/hours.ts";
import { zoneOf } from "../core/clock/wall-time.ts";
import type { Condition, Node, Tools, When } from "../core/condition.ts";
import type { Configured, Destination, DestinationContext, View } from "../core/destination.ts";
import type { Action, Active, Rule } from "../core/rule.ts";
import { finished, mapInSteps, type Stepwise } from "../core/steps.ts";
import { listenerOf } from "../detect/index.ts";
import { calendarOf } from "./calendar/calendar.ts";
import type { Digest, Program } from "./engine/program.ts";
import { createRuleIndex, watchedTrends } from "./engine/rule-index.ts";
import { createWaiters } from "./engine/waits.ts";
import { agentMatcher } from "./kit/agents.ts";
import { createLexicon, type TermRegistry } from "./kit/scanner.ts";
import type { ActionDraft, ActiveDraft, DestinationDraft, FileSettings, RuleDraft, RulesFile } from "./language/file.ts";
import { identifier } from "./language/identify.ts";
import { viewRedactorOf } from "./templates/redact/redact.ts";

export interface CompileOptions {
  readonly file: RulesFile;
  readonly version: string;
  readonly conditions: readonly Condition[];
  readonly digest: Digest;
  /** The address of the page (PUBLIC_ADMIN_URL). */
  readonly page?: string | undefined;
  /** Seals and unseals secrets in queued messages. */
  readonly secrecy: Pick<DestinationContext, "seal" | "unseal">;
  /** Wraps each destination, e.g. to print what it would send. */
  readonly wrap?: (configured: Configured, draft: DestinationDraft) => Configured;
}

/** Compiles a file that `load` has accepted. Nothing in the file can be wrong any more. */
export function compile(options: CompileOptions): Program {
  return finished(compileInSteps(options));
}

export function* compileInSteps(options: CompileOptions): Stepwise<Program> {
  const { file, version, conditions, digest, secrecy, wrap = (configured) => configured } = options;
  const lexicon = createLexicon();
  const almanac = almanacOf(file.settings);
  const tools = createTools(conditions, lexicon, almanac);
  const destinations = new Map<string, Configured>();
  for (const draft of file.destinations) {
    destinations.set(draft.name, wrap(draft.kind.configure(draft.settings, { name: draft.name, ...secrecy }), draft));
  }
  const kinds = new Map(file.destinations.map(({ name, kind }) => [name, kind]));
  const asking = new Set(file.destinations.flatMap(({ name, settings }) => (namesIdentity(settings) ? [name] : [])));
  const parts: RuleParts = { tools, kinds, destinations, asking, digest, settings: file.settings };
  const rules = yield* mapInSteps(file.rules, (draft) => compileRule(draft, parts));
  const ways = reached(rules);
  yield;
  const scan = yield* lexicon.build();
  yield;
  return {
    version,
    page: options.page,
    ...ways,
    destinations,
    scan,
    idleAfter: file.settings.sessions.idleAfter,
    splitAfter: file.settings.sessions.splitAfter,
    rejoin: file.settings.sessions.rejoin,
    listens: file.rules.some(needsDetectors),
    hear: listenerOf(file.settings.input),
    hasIncidents: rules.some((rule) => rule.hasIncidents && rule.mode === "live"),
    bounds: file.settings.bounds,
    timezone: file.settings.timezone,
    almanac,
    digest,
    redact: viewRedactorOf(file.settings.redact),
  };
}

function almanacOf({ timezone, calendars }: FileSettings): Almanac {
  const zone = zoneOf(timezone);
  return { zone, calendars: new Map([...calendars].map(([name, spans]) => [name, calendarOf(spans, zone)])) };
}

/** Conditions that need the detectors. */
const listening = ["frustration", "repeat", "session", "language", "wants_human", "unanswered", "concern"];

/** A template that names the detectors' view of the session needs them as well, so that live runs and tests show the same. */
function needsDetectors({ when, on, then, active }: RuleDraft): boolean {
  return on.includes("session.end") || mentions(when, listening) || namesReadings([then.map(({ settings }) => settings), active?.outside]);
}

function namesReadings(settings: unknown): boolean {
  if (typeof settings === "string") return /\bsession\.(?:frustration|quality|unanswered)\b/.test(settings);
  return typeof settings === "object" && settings !== null && Object.values(settings).some(namesReadings);
}

/** The rules, with the index that finds the rules for an event. */
export function reached(rules: readonly Rule[]): Pick<Program, "rules" | "rulesFor" | "trends" | "waiters"> {
  return { rules, trends: watchedTrends(rules), rulesFor: createRuleIndex(rules), waiters: createWaiters(rules) };
}

function createTools(conditions: readonly Condition[], lexicon: TermRegistry, almanac: Almanac): Tools {
  const shelf = new Map(conditions.map((condition) => [condition.type, condition]));

  function toolsAt(placeOf: () => string): Tools {
    return {
      when(settings) {
        const before = placeOf();
        return all(
          Object.entries(settings).flatMap(([type, value]) => compileOne(type, value, before === "" ? type : `${before}.${type}`)),
        );
      },
      keyword: lexicon.keyword,
      pattern: lexicon.pattern,
      ...almanac,
    };
  }

  function compileOne(type: string, settings: unknown, path: string): readonly Node[] {
    const condition = shelf.get(type);
    if (condition === undefined || settings === undefined) return [];
    let part = 0; // parts of a list are compiled in order
    const node = condition.compile(
      settings,
      toolsAt(() => (Array.isArray(settings) ? `${path}[${part++}]` : path)),
    );
    return ["type" in node && path !== type ? { ...node, path } : node];
  }

  return toolsAt(() => "");
}

function all(children: readonly Node[]): Node {
  const [only] = children;
  return children.length === 1 && only !== undefined ? only : { kind: "all", children };
}

interface RuleParts {
  readonly tools: Tools;
  readonly kinds: ReadonlyMap<string, Destination>;
  readonly destinations: ReadonlyMap<string, Configured>;
  /** Destinations whose settings name the visitor. */
  readonly asking: ReadonlySet<string>;
  readonly digest: Digest;
  readonly settings: Pick<FileSettings, "fanOut" | "mutes">;
}

function compileRule(draft: RuleDraft, parts: RuleParts): Rule {
  const { id, name, mode, on, severity, raises, throttle, when, groupBy, late } = draft;
  const fingerprint = parts.digest(JSON.stringify(when)).slice(0, 12);
  const actions = draft.then.map((action, index) => compileAction(action, actionKey(draft.then, index), parts));
  const active = draft.active && compileActive(draft.active, parts);
  const fanOut = draft.fanOut ?? parts.settings.fanOut;
  const node = parts.tools.when(when);
  const all = typeof active?.outside === "object" ? [...actions, ...active.outside] : actions;
  const hasIncidents = all.some(({ to, unless }) => unless !== undefined || parts.destinations.get(to)?.board !== undefined);
  const identify = draft.identify && identifier(draft.identify);
  const identity = { identify, needsIdentity: identify !== undefined || asksIn(draft, parts) };
  return {
    id,
    name,
    mode,
    on,
    severity,
    raises,
    throttle,
    fingerprint,
    node,
    actions,
    ...identity,
    hasIncidents,
    active,
    plannedMute: plannedMuteOf(draft, parts),
    fanOut,
    groupBy,
    late,
  };
}

/** Whether one of the rule's messages is about the visitor, or names them. */
function asksIn({ then, active }: RuleDraft, { destinations, asking }: RuleParts): boolean {
  const all = typeof active?.outside === "object" ? [...then, active.outside] : then;
  return all.some(({ to, settings }) => asking.has(to) || destinations.get(to)?.recipientIdentity !== undefined || namesIdentity(settings));
}

/** Whether a text in the settings could name the visitor. Only such actions need the identity. */
function namesIdentity(settings: unknown): boolean {
  if (typeof settings === "string") return /\bidentity\b/.test(settings);
  return typeof settings === "object" && settings !== null && Object.values(settings).some(namesIdentity);
}

function compileActive({ hours, outside }: ActiveDraft, parts: RuleParts): Active {
  const { tools } = parts;
  return {
    isOpen: (at) => isWithinHours(hours, tools, at),
    opensAt: (at) => nextWithinHours(hours, tools, at),
    outside: typeof outside === "string" ? outside : [compileAction(outside, `outside ${outside.to}`, parts)],
  };
}

/** Undefined where no planned silence is about the rule. */
function plannedMuteOf({ id, name }: RuleDraft, { tools, settings }: RuleParts): Rule["plannedMute"] {
  const mutes = settings.mutes.filter(({ rules }) => rules === undefined || rules.includes(name) || rules.includes(id));
  if (mutes.length === 0) return undefined;
  const spans = mutes.flatMap(({ during, agents = ["*"] }) => {
    const isMeant = agentMatcher(agents);
    return during.map((calendar) => ({ calendar, isMeant, endOf: tools.calendars.get(calendar)?.endOf }));
  });
  return (agent, at) => {
    for (const { calendar, isMeant, endOf } of spans) {
      const until = isMeant(agent) ? endOf?.(at) : undefined;
      if (until !== undefined) return { calendar, until };
    }
    return undefined;
  };
}

/** The destination's name, with a number from the second action for the same destination on. */
function actionKey(actions: readonly ActionDraft[], index: number): string {
  const to = actions[index]?.to ?? "";
  const before = actions.slice(0, index).filter((each) => each.to === to).length;
  return before === 0 ? to : `${to}#${before + 1}`;
}

function compileAction({ to, settings, after, unless }: ActionDraft, key: string, { kinds, destinations }: RuleParts): Action {
  const kind = kinds.get(to);
  const render = (action: unknown) => (view: View) => destinations.get(to)?.render(action, view) ?? [];
  const plain = kind?.forPeople === true ? kind.action.safeParse({}) : undefined;
  const timing = { ...(after === undefined ? {} : { after }), ...(unless === undefined ? {} : { unless }) };
  const speech = destinations.get(to)?.voice === undefined ? {} : ({ isSpeech: true } as const);
  const record = kind?.keepsRecords === true ? ({ isRecord: true } as const) : {};
  return {
    to,
    key,
    ...timing,
    ...speech,
    ...record,
    render: render(settings),
    renderRest: plain?.success === true ? render(plain.data) : undefined,
  };
}

/** Whether settings contain one of these conditions. */
function mentions(when: When, types: readonly string[]): boolean {
  return Object.entries(when).some(([type, settings]) => types.includes(type) || nestedIn(settings).some((each) => mentions(each, types)));
}

function nestedIn(settings: unknown): readonly When[] {
  if (Array.isArray(settings)) return settings.flatMap(nestedIn);
  return typeof settings === "object" && settings !== null ? [settings as When] : []; // an object has only its own keys here
}

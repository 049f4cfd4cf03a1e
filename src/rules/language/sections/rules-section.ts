/** `rules:` */

import { z } from "zod";
import type { Condition, When } from "../../../core/condition.ts";
import { internalTypes } from "../../../core/internal-event.ts";
import { roomFoundType } from "../../../core/room.ts";
import type { Throttle } from "../../../core/rule.ts";
import type { Stepwise } from "../../../core/steps.ts";
import { verdictType } from "../../../core/verdict.ts";
import { didYouMean } from "../../kit/nearest.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import type { ActiveDraft, RuleDraft } from "../file.ts";
import { hoursOf, hoursShape, noHours, saysWhen } from "../hours.ts";
import { identifySchema } from "../identify.ts";
import { parse } from "../issues.ts";
import { untilEnough } from "../most-mistakes.ts";
import { neverHolds } from "../never.ts";
import { duration, oneOrMany, path, rateLimit, text } from "../schema.ts";
import { heldUrgent, raisesUrgent } from "../urgent.ts";
import { type ActionsRequest, type ReadAction, readAction, readActions } from "./actions.ts";
import { type Section, spellAgain } from "./section.ts";

/** The schema of `when:`: a map whose keys are the types of conditions. Some conditions contain such a map again. */
export function whenSchema(conditions: readonly Condition[]): z.ZodType<When> {
  const when: z.ZodType<When> = z.lazy(() => keys);
  const shape = Object.fromEntries(
    conditions.map((condition) => [condition.type, condition.schema(when).optional().meta({ description: condition.summary })]),
  );
  const keys = z.strictObject(shape).refine((settings) => Object.keys(settings).length > 0, { error: "expected at least one condition" });
  return when;
}

function throttle(): z.ZodType<Throttle> {
  const every = z.codec(duration(), z.custom<Throttle>(), { decode: (span) => ({ every: span, per: [] }), encode: ({ every }) => every });
  return z.union([every, z.strictObject({ every: duration(), per: oneOrMany(path()).default([]) })]);
}

function name(): z.ZodType<string, string> {
  return z.string().regex(/^[^\p{Cc}]{1,100}$/u, { error: "expected a name of at most 100 characters on one line" });
}

/** `action` is the schema of a destination with its keys, where it is known. */
export function activeSchema(action: z.ZodType = z.looseObject({ to: z.string() })) {
  return z.strictObject({ ...hoursShape, outside: z.union([z.enum(["hold", "drop"]), action]).prefault("hold") }).refine(saysWhen, noHours);
}

/** The schema of a rule. The entries of `then:` depend on their destination and are read separately. */
export function ruleSchema(conditions: readonly Condition[]) {
  return z.strictObject({
    name: name(),
    id: name().optional(),
    mode: z.enum(["live", "shadow", "off"]).prefault("live"),
    on: oneOrMany(text()).prefault("*"),
    when: whenSchema(conditions).optional(),
    severity: z.enum(["low", "normal", "high", "critical"]).prefault("normal"),
    then: z.union([z.array(z.unknown()).min(1), z.string(), z.record(z.string(), z.unknown())]),
    throttle: throttle().optional(),
    active: activeSchema().optional(),
    fan_out: rateLimit().optional(),
    group_by: oneOrMany(path()).optional(),
    late: z.enum(["send", "drop"]).prefault("send"),
    identify: identifySchema.optional(),
  });
}

type RuleSchema = ReturnType<typeof ruleSchema>;

export interface RulesRequest extends ActionsRequest {
  readonly value: unknown;
  readonly conditions: readonly Condition[];
}

/** The number of rules that are read in one step. */
const rulesAStep = 50;

export function* readRules(request: RulesRequest): Stepwise<Section<readonly RuleDraft[]>> {
  const list = parse(z.array(z.unknown()), request.value ?? [], { path: ["rules"], ...request.where });
  if (!list.ok) return { value: [], problems: list.problems, spelled: undefined };
  const schema = ruleSchema(request.conditions);
  const read: Section<RuleDraft | undefined>[] = [];
  const entries = { entries: list.value, noun: "rules", pathOf: (_: unknown, index: number) => ["rules", index] };
  const reading = untilEnough(entries, (value, index) => readRule(value, index, schema, request));
  let next = reading.next();
  for (; next.done !== true; next = reading.next()) {
    if (read.push(next.value) % rulesAStep === 1) yield;
  }
  const unlooked = next.value;
  return {
    value: read.flatMap(({ value }) => value ?? []),
    problems: [...read.flatMap(({ problems }) => problems), ...unlooked, ...(unlooked.length > 0 ? [] : duplicates(list.value, request))],
    spelled: read.map(({ spelled }) => spelled),
  };
}

function readRule(value: unknown, index: number, schema: RuleSchema, request: RulesRequest): Section<RuleDraft | undefined> {
  const path = ["rules", index];
  const parsed = parse(schema, value, { path, ...request.where });
  const actions = readActions(property(value, "then"), [...path, "then"], request);
  const elsewhere = readElsewhere(property(property(value, "active"), "outside"), [...path, "active", "outside"], request);
  const problems = [...strangeEvents(property(value, "on"), [...path, "on"]), ...actions.problems, ...elsewhere.problems];
  if (!parsed.ok) return { value: undefined, problems: [...parsed.problems, ...problems], spelled: undefined };
  const never = neverHolds({ on: parsed.value.on, when: parsed.value.when ?? {}, path: [...path, "when"] }, request.conditions);
  const asked = { when: parsed.value.when ?? {}, severity: property(value, "severity") };
  const urgent = heldUrgent({ ...asked, mode: parsed.value.mode, path });
  const { id, when, throttle, active, fan_out: fanOut, group_by: groupBy = [], then: _, ...rest } = parsed.value;
  const hours = active && { hours: hoursOf(active), outside: elsewhere.value ?? outsideOf(active.outside) };
  const spelled = object(spellAgain(schema, { ...parsed.value, id: id ?? rest.name }));
  return {
    value: {
      ...rest,
      id: id ?? rest.name,
      when: when ?? {},
      raises: raisesUrgent(asked),
      throttle,
      active: hours,
      fanOut,
      groupBy,
      then: actions.value,
    },
    problems: [...problems, ...never, ...urgent],
    spelled: {
      ...spelled,
      then: actions.spelled,
      ...(elsewhere.value && { active: { ...object(property(spelled, "active")), outside: elsewhere.spelled } }),
    },
  };
}

/** `outside: { to: … }` is read like an entry of `then:`. */
function readElsewhere(value: unknown, path: Path, request: RulesRequest): ReadAction {
  const isAction = typeof property(value, "to") === "string";
  return isAction ? readAction(value, path, request) : { value: undefined, problems: [], spelled: undefined };
}

function outsideOf(outside: unknown): Exclude<ActiveDraft["outside"], object> {
  return outside === "drop" ? "drop" : "hold";
}

const relayTypes: readonly string[] = [
  ...internalTypes,
  "relay.click",
  "relay.click.refused",
  "relay.subscription",
  roomFoundType,
  verdictType,
];

/** Senders choose the names of their events, but the relay's own names are known. */
function strangeEvents(on: unknown, path: Path): readonly Problem[] {
  return [on].flat().flatMap((type: unknown, index): readonly Problem[] => {
    if (typeof type !== "string" || !type.startsWith("relay.") || relayTypes.includes(type)) return [];
    const hint = didYouMean(type, relayTypes) ?? `known are ${relayTypes.join(", ")}`;
    return [
      { code: "E_UNKNOWN_REF", text: `unknown event "${type}"`, hint, path: Array.isArray(on) ? [...path, index] : path, on: "value" },
    ];
  });
}

function object(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** Two rules with one name or id would share a memory and could not be distinguished. */
function duplicates(rules: readonly unknown[], { where }: RulesRequest): readonly Problem[] {
  const seen = new Map<unknown, number>();
  const problems: Problem[] = [];
  rules.forEach((rule, index) => {
    const label = property(rule, "name");
    const key = property(rule, "id") ?? label;
    const first = seen.get(key) ?? seen.get(label);
    if (typeof key === "string" && first !== undefined) problems.push(duplicate(key, first, index, where.lineOf));
    for (const each of [key, label]) if (!seen.has(each)) seen.set(each, index);
  });
  return problems;
}

function duplicate(key: string, first: number, second: number, lineOf: (path: readonly PropertyKey[]) => number): Problem {
  const path = ["rules", second, "name"];
  return {
    code: "E_DUPLICATE_RULE",
    text: `the rule "${key}" is on line ${lineOf(["rules", first, "name"])} and again on line ${lineOf(path)}`,
    path,
    on: "value",
  };
}

/** `/avatar …`: commands and their answers. A change is stored before it is answered. */

import { isInOwnTeam, type People, permissionFor } from "../../core/access/people.ts";
import { type JsonObject, ownValue } from "../../core/json.ts";
import { muteSpan } from "../../core/mute.ts";
import { type Instant, parseDuration, plus } from "../../core/time.ts";
import { refusalText, type SlackActionOptions, sentences } from "./actions.ts";
import { answerOf, oneLine } from "./answers.ts";
import { type ClickDraft, clickOf } from "./click.ts";
import { incidentLine, incidentsOf, mutedLine, mutedNow, type NamedRule, type SlackRecords, sessionsIn } from "./knowledge.ts";
import { muteText } from "./mute-text.ts";
import type { Typed } from "./press.ts";

export interface CommandOptions extends Pick<SlackActionOptions, "accept" | "rules" | "timezone" | "mayDo" | "now" | "emit"> {
  readonly people: () => People;
  /** False where Slack does not say which workspace is ours, and no other is named. */
  readonly isTeamKnown: () => boolean;
  readonly records: SlackRecords;
  /** The rules that would hold for a visitor's message, one line each. */
  readonly tryOut: (message: string) => readonly string[];
  /** Destinations in trouble, one line each. */
  readonly troubles: () => readonly string[];
}

export type Command = (typed: Typed) => Promise<JsonObject>;

/** A word after the command, and what it does with the rest. */
type Verb = (rest: string, typed: Typed, options: CommandOptions) => Promise<readonly string[] | Announced>;

/** A text for the whole channel. */
interface Announced {
  readonly announced: readonly string[];
}

const verbs: Readonly<Record<string, Verb>> = { status, sessions, session, mute, unmute, say, test };

const help = [
  "/avatar status: incidents, deliveries, and what is in trouble",
  "/avatar sessions: the conversations that were heard last",
  "/avatar session ID: one of them",
  "/avatar mute RULE 2h: says nothing of a rule for a while; without a time for 7 days",
  "/avatar unmute RULE",
  "/avatar say ID text: says it to that visitor, as the avatar",
  "/avatar test text: what the rules would make of it; nothing is sent",
];

export function createCommand(options: CommandOptions): Command {
  return async (typed) => {
    if (!isInOwnTeam(options.people(), typed.by)) return answerOf([refusalText(options.isTeamKnown() ? "no" : "unknown")]);
    const [, word = "", rest = ""] = /^(\S*)\s*([\s\S]*)$/.exec(typed.words) ?? [];
    const verb = ownValue(verbs, word);
    const answer = verb === undefined ? help : await verb(rest.trim(), typed, options);
    return "announced" in answer ? answerOf(answer.announced, "in_channel") : answerOf(answer);
  };
}

async function status(
  _rest: string,
  _typed: Typed,
  { records, troubles, rules, timezone, now }: CommandOptions,
): Promise<readonly string[]> {
  const open = await incidentsOf(records, { states: ["open", "claimed", "snoozed"] }, 10);
  const { pending, sessions, deliveries } = await records.stats();
  const muted = await mutedNow(records, now());
  return [
    open.length === 0 ? "No incident is open." : `Open incidents${open.length === 10 ? ", the last ten" : ""}:`,
    ...open.map((each) => `• ${incidentLine(each)}`),
    `${sessions} open sessions, ${pending} events to look at, ${deliveries.waiting} messages waiting, ${deliveries.dead} given up`,
    ...troubles().map((each) => `• ${oneLine(each)}`),
    ...(muted.length === 0 ? [] : ["Muted:", ...muted.map((each) => `• ${mutedLine(each, rules(), timezone())}`)]),
  ];
}

async function sessions(_rest: string, _typed: Typed, { records }: CommandOptions): Promise<readonly string[]> {
  const found = sessionsIn((await records.searchEvents({ limit: 500 })).rows).slice(0, 20);
  return found.length === 0
    ? ["No conversation was heard yet."]
    : found.map((row) => `• ${oneLine(`${row.session}: ${row.agent}, last ${row.type}`)}`);
}

async function session(id: string, _typed: Typed, { records }: CommandOptions): Promise<readonly string[]> {
  if (id === "") return ["Which one? /avatar session ID, where /avatar sessions lists them."];
  const { rows } = await records.searchEvents({ session: id, limit: 500 });
  const own = rows.filter(({ source }) => source !== "relay");
  if (own.length === 0) return [oneLine(`Nothing is known of session ${id}.`)];
  const rules = [...new Set(own.flatMap(({ findings }) => findings.map(({ rule }) => rule)))];
  const incidents = await incidentsOf(records, { session: id }, 10);
  return [
    oneLine(
      `Session ${id} with ${own[0]?.agent}: ${own.length}${own.length === 500 ? " or more" : ""} ${own.length === 1 ? "event" : "events"}, the last is ${own[0]?.type}`,
    ),
    oneLine(rules.length === 0 ? "No rule held." : `Rules that held: ${rules.join(", ")}`),
    ...incidents.map((each) => `• ${incidentLine(each)}`),
  ];
}

async function mute(rest: string, typed: Typed, options: CommandOptions): Promise<readonly string[] | Announced> {
  const timed = /(?<!\s)\s+(?:for\s+)?(\d+\s?[a-z]{1,12})$/i.exec(rest);
  const span = parseDuration(timed?.[1] ?? "");
  const name = span === undefined ? rest : rest.slice(0, timed?.index);
  const rule = ruleNamed(name, options.rules());
  if (rule === undefined) return unknownRule(name, options.rules());
  const now = options.now();
  const wish = { action: "mute", rule: rule.id, now, until: plus(now, span ?? muteSpan) } as const;
  const whole = span === undefined ? ["Nobody said for how long, so it ends by itself after 7 days."] : [];
  return announced(wish, typed, options, whole);
}

/** The channel gets it, because more people than the one who muted a rule miss its messages. */
async function announced(
  wish: Change,
  typed: Typed,
  options: CommandOptions,
  more: readonly string[],
): Promise<readonly string[] | Announced> {
  const done = muteText({ ...wish, by: typed.by }, options.rules(), options.timezone());
  const answer = await change(wish, typed, options, done);
  return answer[0] === done ? { announced: [done, ...more] } : answer;
}

async function unmute(name: string, typed: Typed, options: CommandOptions): Promise<readonly string[] | Announced> {
  const rule = ruleNamed(name, options.rules());
  return rule === undefined ? unknownRule(name, options.rules()) : announced({ action: "unmute", rule: rule.id }, typed, options, []);
}

async function say(rest: string, typed: Typed, options: CommandOptions): Promise<readonly string[]> {
  const [, id = "", text = ""] = /^(\S+)\s+([\s\S]+)$/.exec(rest) ?? [];
  if (id === "" || text === "") return ["What, and to whom? /avatar say ID text"];
  const { rows } = await options.records.searchEvents({ session: id, limit: 50 });
  const known = rows.find(({ source }) => source !== "relay");
  if (known === undefined) return [oneLine(`Nothing is known of session ${id}.`)];
  const session = { id, source: known.source, agent: known.agent };
  return change({ action: "reply", session, text }, typed, options, "The avatar is asked to say it within half a minute, or not at all.");
}

async function test(message: string, _typed: Typed, { tryOut }: CommandOptions): Promise<readonly string[]> {
  if (message === "") return ["What does the visitor say? /avatar test text"];
  const held = tryOut(message);
  return held.length === 0 ? ["No rule would hold."] : held.map((each) => `• ${oneLine(each)}`);
}

function ruleNamed(name: string, rules: readonly NamedRule[]): NamedRule | undefined {
  return rules.find((rule) => rule.name === name) ?? rules.find(({ id }) => id === name);
}

function unknownRule(name: string, rules: readonly NamedRule[]): readonly string[] {
  return [
    oneLine(name === "" ? "Which rule?" : `There is no rule ${name}.`),
    oneLine(`There are: ${rules.map((rule) => rule.name).join(", ")}`),
  ];
}

type Change = Pick<ClickDraft, "action" | "rule" | "until" | "session" | "text"> & Partial<Pick<ClickDraft, "now">>;

/** Stored before it is answered. A command has one trigger, so the same one again is the same command. */
async function change(wish: Change, typed: Typed, { accept, mayDo, now, emit }: CommandOptions, done: string): Promise<readonly string[]> {
  const { by, channel, trigger } = typed;
  const at: Instant = wish.now ?? now();
  const leave = await mayDo(permissionFor(wish.action), by);
  if (leave !== "yes") {
    emit({ name: "click.taken", action: wish.action, outcome: "not_allowed", took: 0 });
    return [refusalText(leave)];
  }
  const { status } = await accept(
    clickOf({ ...wish, identity: [by.team, channel, "", "command", by.user, trigger], by, via: "slack", now: at, at: "" }),
  );
  emit({ name: "click.taken", action: wish.action, outcome: status, took: now() - at });
  return [status === "refused" ? sentences.storage : oneLine(done)];
}

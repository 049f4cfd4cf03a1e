import { describe, expect, it } from "vitest";
import type { ExampleEvent } from "../src/core/condition.ts";
import type { Destination, View } from "../src/core/destination.ts";
import { type Event, viewOf } from "../src/core/event.ts";
import type { Json } from "../src/core/json.ts";
import { minute } from "../src/core/time.ts";
import { destinations } from "../src/destinations/index.ts";
import { sourceShelf } from "../src/receive/mapping/shelf.ts";
import { compile } from "../src/rules/compile.ts";
import { conditions } from "../src/rules/conditions/index.ts";
import { createPlanner } from "../src/rules/engine/evaluate.ts";
import { rememberingOf } from "../src/rules/engine/judge.ts";
import type { Program } from "../src/rules/engine/program.ts";
import type { RulesFile } from "../src/rules/language/file.ts";
import { load } from "../src/rules/language/load.ts";
import { createReplay } from "../src/rules/trials/replay.ts";
import { makeChat, makeExampleEvent } from "./support/make.ts";
import { digest, programOf } from "./support/program.ts";

/** Those whose form is looked at. */
const variables: Readonly<Record<string, string>> = {
  SMTP_URL: "smtp://mail.example.com",
  SMTP_FROM: "relay@example.com",
  PUBLIC_URL: "https://relay.example.com",
};

/** A rules file that holds nothing but an example, read as a user's would be. YAML takes JSON as it is. */
function read(parts: { readonly destinations: Json; readonly rules: Json }): RulesFile {
  const loaded = load({
    file: "example.yaml",
    text: JSON.stringify({ version: 1, ...parts }),
    conditions,
    destinations,
    sources: sourceShelf,
    variable: (name) => variables[name] ?? `value-of-${name}`,
    readFile: (path) => `content of ${path}`,
    placeholders: false,
  });
  if (loaded.kind === "refused") throw new Error(loaded.diagnostics.map(({ path, text }) => `${path}: ${text}`).join("\n"));
  return loaded.file;
}

const secrecy = { seal: (text: string) => text, unseal: (text: string) => text };

/** Feeds events to a rule, in order, and tells whether it held for the last, or for what the clock brought in the minute after it. */
function holds(program: Program, events: readonly Event[]): boolean {
  const replay = createReplay({ planner: createPlanner(program), digest });
  const taken = events.flatMap((event) => replay.take(event));
  return [...taken.slice(-1), ...replay.rest(minute)].some(({ evaluation }) => evaluation.findings.length > 0);
}

/** What is remembered is shown by a story, whose last event decides; otherwise each event stands for itself. */
function stories({ rules }: Program, events: readonly Partial<ExampleEvent>[]): readonly (readonly Event[])[] {
  const isStory = events.some(({ after }) => after !== undefined) || rules.some(({ node }) => rememberingOf(node).length > 0);
  return isStory ? [events.map(makeExampleEvent)] : events.map((event) => [makeExampleEvent(event)]);
}

describe.each(conditions.map((condition) => [condition.type, condition] as const))("the example of the condition %s", (type, condition) => {
  const { when, matches, ignores } = condition.example;

  it("is about this condition, and shows both what it matches and what it ignores", () => {
    expect(Object.keys(when)).toContain(type);
    expect(matches).not.toEqual([]);
    expect(ignores).not.toEqual([]);
  });

  it("matches what it says", () => {
    const program = programOf([{ when }]);
    for (const story of stories(program, matches)) expect(holds(program, story), JSON.stringify(story.at(-1)?.data)).toBe(true);
  });

  it("ignores what it says", () => {
    const program = programOf([{ when }]);
    for (const story of stories(program, ignores)) expect(holds(program, story), JSON.stringify(story.at(-1)?.data)).toBe(false);
  });
});

/** `check` warns of rules that ask them about other types. */
describe.each(conditions.flatMap((condition) => (condition.only === undefined ? [] : [[condition.type, condition] as const])))(
  "the condition %s, which is about one type of event",
  (_, { example: { when, matches } }) => {
    it.each(["room.join", "session.end", "agent.error", "agent.ready"])("holds for no %s", (type) => {
      const [last = {}] = matches.slice(-1);
      expect(holds(programOf([{ when }]), [...matches.slice(0, -1), { ...last, type }].map(makeExampleEvent))).toBe(false);
    });
  },
);

const event = makeChat({ message: "I want to speak to a human", data: { session_id: "session_xyz789" } });

const view: View = {
  event: viewOf(event),
  rule: { name: "asks-for-a-human", severity: "high" },
  finding: {
    because: 'the message holds "speak to a human"',
    reasons: ['the message holds "speak to a human"'],
    keyword: "speak to a human",
  },
  session: { id: "session_xyz789", messages: 3, user_messages: 2, agent_messages: 1, engagement: 0.5, quality: 0.9 },
  identity: { email: "ada@example.com", name: "Ada Lovelace" },
};

/** What an example's one action sends, through everything that stands between rules.yaml and the queue. */
function rendered({ type, example }: Destination): readonly Json[] {
  const rules = [{ name: "asks-for-a-human", then: [{ to: "example", ...example.action }] }];
  const file = read({ destinations: { example: { [type]: example.settings } }, rules });
  const program = compile({ file, version: "1", conditions, digest, secrecy });
  return program.rules.flatMap((rule) => rule.actions.flatMap((action) => action.render(view).map(({ body }) => body)));
}

describe.each(destinations.map((destination) => [destination.type, destination] as const))(
  "the example of the destination %s",
  (_, destination) => {
    it("renders what it says", () => {
      expect(rendered(destination)[0]).toMatchObject(destination.example.renders as object);
    });

    it("says something", () => {
      expect([null, "", {}, []]).not.toContainEqual(destination.example.renders);
    });
  },
);

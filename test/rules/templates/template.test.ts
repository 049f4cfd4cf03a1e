import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { View } from "../../../src/core/destination.ts";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { type Escape, longestText, RenderError, template, tree } from "../../../src/rules/templates/template.ts";

function view(event: JsonObject, others: Partial<View> = {}): View {
  return { event, rule: { name: "asks-for-a-human", severity: "high" }, finding: {}, session: {}, identity: {}, ...others };
}

function render(source: string, event: JsonObject, style: Escape = "none"): string {
  return template({ escape: style }).parse(source).render(view(event));
}

function renderTree(source: Json, event: JsonObject): Json {
  return tree().parse(source).render(view(event));
}

function faults(schema: z.ZodType, source: unknown): readonly string[] {
  const { error } = schema.safeParse(source);
  return (error?.issues ?? []).map((issue) => {
    const { code, hint } = (issue.code === "custom" && issue.params) || {};
    return `${issue.path.join(".")} ${code}: ${issue.message}${hint ? `: ${hint}` : ""}`.trim();
  });
}

describe("what a template renders", () => {
  test.each([
    ["literal text", "Somebody needs help", {}, "Somebody needs help"],
    ["an empty text", "", {}, ""],
    ["a path", "{{ event.agent }}", { agent: "A91" }, "A91"],
    ["paths between texts", "{{event.agent}}: {{ rule.name }}!", { agent: "A91" }, "A91: asks-for-a-human!"],
    ["a deep path", "{{ event.data.a.b }}", { data: { a: { b: 7 } } }, "7"],
    ["an index of a list", "{{ event.data.list[1] }}", { data: { list: ["a", "b"] } }, "b"],
    ["a filter", "{{ event.message | truncate: 8 }}", { message: "I want a refund" }, "I wan..."],
    ["a cut that tears no emoji", "{{ event.message | truncate: 8 }}", { message: "abc👨‍👩‍👧‍👦def" }, "abc..."],
    ["a cut with a mark of its own", "{{ event.message | truncate: 6, '…' }}", { message: "a refund" }, "a ref…"],
    ["a cut by bytes", "{{ event.message | truncate_bytes: 10 }}", { message: "日本語です" }, "日本…"],
    ["a condition", "{% if event.late %}late{% else %}in time{% endif %}", { late: true }, "late"],
    ["a loop", "{% for one in event.data.list %}<{{ one }}>{% endfor %}", { data: { list: [1, 2] } }, "<1><2>"],
    ["the size of a list", "{{ event.data.list.size }}", { data: { list: [1, 2] } }, "2"],
    ["a time", "{{ event.time | iso }}", { time: 1_705_312_200_000 }, "2024-01-15T09:50:00.000Z"],
    ["a time in a user's own shape", "{{ event.time | date: '%H:%M' }}", { time: 1_705_312_200_000 }, "09:50"],
    ["a time in another zone", "{{ event.time | date: '%H:%M', 'Europe/Berlin' }}", { time: 1_705_312_200_000 }, "10:50"],
    ["no time at all", "{{ event.data.x | iso }}", { data: {} }, ""],
    ["a list, as JSON", "{{ event.data.list }}", { data: { list: [1, "b"] } }, '[1,"b"]'],
    ["an object, as JSON, with a filter before", "{{ event.data.o | default: 1 }}", { data: { o: { a: 1 } } }, '{"a":1}'],
    ["false", "{{ event.late }}", { late: false }, "false"],
  ])("%s", (_, source, event, expected) => {
    expect(render(source, event)).toBe(expected);
  });

  test.each(["{{ event.data.missing }}", "{{ event.data.missing.deeper }}", "{{ event.message }}", "{{ event.data.missing | upcase }}"])(
    "nothing for what is missing: %s",
    (source) => {
      expect(render(`[${source}]`, { data: {} })).toBe("[]");
    },
  );

  test("half a character becomes U+FFFD, since receivers refuse it", () => {
    expect(render("{{ event.message }}", { message: "a\ud83d" })).toBe("a\ufffd");
    expect(render("{{ event.message }}", { message: "a\ud83d" }, "url")).toBe("a%EF%BF%BD");
    expect(render("{{ event.message | upcase }}", { message: "a\ud83d" })).toBe("A\ufffd");
  });
});

describe("values are inert where they land", () => {
  const hostile = `<!channel> & "it's"/?#`;
  test.each([
    ["none", `<!channel> & "it's"/?#`],
    ["slack", `&lt;!channel&gt; &amp; "it's"/?#`],
    ["html", `&lt;!channel&gt; &amp; &quot;it&#39;s&quot;/?#`],
    ["markdown", `\\<!channel\\> & "it's"/?\\#`],
    ["url", "%3C!channel%3E%20%26%20%22it's%22%2F%3F%23"],
  ] as const)("%s", (style, expected) => {
    expect(render("{{ event.message }}", { message: hostile }, style)).toBe(expected);
    expect(render("{{ event.message | append: '' }}", { message: hostile }, style)).toBe(expected);
  });

  test("the template's own text stays as it was written", () => {
    expect(render("<b>{{ event.message }}</b>", { message: "<i>" }, "html")).toBe("<b>&lt;i&gt;</b>");
  });

  test("the filter that would undo it is refused", () => {
    expect(faults(template({ escape: "html" }), "{{ event.message | raw }}")).toEqual([
      'E_TEMPLATE: unknown filter "raw": every value is made safe for where it lands',
    ]);
  });
});

// E16
describe("data is never evaluated", () => {
  test.each([
    "{{env.SLACK_TOKEN}}",
    "$" + "{SLACK_TOKEN}",
    "{{constructor.constructor('return process')()}}",
    "{% assign x = 1 %}",
    "{{ event.agent }}",
  ])("%s", (message) => {
    expect(render("{{ event.message }}", { message, agent: "A91" })).toBe(message);
    expect(render("{{ event.message | append: '' }}{% if true %}{{ event.message }}{% endif %}", { message, agent: "A91" })).toBe(
      message + message,
    );
    expect(renderTree({ text: "{{ event.message }}", long: "> {{ event.message | strip }}" }, { message, agent: "A91" })).toEqual({
      text: message,
      long: `> ${message}`,
    });
  });

  test("whatever is said is rendered as it was said, by either way", () => {
    const pieces = fc.constantFrom(
      "{{",
      "}}",
      "{%",
      "%}",
      "event.agent",
      " | raw",
      "$" + "{",
      "}",
      "\\",
      '"',
      "'",
      "assign x = 1",
      "\n",
      "é",
      "👍",
    );
    const message = fc.array(fc.oneof(pieces, fc.string({ unit: "grapheme" }))).map((parts) => parts.join(""));
    fc.assert(
      fc.property(message, (said) => {
        expect(render("{{ event.message }}", { message: said })).toBe(said);
        expect(render("{{ event.message | append: '' }}", { message: said })).toBe(said);
        expect(renderTree({ a: ["{{ event.message }}", "{{ event.message | append: '' }}"] }, { message: said })).toEqual({
          a: [said, said],
        });
        expect(decodeURIComponent(render("{{ event.message }}", { message: said }, "url"))).toBe(said);
      }),
    );
  });

  test("the filters that read an argument as an expression are gone", () => {
    expect(faults(template({ escape: "none" }), "{{ event.data.list | where_exp: 'x', event.message }}")).toEqual([
      expect.stringContaining('unknown filter "where_exp"'),
    ]);
  });

  // R24
  test("only own keys are seen", () => {
    for (const path of ["event.data.constructor", "event.data.__proto__", "event.data.toString", "event.data.constructor.prototype"]) {
      expect(render(`[{{ ${path} }}]`, { data: {} })).toBe("[]");
      expect(render(`[{{ ${path} | upcase }}]`, { data: {} })).toBe("[]");
      expect(renderTree(`{{ ${path} }}`, { data: {} })).toBe(null);
    }
  });

  test.each(["{% include '/etc/hostname' %}", "{% render 'x' %}", "{% layout 'x' %}", "{% block x %}{% endblock %}"])(
    "no file is ever read: %s",
    (source) => {
      expect(faults(template({ escape: "none" }), source)).toEqual([expect.stringMatching(/E_TEMPLATE: unknown tag "\w+"/)]);
    },
  );

  test("a template has no clock: the same event always renders the same", () => {
    expect(render("{{ 'now' | date: '%Y' }}{{ 'today' | date: '%Y' }}", {})).toBe("nowtoday");
  });
});

// C14
describe("unknown variables are found at load", () => {
  test.each([
    ["{{ event.mesage }}", 'unknown variable "event.mesage": did you mean "event.message"?'],
    ["{{ message }}", 'unknown variable "message": did you mean "event.message"?'],
    ["{{ evnt.agent }}", 'unknown variable "evnt": did you mean "event"?'],
    ["{{ env.SLACK_BOT_TOKEN }}", 'unknown variable "env": variables begin with event, rule, finding, session, identity'],
    ["{{ session.enagement | round: 2 }}", 'unknown variable "session.enagement": did you mean "session.engagement"?'],
    [
      "{% if event.room_name %}x{% endif %}",
      'unknown variable "event.room_name": did you mean "event.data.room_name"? What the sender adds to an event is under data',
    ],
    ["{{ event.transcript }}", 'unknown variable "event.transcript": did you mean "event.message"?'],
    ["{{ event.message.lang }}", '"event.message" is a single value, there is no "lang" in it'],
    ["{{ event.data[sesion.id] }}", 'unknown variable "sesion": did you mean "session"?'],
  ])("%s", (source, expected) => {
    expect(faults(template({ escape: "none" }), source)).toEqual([`E_UNKNOWN_REF: ${expected}`]);
  });

  test("all of one template are named, each once", () => {
    expect(faults(template({ escape: "none" }), "{{ event.a1 }} {{ event.b1 }} {{ event.a1 }}")).toHaveLength(2);
  });

  test.each([
    "{{ finding.count }}",
    "{{ event.data.anything.at.all }}",
    "{% assign x = event.agent %}{{ x }}",
    "{{ event.message.size }}",
    "{{ finding.reasons.first }}",
  ])("known: %s", (source) => {
    expect(faults(template({ escape: "none" }), source)).toEqual([]);
  });
});

describe("a template that cannot be read", () => {
  test.each([
    ["{{ event.agent", "the template cannot be read at line 1, column 1: a {{ is not closed: write {{ event.message }}"],
    ["a\n{% if %}", "the template cannot be read at line 2, column 6: {% if … %} is not closed: write {% endif %} where it ends"],
    ["{{ event.agent | upcas }}", 'unknown filter "upcas": did you mean "upcase"?'],
    ["{% fi event.agent %}", 'unknown tag "fi": did you mean "if"?'],
  ])("%s", (source, expected) => {
    expect(faults(template({ escape: "none" }), source)).toEqual([`E_TEMPLATE: ${expected}`]);
  });
});

describe("a template is bounded", () => {
  test.each([
    ["a long loop", "{% for a in (1..100000000) %}x{% endfor %}"],
    ["loops in loops", "{% for a in (1..3000) %}{% for b in (1..3000) %}{% for c in (1..3000) %}{% endfor %}{% endfor %}{% endfor %}"],
    ["a text that doubles", "{% assign x = 'ab' %}{% for i in (1..40) %}{% assign x = x | append: x %}{% endfor %}{{ x }}"],
  ])("%s", (_, source) => {
    const started = performance.now();
    expect(() => render(source, {})).toThrow(RenderError);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("by what it does, not by the clock: other programs may have the processor meanwhile", () => {
    const event = {
      get message() {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
        return "late";
      },
    };
    expect(render("{{ event.message | upcase }}{% if true %}!{% endif %}", event)).toBe("LATE!");
  });

  test("what it renders has a greatest length, by either way", () => {
    const event = { message: "&".repeat(longestText / 4) };
    expect(() => render("{{ event.message }}", event, "slack")).toThrow(RenderError);
    expect(() => render("{{ event.message | strip }}", event, "slack")).toThrow(RenderError);
    expect(render("{{ event.message }}", { message: "a".repeat(200_000) })).toHaveLength(200_000);
  });

  test("why it failed tells nothing of the event", () => {
    const fails = () => render("{% for a in (1..100000000) %}{{ event.message }}{% endfor %}", { message: "my card is 4111" });
    expect(fails).toThrow(/^the template does too much, or takes too much memory at line 1, column \d+$/);
  });
});

describe("a tree", () => {
  test("a text that is one expression keeps the value's type", () => {
    const data = { count: 3, list: [1], object: { a: null }, no: false, time: 1_705_312_200_000 };
    const source = {
      count: "{{ event.data.count }}",
      list: "{{ event.data.list }}",
      object: "{{ event.data.object }}",
      no: "{{event.data.no}}",
      missing: "{{ event.data.nothing }}",
      more: "{{ event.data.count | plus: 1 }}",
      text: "{{ event.data.count }}!",
      at: "{{ event.data.time | iso }}",
      fixed: [1, null, true, "a"],
    };
    expect(renderTree(source, { data })).toEqual({
      count: 3,
      list: [1],
      object: { a: null },
      no: false,
      missing: null,
      more: 4,
      text: "3!",
      at: "2024-01-15T09:50:00.000Z",
      fixed: [1, null, true, "a"],
    });
  });

  test("values keep every character: they are data of JSON, not text of it", () => {
    const message = `"}],\\ \n<!channel> {{ event.agent }}`;
    expect(renderTree({ a: ["{{ event.message }}"] }, { message })).toEqual({ a: [message] });
  });

  test("a mistake in it is found where it stands", () => {
    expect(faults(z.strictObject({ json: tree() }), { json: { a: [{ b: "{{ event.mesage }}" }], c: "{{ evnt }}" } })).toEqual([
      'json.a.0.b E_UNKNOWN_REF: unknown variable "event.mesage": did you mean "event.message"?',
      'json.c E_UNKNOWN_REF: unknown variable "evnt": did you mean "event"?',
    ]);
  });
});

test("templates and trees can be spelled again, and described for editors", () => {
  const schema = z.strictObject({ text: template({ escape: "slack" }), json: tree().optional() });
  const written = { text: "{{ event.agent }}", json: { a: ["{{ rule.name }}", 1] } };
  expect(z.encode(schema, schema.parse(written))).toEqual(written);
  expect(z.toJSONSchema(schema, { io: "input" })).toMatchObject({ properties: { text: { type: "string" } }, required: ["text"] });
});

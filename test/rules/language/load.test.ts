// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of rules.yaml look like this
import { describe, expect, test } from "vitest";
import { framed } from "../../../src/rules/language/diagnostic.ts";
import { complaints, environment, loaded, loadText } from "../../support/load.ts";

const usual = `
version: 1
destinations:
  support: { chat: { channel: "#help" } }
  crm: { post: { url: "\${POST_URL}", headers: { authorization: "Bearer \${file:/run/secrets/post}" } } }
rules:
  - name: asks-for-a-human
    on: chat.push
    when: { role: user, keywords: refund }
    severity: high
    then:
      - support
      - { to: support, text: "{{ event.message }}" }
      - { to: crm, json: { agent: "{{ event.agent }}" } }
    throttle: 10m
`;

describe("a right file", () => {
  test("becomes sources, destinations and rules, with every default filled in", () => {
    const { file } = loaded(usual);
    expect(file.settings).toEqual({
      timezone: "UTC",
      calendars: new Map(),
      mutes: [],
      reports: [],
      input: "auto",
      balanceLow: 24 * 60 * 60_000,
      masksForViewers: false,
      sessions: { idleAfter: 30 * 60_000 },
      retention: {
        events: 30 * 86_400_000,
        deliveries: 90 * 86_400_000,
        dedupe: 90 * 86_400_000,
        quarantined: 30 * 86_400_000,
        quarantinedBytes: 536_870_912,
        figures: 63_072_000_000,
      },
      redact: [],
      bounds: { text: 32_768, messages: 500 },
    });
    expect(file.sources).toEqual([
      {
        name: "bithuman",
        path: "/webhook",
        shownPath: "/webhook",
        preset: expect.objectContaining({ name: "bithuman" }),
        proof: {
          kind: "secret",
          secrets: [environment.BITHUMAN_WEBHOOK_SECRET],
          signatures: [{ kind: "bithuman", scheme: "auto" }],
          shownIn: ["x-webhook-secret", "x-api-key", "authorization"],
        },
        headers: {},
        allowIps: [],
        trustedHops: 0,
        trustedProxies: [],
        repeatsFor: 0,
      },
    ]);
    expect(file.destinations).toMatchObject([
      { name: "support", kind: { type: "chat" }, settings: { channel: "#help", pace: "fast" } },
      {
        name: "crm",
        kind: { type: "post" },
        settings: { url: environment.POST_URL, headers: { authorization: "Bearer s3cret-in-a-file" } },
      },
    ]);
    expect(file.rules).toMatchObject([
      {
        id: "asks-for-a-human",
        name: "asks-for-a-human",
        mode: "live",
        late: "send",
        on: ["chat.push"],
        when: { role: "user", keywords: ["refund"] },
        severity: "high",
        throttle: { every: 600_000, per: [] },
        then: [{ to: "support" }, { to: "support" }, { to: "crm" }],
      },
    ]);
  });

  test("nothing but a version is a file, and hears every rule's silence", () => {
    expect(loaded("version: 1").file).toMatchObject({ destinations: [], rules: [], sources: [{ name: "bithuman" }] });
  });

  test.each([
    ["absent", "", ["*"]],
    ["a name", "on: chat.push", ["chat.push"]],
    ["a list", "on: [chat.push, room.join]", ["chat.push", "room.join"]],
    ["everything", 'on: "*"', ["*"]],
  ])("on: %s", (_, on, expected) => {
    const rule = loaded(
      `version: 1\ndestinations: { support: { chat: { channel: a } } }\nrules:\n  - name: a\n    then: [support]\n    ${on}`,
    ).file.rules[0];
    expect(rule?.on).toEqual(expected);
    expect(rule?.when).toEqual({});
  });

  test.each([
    ["10m", { every: 600_000, per: [] }],
    ["{ every: 10m }", { every: 600_000, per: [] }],
    ["{ every: 10m, per: event.agent }", { every: 600_000, per: [["agent"]] }],
    ["{ every: 1h, per: [event.agent, data.error.code] }", { every: 3_600_000, per: [["agent"], ["data", "error", "code"]] }],
  ])("throttle: %s", (throttle, expected) => {
    const text = `version: 1\ndestinations: { support: { chat: { channel: a } } }\nrules: [{ name: a, then: [support], throttle: ${throttle} }]`;
    expect(loaded(text).file.rules[0]?.throttle).toEqual(expected);
  });

  test("its tests are kept out of it: they hold what visitors say", () => {
    const rule = "destinations: { support: { chat: { channel: a } } }\nrules: [{ name: r, then: [support] }]";
    const test = 'tests: [{ name: a, chat: ["+0s user: it costs ${POST_URL} and ${NOTHING}"], never: [r] }]';
    const { tests, secrets } = loaded(`version: 1\n${rule}\n${test}`);
    expect(tests[0]?.steps[0]?.data.message).toBe("it costs ${POST_URL} and ${NOTHING}");
    expect(secrets).toEqual([]);
  });
});

describe("sources", () => {
  function sources(text: string, others = {}) {
    return loaded(`version: 1\nsources:\n  a: ${text}`, others).file.sources;
  }

  test("several secrets may stand in one variable while a new one takes over", () => {
    expect(sources('{ verify: { secrets: ["${ROTATING}", third] } }')[0]?.proof).toMatchObject({
      secrets: ["old-one", "new-one", "third"],
    });
    expect(loaded("version: 1", { variable: () => "one,two , three" }).file.sources[0]?.proof).toMatchObject({
      secrets: ["one", "two", "three"],
    });
  });

  test("a source with headers alone is checked by them alone, with both by both", () => {
    expect(sources('{ headers: { X-API-Key: "${CHAT_TOKEN}" } }')).toMatchObject([
      { proof: { kind: "headers" }, headers: { "x-api-key": environment.CHAT_TOKEN } },
    ]);
    expect(sources('{ verify: {}, headers: { x-api-key: "${CHAT_TOKEN}" } }')).toMatchObject([
      { proof: { kind: "secret", secrets: [environment.BITHUMAN_WEBHOOK_SECRET], shownIn: [] }, repeatsFor: 40_000 },
    ]);
    expect(sources("{ allow_ips: 52.14.127.0/24, trusted_hops: 2, trusted_proxies: 10.0.0.0/8 }")).toMatchObject([
      { proof: { kind: "secret" }, allowIps: ["52.14.127.0/24"], trustedHops: 2, trustedProxies: ["10.0.0.0/8"] },
    ]);
  });

  // R08
  test("without a secret there is no file, and without signatures only where nobody else reaches the port", () => {
    expect(complaints("version: 1", { variable: () => undefined })).toEqual([
      "rules.yaml:1:1: error E_NO_SECRET sources.bithuman.verify.secrets: there is no secret to check signatures with: set BITHUMAN_WEBHOOK_SECRET",
    ]);
    expect(complaints("version: 1", { variable: () => " , " })).toHaveLength(1);
    expect(complaints("version: 1\nsources: { a: { verify: { scheme: none } } }")).toEqual([expect.stringContaining("E_UNSIGNED")]);
    expect(sources("{ verify: { scheme: none } }", { loopback: true })).toMatchObject([{ proof: { kind: "none" } }]);
  });
});

describe("texts are masked for viewers of the admin port", () => {
  test.each([
    ["{}", false],
    ["{ mask_for_viewers: false }", false],
    ["{ mask_for_viewers: true }", true],
  ])("%s", (settings, masks) => {
    expect(loaded(`version: 1\nsettings: ${settings}`).file.settings.masksForViewers).toBe(masks);
  });
});

// R11
describe("duplicates are known for longer than events are kept", () => {
  test.each([
    ["{}", 90],
    ["{ events: 180d }", 180],
    ["{ events: 7d, dedupe: 7d }", 7],
  ])("%s", (retention, days) => {
    expect(loaded(`version: 1\nsettings: { retention: ${retention} }`).file.settings.retention.dedupe).toBe(days * 86_400_000);
  });
});

describe("figures are kept", () => {
  test.each([
    ["{}", 730],
    ["{ insights: { keep: 90d } }", 90],
    ["{ insights: off }", 0],
  ])("%s: %i days", (settings, days) => {
    expect(loaded(`version: 1\nsettings: ${settings}`).file.settings.retention.figures).toBe(days * 86_400_000);
  });

  test("but not for a span that is none", () => {
    expect(complaints("version: 1\nsettings: { insights: never }")).toEqual([expect.stringContaining("settings.insights")]);
  });
});

describe("what was set aside", () => {
  test("is kept for as long and up to as many bytes as the file says", () => {
    const { retention } = loaded("version: 1\nsettings: { retention: { quarantined: 1d, quarantined_mb: 2 } }").file.settings;
    expect(retention).toMatchObject({ quarantined: 86_400_000, quarantinedBytes: 2_097_152 });
  });

  test.each(["0", "1.5", "1048577", "512MB"])("is not kept up to %s", (megabytes) => {
    const said = complaints(`version: 1\nsettings: { retention: { quarantined_mb: ${megabytes} } }`);
    expect(said).toEqual([expect.stringContaining("settings.retention.quarantined_mb")]);
  });
});

describe("references to what is outside", () => {
  // C09
  test("everything that came from one is told, so that nobody shows it", () => {
    expect(loaded(usual).secrets).toEqual([
      { name: "POST_URL", value: environment.POST_URL },
      { name: "file:/run/secrets/post", value: "s3cret-in-a-file" },
    ]);
  });

  test("a text may hold the characters themselves", () => {
    const text = 'version: 1\ndestinations: { a: { post: { url: "$${POST_URL} for $5" } } }';
    expect(loaded(text).file.destinations[0]?.settings).toMatchObject({ url: "${POST_URL} for $5" });
  });

  // C09
  test("a destination that needs a variable is refused without it", () => {
    expect(complaints(usual, { variable: (name) => (name === "CHAT_TOKEN" ? undefined : environment[name]) })).toEqual([
      'rules.yaml:4:14: error E_ENV_MISSING destinations.support.chat: the environment has no CHAT_TOKEN: "support" cannot send without it',
    ]);
  });

  test("in a preview nothing needs to be there", () => {
    const { file } = loaded(usual, { variable: () => undefined, readFile: () => undefined, placeholders: true });
    expect(file.sources[0]?.proof).toMatchObject({ secrets: ["preview-BITHUMAN_WEBHOOK_SECRET"] });
    expect(file.destinations[1]?.settings).toMatchObject({ url: "preview-POST_URL", headers: { authorization: "Bearer preview-post" } });
  });

  // C09
  test("a name that came from one is not repeated in a message", () => {
    const lines = complaints('version: 1\nrules: [{ name: a, then: ["${CHAT_TOKEN}"] }]');
    expect(lines).toEqual([
      'rules.yaml:2:27: error E_UNKNOWN_REF rules[0].then[0]: unknown destination "***": there are none in this file',
    ]);
  });
});

// C10
describe("the effective configuration, for people", () => {
  test("holds what was written and every default, and no secret", () => {
    const { effective } = loaded(usual);
    expect(effective).toEqual({
      version: 1,
      settings: {
        calendar: {},
        mutes: [],
        timezone: "UTC",
        input: "auto",
        sessions: { idle_after: "30m" },
        retention: { events: "30d", deliveries: "90d", dedupe: "90d", quarantined: "30d", quarantined_mb: 512 },
        insights: { keep: "730d" },
        redact: [],
        mask_for_viewers: false,
        longest_text: 32_768,
        messages_per_event: 500,
      },
      slack: {
        allow: { claim: "everyone", snooze: "everyone", resolve: "everyone", mute: "everyone", rate: "everyone", speak: "nobody" },
        thread_replies: false,
      },
      sources: {
        bithuman: {
          preset: "bithuman",
          path: "/webhook",
          verify: { scheme: "auto", secrets: ["***"], headers: ["x-webhook-secret", "x-api-key", "authorization"] },
          trusted_hops: 0,
        },
      },
      destinations: {
        support: { chat: { channel: "#help", pace: "fast" } },
        crm: { post: { url: "***", headers: { authorization: "Bearer ***" }, timeout: "10s" } },
      },
      rules: [
        {
          name: "asks-for-a-human",
          id: "asks-for-a-human",
          mode: "live",
          late: "send",
          on: "chat.push",
          when: { role: "user", keywords: "refund" },
          severity: "high",
          then: [
            "support",
            { to: "support", title: "{{ rule.name }}", text: "{{ event.message }}" },
            { to: "crm", json: { agent: "{{ event.agent }}" } },
          ],
          throttle: "10m",
        },
      ],
    });
  });

  test("secrets that stand in the file are warned of, and not shown either", () => {
    const text = "version: 1\ndestinations:\n  a: { post: { url: x, password: hunter2, headers: { authorization: Bearer abc } } }";
    const { warnings, effective, secrets } = loaded(text);
    expect(secrets).toContainEqual({ name: "rules.yaml:destinations.a.post.password", value: "hunter2" });
    expect(warnings.map(({ level, code, path }) => [level, code, path])).toEqual([
      ["warning", "W_SECRET_INLINE", "destinations.a.post.password"],
      ["warning", "W_SECRET_INLINE", "destinations.a.post.headers.authorization"],
    ]);
    expect(effective).toMatchObject({ destinations: { a: { post: { password: "***", headers: { authorization: "***" } } } } });
    expect(warnings.map(framed).join("\n")).not.toMatch(/hunter2|abc/);
  });
});

describe("a frame shows the place", () => {
  function frames(text: string): readonly string[] {
    const result = loadText(text);
    return result.kind === "refused" ? result.diagnostics.map(framed) : [];
  }

  test("with the line before it and carets under it", () => {
    expect(frames("version: 1\nrules:\n  - name: a\n    whn: { role: user }\n    then: [b]")[0]).toBe(
      [
        'rules.yaml:4:5: error E_UNKNOWN_KEY rules[0].whn: unknown key "whn", did you mean "when"?',
        "  3 |   - name: a",
        "> 4 |     whn: { role: user }",
        "    |     ^^^",
      ].join("\n"),
    );
  });

  test("of a long line only the part around it", () => {
    const [frame = ""] = frames(`version: 1\nrules: [{ name: ${"a".repeat(90)}, then: [b], ${" ".repeat(400)} whn: 1 }]`).slice(-1);
    const [, , shown = "", carets = ""] = frame.split("\n");
    expect(shown.length).toBeLessThan(140);
    expect(shown.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("whn");
  });

  // C10
  test("no secret, even where the file cannot be read at all", () => {
    const text = 'version: 1\ndestinations:\n  a: { post: { url: "https://me:hunter2@x", password: hunter3, token: xoxb-1-hunter4\n  b: [';
    expect(frames(text).join("\n")).toContain("E_YAML_SYNTAX");
    expect(frames(text).join("\n")).not.toContain("hunter");
  });

  test.each([
    ["right", "https://in.example.com/hidden-path"],
    ["wrong", "htp://in.example.com:99999/hidden-path"],
  ])("of a URL that is %s only the host", (_, url) => {
    const [frame] = frames(`version: 1\ndestinations: { a: { post: { url: "${url}", typo: 1 } } }`);
    expect(frame).toContain("in.example.com");
    expect(frame).not.toContain("hidden-path");
  });
});

test("the time to load a rule does not grow with their number", () => {
  const text = (count: number) =>
    `version: 1\ndestinations: { support: { chat: { channel: a } } }\nrules:\n${Array.from({ length: count }, (_, index) => `  - { name: r${index}, on: chat.push, when: { role: user, keywords: [word${index}] }, then: [support] }`).join("\n")}`;
  const took = (count: number) => {
    const started = performance.now();
    expect(loaded(text(count)).file.rules).toHaveLength(count);
    return performance.now() - started;
  };
  took(500);
  const [some, many] = [took(500), took(4_000)];
  expect(many).toBeLessThan(4 * 8 * Math.max(some, 20));
});

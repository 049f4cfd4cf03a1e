import { describe, expect, it } from "vitest";
import { type Plugin, pluginApi } from "../../src/core/plugin.ts";
import { defineDestination } from "../../src/index.ts";
import { type CounterpartFault, conformsToCondition, conformsToDestination, conformsToSource } from "../../src/plugin/conformance.ts";
import { pluginKit } from "../../src/plugin/open.ts";
import { openHttpSink, type SinkStep } from "../support/http-sink.ts";

type Make = (kit: typeof pluginKit) => Plugin;

async function exampleOf<Kind extends Plugin["kind"]>(name: string, kind: Kind): Promise<Plugin & { readonly kind: Kind }> {
  const path: string = `../../examples/plugins/${name}.mjs`;
  const { default: make } = (await import(path)) as { readonly default: Make }; // each example's default function
  const plugin = make(pluginKit);
  if (plugin.kind !== kind) throw new Error(`${name} is no ${kind}`);
  return plugin as Plugin & { readonly kind: Kind }; // just compared
}

const steps: Readonly<Record<CounterpartFault, SinkStep>> = {
  unavailable: { kind: "answer", status: 503 },
  refused: { kind: "answer", status: 400 },
  throttled: { kind: "answer", status: 429, headers: { "retry-after": "7" } },
  unauthorized: { kind: "answer", status: 401 },
  silent: { kind: "hang" },
};

const faults = Object.keys(steps) as readonly CounterpartFault[]; // its keys

async function counterpart() {
  const sink = await openHttpSink();
  return {
    settings: { url: `${sink.url}/topic`, token: "tk_canary" },
    arrange: (fault: CounterpartFault) => sink.script(steps[fault]),
    keys: () => sink.requests.map(({ headers }) => String(headers["idempotency-key"])),
    close: () => sink.close(),
  };
}

conformsToDestination(
  { plugin: await exampleOf("ntfy", "destination"), faults, secrets: ["tk_canary"], open: counterpart },
  { describe, it },
);
conformsToCondition(await exampleOf("shouting", "condition"), { describe, it });
conformsToSource(await exampleOf("survey", "source"), { describe, it });

describe("the conformance suite", () => {
  /** Runs each test of a suite, and tells which failed. */
  async function failed(plugin: Parameters<typeof conformsToDestination>[0]["plugin"]): Promise<readonly string[]> {
    const tests: (readonly [string, () => unknown])[] = [];
    const runner = {
      describe: (_: string, body: () => void) => body(),
      it: (name: string, body: () => unknown) => void tests.push([name, body]),
    };
    conformsToDestination({ plugin, faults, open: counterpart }, runner);
    const names: string[] = [];
    for (const [name, body] of tests) {
      try {
        await body();
      } catch {
        names.push(name);
      }
    }
    return names;
  }

  it("finds a destination that takes each answer for a success, and tells what was said", async () => {
    const careless = defineDestination({
      type: "careless",
      summary: "Looks at nothing.",
      settings: { url: pluginKit.z.string(), token: pluginKit.z.string() },
      example: { url: "https://a.example", token: "t" },
      open: ({ settings: { url } }) => ({
        async send({ body, key, signal }) {
          await fetch(url, { method: "POST", headers: { "idempotency-key": key }, body: body.text, signal });
          return { kind: "delivered" };
        },
      }),
    });
    expect(careless.avatarRelayPlugin).toBe(pluginApi);
    expect(await failed(careless)).toEqual([
      "ends as it should: unavailable",
      "ends as it should: refused",
      "ends as it should: throttled",
      "ends as it should: unauthorized",
      "says that nobody listens",
    ]);
  });
});

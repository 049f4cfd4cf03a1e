/** A preset with a vendor that is a real server on loopback. */

import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach } from "vitest";
import type { Message, Outcome } from "../../src/core/delivery.ts";
import type { Configured, SendContext, Sender, View } from "../../src/core/destination.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { http } from "../../src/destinations/http.ts";
import { takePreset } from "../../src/destinations/preset/shelf.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "./destination-edge.ts";
import { type HttpSink, openHttpSink } from "./http-sink.ts";
import { makeJoin } from "./make.ts";

export const ada: JsonObject = {
  email: "ada@example.com",
  name: "Ada Lovelace",
  first_name: "Ada",
  last_name: "Lovelace",
  external_id: "u-1815",
};

/** A visitor who is known. */
export function viewOf(identity: JsonObject = ada, override: Partial<View> = {}): View {
  const view = makeView(makeJoin());
  return { ...view, identity, ...override };
}

/** As Google makes one: https://docs.cloud.google.com/iam/docs/keys-create-delete. */
const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const keyFile = JSON.stringify({
  type: "service_account",
  client_email: "relay@acme.iam.gserviceaccount.com",
  private_key: privateKey,
});

/** Checks what the account of `settingsFor` has signed. */
export const servicePublicKey: string = publicKey;

/** What a preset asks for, with every address on loopback. */
export function settingsFor(preset: string, url: string): JsonObject {
  const taken = takePreset(preset);
  if (!taken.ok) throw new Error(taken.faults.map(({ text }) => text).join("\n"));
  const { inputs, needs_one: [first] = [] } = taken.shelved.file;
  const given = Object.entries(inputs).flatMap(([name, input]): readonly (readonly [string, Json])[] => {
    if (name === "base" || name === "accounts") return [[name, url]];
    if (name === "webhook_url") return [[name, `${url}/hooks/canary-hook?sig=canary-signature`]];
    if (name === "service_account") return [[name, keyFile]];
    return input.default === undefined && (input.optional !== true || name === first) ? [[name, `canary-${name}`]] : [];
  });
  return { preset, ...Object.fromEntries(given), allow_private: ["127.0.0.0/8"] };
}

export interface PresetCase {
  readonly to: Configured;
  readonly sender: Sender;
  /** Another message each time it is called. */
  message(view?: View, action?: JsonObject): Message;
  /** Sends as a dispatcher does: goes on with the next request until it has ended one way or another. */
  deliver(message: Message, override?: Partial<SendContext>): Promise<Outcome>;
}

export function openPreset(preset: string, url: string, more: JsonObject = {}): PresetCase {
  const to = configured(http, { ...settingsFor(preset, url), ...more });
  const sender = to.open(makeEdge());
  return {
    to,
    sender,
    message(view = viewOf(), action = {}) {
      const [message] = renderedBy(http, to, action, view);
      if (message === undefined) throw new Error("nothing was rendered");
      return message;
    },
    async deliver(message, override = {}) {
      let outcome = await sender.send(message, makeContext(message, override));
      while (outcome.kind === "onward") {
        // As a store keeps it.
        const progress = JSON.parse(JSON.stringify(outcome.progress)) as Json;
        outcome = await sender.send(message, makeContext(message, { ...override, progress }));
      }
      return outcome;
    },
  };
}

/** A vendor for each test of a file, and presets that talk to it; all of it is closed behind the test. */
export function vendorOnLoopback(): { readonly sink: HttpSink; open(preset: string, more?: JsonObject): PresetCase } {
  const opened: Pick<PresetCase, "sender">[] = [];
  let current: HttpSink | undefined;
  const now = (): HttpSink => {
    if (current === undefined) throw new Error("no test runs");
    return current;
  };
  beforeEach(async () => {
    current = await openHttpSink();
  });
  afterEach(async () => {
    for (const { sender } of opened.splice(0)) await sender.close();
    await now().close();
  });
  return {
    sink: new Proxy({} as HttpSink, { get: (_, key) => Reflect.get(now(), key) }), // what is asked of it is asked of the current one
    open(preset, more = {}) {
      const one = openPreset(preset, now().url, more);
      opened.push(one);
      return one;
    },
  };
}

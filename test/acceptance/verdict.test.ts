/** A language model's second opinion from end to end: asked of what is likely, heard as an event, told by a rule. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { openWorkshop, type Relay, type Workshop } from "../support/relay.ts";

let model: HttpSink;
let desk: HttpSink;
let workshop: Workshop;
let relay: Relay;

function rules(): string {
  return `
version: 1
settings: { redact: [email] }
destinations:
  second-opinion: { verdict: { url: "${model.url}/v1/chat/completions", model: small, key: "\${MODEL_KEY}", allow_private: [127.0.0.0/8] } }
  desk: { http: { method: POST, url: "${desk.url}/in", json: { session: "{{ event.session }}", why: "{{ event.data.why }}" }, allow_private: [127.0.0.0/8] } }
rules:
  - name: perhaps-frustrated
    on: chat.push
    when: { role: user, keywords: [parcel] }
    then: [second-opinion]
  - name: frustrated
    on: relay.verdict
    when: { field: { path: data.score, at_least: 0.7 } }
    then: [desk]
    throttle: 10m
`;
}

beforeAll(async () => {
  [model, desk] = await Promise.all([openHttpSink(), openHttpSink()]);
  model.always({
    kind: "respond",
    respond: ({ body }) => {
      const content = JSON.stringify({ score: body.includes("three weeks") ? 0.9 : 0.1, why: "waits for weeks" });
      return { status: 200, body: JSON.stringify({ choices: [{ message: { content } }] }) };
    },
  });
  workshop = openWorkshop(rules());
  relay = await workshop.start({ MODEL_KEY: "canary-model-key" });
});

afterAll(async () => {
  await workshop.close();
  await Promise.all([model.close(), desk.close()]);
});

it("alerts where the model agrees, stays silent where it does not, and sends it nothing that is redacted", async () => {
  await relay.say("thank you, the parcel is here");
  await relay.say("three weeks and no parcel, write to me at jo@example.com");
  await desk.until(1);
  await model.until(2);
  expect(desk.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ session: "s1", why: "waits for weeks" }]);
  expect(model.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer canary-model-key", "Bearer canary-model-key"]);
  expect(model.requests.map(({ body }) => body).join()).not.toContain("jo@example.com");
  expect(relay.lines.join()).not.toContain("canary");
});

/**
 * Records on loopback what the vendors' own clients send, for test/destinations/preset/recorded.test.ts to compare the presets with:
 * `npm ci && npm run record`, in this folder. Needed again only when a client is brought up to date.
 */

import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Client as HubSpot } from "@hubspot/api-client";
import { AssociationSpecAssociationCategoryEnum } from "@hubspot/api-client/lib/codegen/crm/objects/notes/index.js";
import pagerduty from "@pagerduty/pdjs";
import { IntercomClient } from "intercom-client";
import { Connection } from "jsforce";
import zendeskClient from "node-zendesk";
import { Configuration, PersonsApi } from "pipedrive/v2";

const folder = new URL("../../destinations/preset/fixtures/", import.meta.url);

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Headers that say what the request is; the others are the client's own affair. */
const telling = ["authorization", "content-type", "x-api-token", "intercom-version"];

/** Answers that let each client go on; `{}` for all others. */
const answers: readonly (readonly [RegExp, unknown])[] = [
  [/oauth2\/token/, { access_token: "canary-access", instance_url: "", token_type: "Bearer" }],
  [/batch\/upsert/, { status: "COMPLETE", results: [], startedAt: "2026-03-02T09:00:00Z", completedAt: "2026-03-02T09:00:00Z" }],
  [/persons\/search/, { success: true, data: { items: [] } }],
];

async function recorded(talk: (url: string) => Promise<unknown>, tls = false): Promise<readonly Recorded[]> {
  const requests: Recorded[] = [];
  const serve = (request: IncomingMessage, response: ServerResponse) => void answer(request, response, requests);
  const at = (file: string) => readFileSync(new URL(`../../receive/tls/${file}`, import.meta.url));
  const server = tls ? createTlsServer({ cert: at("cert.pem"), key: at("key.pem") }, serve) : createServer(serve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port
  try {
    await talk(`${tls ? "https" : "http"}://127.0.0.1:${port}`);
  } catch (error) {
    if (requests.length === 0) throw error; // else it only did not like our answer
  }
  server.closeAllConnections();
  server.close();
  return requests;
}

async function answer(request: IncomingMessage, response: ServerResponse, requests: Recorded[]): Promise<void> {
  let text = "";
  for await (const piece of request.setEncoding("utf8")) text += String(piece);
  const { method = "", url: path = "", headers } = request;
  const told = Object.entries(headers).filter(([name]) => telling.includes(name));
  requests.push({ method, path, headers: Object.fromEntries(told) as Recorded["headers"], body: bodyOf(text) }); // none of these can be a list
  const [, body = {}] = answers.find(([pattern]) => pattern.test(path)) ?? [];
  response
    .writeHead(method === "POST" && !path.includes("batch") ? 201 : 200, { "content-type": "application/json" })
    .end(JSON.stringify(body));
}

function bodyOf(text: string): unknown {
  if (text === "") return null;
  return /^[{[]/.test(text) ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}

const email = "ada@example.com";
const upsert = { idProperty: "email", id: email, properties: { email, firstname: "Ada", lastname: "Lovelace" } };

function hubspot(url: string): HubSpot {
  return new HubSpot({ accessToken: "canary-token", basePath: url });
}

const note = {
  properties: { hs_timestamp: "2026-03-02T09:00:00.000Z", hs_note_body: "Room customer-support" },
  associations: [
    { to: { id: "101" }, types: [{ associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined, associationTypeId: 202 }] },
  ],
};

async function salesforce(url: string): Promise<Connection> {
  const oauth2 = { clientId: "canary-client_id", clientSecret: "canary-client_secret", loginUrl: url };
  const connection = new Connection({ oauth2, instanceUrl: url, version: "62.0" });
  await connection.authorize({ grant_type: "client_credentials" }).catch(() => undefined); // it looks for an organisation afterwards
  return new Connection({ instanceUrl: url, version: "62.0", accessToken: "canary-access" });
}

function zendesk(url: string): ReturnType<typeof zendeskClient.createClient> {
  return zendeskClient.createClient({ username: "canary-email", token: "canary-token", endpointUri: `${url}/api/v2` });
}

function intercom(url: string): IntercomClient {
  return new IntercomClient({ token: "canary-token", environment: url, maxRetries: 0 });
}

function pipedrive(url: string): PersonsApi {
  return new PersonsApi(new Configuration({ apiKey: "canary-token", basePath: `${url}/api/v2` }));
}

const contact = { role: "user", external_id: "u-1815", email, name: "Ada Lovelace" };

const ticket = {
  subject: "A visitor joined",
  comment: { body: "Room customer-support", public: false },
  requester: { name: "Ada Lovelace", email },
  external_id: "EVENT",
  priority: "high" as const,
  tags: ["avatar-relay"],
};

const alert = {
  routing_key: "canary-routing_key",
  event_action: "trigger",
  dedup_key: "joins/session_xyz789",
  payload: {
    summary: "A visitor joined",
    source: "A80HVD8577",
    severity: "error",
    timestamp: "2026-03-02T09:00:00.000Z",
    custom_details: { text: "Room customer-support", because: "a visitor joined", session: "session_xyz789" },
  },
} as const;

const recordings: Readonly<Record<string, () => Promise<readonly Recorded[]>>> = {
  "hubspot.contact": () => recorded((url) => hubspot(url).crm.contacts.batchApi.upsert({ inputs: [upsert] })),
  "hubspot.note": () =>
    recorded(async (url) => {
      await hubspot(url).crm.contacts.batchApi.upsert({ inputs: [{ ...upsert, properties: { email } }] });
      await hubspot(url).crm.objects.notes.basicApi.create(note);
    }),
  "salesforce.contact": () =>
    recorded(async (url) => {
      const contacts = (await salesforce(url)).sobject("Contact");
      await contacts.upsert({ Avatar_Session__c: "u-1815", LastName: "Lovelace", FirstName: "Ada", Email: email }, "Avatar_Session__c");
    }),
  "salesforce.task": () =>
    recorded(async (url) => {
      const task = {
        Subject: "A visitor joined",
        Status: "Not Started",
        Priority: "High",
        Description: "Room customer-support",
        WhoId: "101",
      };
      await (await salesforce(url)).sobject("Task").create(task);
    }),
  "pipedrive.person": () =>
    recorded(async (url) => {
      await pipedrive(url).searchPersons({ term: email, fields: "email", exact_match: true });
      const person = { name: "Ada Lovelace", emails: [{ value: email, primary: true, label: "work" }] };
      await pipedrive(url).addPerson({ AddPersonRequest: person });
      await pipedrive(url).updatePerson({ id: 101, UpdatePersonRequest: { name: "Ada Lovelace" } });
    }),
  "intercom.contact": () =>
    recorded(async (url) => {
      await intercom(url).contacts.create(contact);
      const { role: _, ...told } = contact;
      await intercom(url).contacts.update({ contact_id: "101", ...told });
    }),
  "intercom.event": () =>
    recorded((url) => {
      const metadata = { agent: "A80HVD8577", session: "session_xyz789", because: "a visitor joined" };
      return intercom(url).events.create({ event_name: "joins", created_at: 1_772_442_000, user_id: "u-1815", metadata });
    }),
  "zendesk.user": () =>
    recorded((url) => zendesk(url).users.createOrUpdate({ user: { name: "Ada Lovelace", email, external_id: "u-1815" } })),
  "zendesk.ticket": () => recorded((url) => zendesk(url).tickets.create({ ticket })),
  "pagerduty.event": () => recorded((url) => pagerduty.event({ server: new URL(url).host, data: alert }), true),
};

process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"; // PagerDuty's client insists on TLS, and our certificate is our own
mkdirSync(folder, { recursive: true });
for (const [preset, record] of Object.entries(recordings)) {
  const requests = await record();
  writeFileSync(new URL(`${preset}.json`, folder), `${JSON.stringify(requests, undefined, 2)}\n`);
  console.log(preset, requests.map(({ method, path }) => `${method} ${path}`).join(", "));
}
process.exit(0); // some clients keep connections open

import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { builtCommand } from "../../crash/build.ts";
import { startRelay } from "../../crash/relay.ts";
import { openHttpSink } from "../../test/support/http-sink.ts";
import { freePort } from "../../test/support/ports.ts";
import { type Letter, send, signBody } from "../../test/support/sender.ts";
import { type Part, ran } from "../part.ts";
import { within } from "../webhook.ts";

/** Each is found by its name wherever it is printed. */
const canary = (name: string) => `canary-${name}-4f7a1c9be2d80356`;

/** What visitors say may be shown to those who may read it, but never in a log, a metric or an error. */
const words = canary("words");

const environment = {
  AVATAR_RELAY_ADMIN_TOKEN: canary("token"),
  AVATAR_RELAY_ADMIN_TOKENS: `screen:viewer:${canary("viewer")}`,
  SLACK_BOT_TOKEN: `xoxb-${canary("bot")}`,
  SLACK_SIGNING_SECRET: canary("signing"),
  SMTP_URL: `smtp://user:${canary("smtp")}@127.0.0.1:9`,
  SMTP_FROM: "relay@example.com",
  CRM_TOKEN: canary("crm"),
  HOOK: canary("hook"),
  ANALYTICS_SECRET: `whsec_${Buffer.from(canary("analytics")).toString("base64")}`,
};
const webhookSecret = canary("webhook");

const forbidden: readonly string[] = [
  webhookSecret,
  ...["token", "viewer", "bot", "signing", "smtp", "crm", "hook", "inline"].map(canary),
  Buffer.from(canary("analytics")).toString("base64"),
];

const rulesFor = (url: string) => `version: 1
destinations:
  crm: { http: { url: "${url}/hook/\${HOOK}", allow_private: ["127.0.0.0/8"], headers: { authorization: "Bearer \${CRM_TOKEN}", x-api-key: "sk_live_${canary("inline")}" }, json: { text: "{{ event.message }}" }, retry: { attempts: 1 } } }
  analytics: { webhook: { url: "${url}/in", allow_private: ["127.0.0.0/8"], secret: "\${ANALYTICS_SECRET}", retry: { attempts: 1 } } }
  oncall: { email: { to: oncall@example.com, retry: { attempts: 1 } } }
  support: { slack: { channel: C0SUPPORT, retry: { attempts: 1 } } }
rules:
  - { name: asks, on: chat.push, when: { keywords: refund }, then: [crm, analytics, oncall, support] }
`;

/** What whoever holds the admin token may see, and nobody else: the secret to copy into the sender, and the file to edit. */
const shownToAdmins: Readonly<Record<string, string>> = { "/api/setup": webhookSecret, "/api/rules/text": canary("inline") };

const paths = [
  ...["/", "/setup", "/healthz", "/readyz", "/metrics", "/nothing"],
  ...[
    "stats",
    "status",
    "events",
    "deliveries",
    "incidents",
    "refused",
    "setup",
    "sessions",
    "rules",
    "rules/text",
    "insights",
    "openapi.json",
  ].map((name) => `/api/${name}`),
];

export const canaries: Part = {
  name: "canaries",
  sentence:
    "gives the relay secrets that are easy to find, lets everything fail that can, and looks for them in everything that it prints or answers",
  cases: { quick: 1, round: 1, nightly: 1 },
  async run({ folder }) {
    const outputs = await collect(folder);
    const failures = outputs.flatMap(({ from, text, hidesWords }) =>
      [...forbidden, ...(hidesWords ? [words] : [])]
        .filter((secret) => shownToAdmins[from] !== secret)
        .filter((secret) => text.includes(secret))
        .map((secret) => `${from} shows ${secret}`),
    );
    const empty = outputs.filter(({ text }) => text === "").map(({ from }) => from);
    if (empty.length > 0) process.stdout.write(`  said nothing: ${empty.join(", ")}\n`);
    return ran(1, failures, { outputs: outputs.length });
  },
};

interface Output {
  readonly from: string;
  readonly text: string;
  readonly hidesWords: boolean;
}

/** Runs a relay whose destinations all refuse, and gathers what can be seen of it. */
async function collect(folder: string): Promise<readonly Output[]> {
  const sink = await openHttpSink();
  // The worst receiver repeats everything that it was sent.
  sink.always({ kind: "respond", respond: (request) => ({ status: 500, body: JSON.stringify(request) }) });
  const [port, adminPort, log] = [await freePort(), await freePort(), join(folder, "relay.log")];
  const variables = { ...environment, SLACK_API_URL: `${sink.url}/api/` };
  const rules = join(folder, "rules.yaml");
  writeFileSync(rules, rulesFor(sink.url));
  const places = { entry: builtCommand, folder: join(folder, "data"), rules, log };
  const relay = startRelay({
    ...places,
    ...{ secret: webhookSecret, port, adminPort, fault: undefined, defect: undefined, environment: variables, onLine: () => {} },
  });
  try {
    if (!(await relay.ready)) throw new Error(`the relay did not start: ${readFileSync(log, "utf8")}`);
    const answers = await provoke(port);
    await within(20_000, async () => (await read(adminPort, "/api/stats")).includes('"waiting":0,"sending":0,"delivered":0'));
    const pages = await look(adminPort);
    const said = await commands(folder, rules, variables);
    relay.kill("SIGTERM");
    await relay.exited;
    await wait(100); // its last lines are written
    return [...answers, ...pages, ...said, { from: "the log", text: readFileSync(log, "utf8"), hidesWords: true }];
  } finally {
    relay.kill("SIGKILL");
    await sink.close();
  }
}

/** Good and bad requests; what is refused may not be repeated in the answer. */
async function provoke(port: number): Promise<readonly Output[]> {
  const body = (message: string) =>
    JSON.stringify({ agent_id: "A1", event_type: "chat.push", data: { role: "user", message, session_id: "s" } });
  const good = body(`a refund, ${words}`);
  const nearly = webhookSecret.slice(0, -1);
  const letters: Readonly<Record<string, Letter>> = {
    "a good webhook": { raw: good, headers: signBody(good, webhookSecret) },
    "a bad message": { raw: `{ "${words}`, headers: signBody(`{ "${words}`, webhookSecret) },
    "no signature": { raw: good },
    "a wrong signature": { raw: good, headers: signBody(good, nearly) },
    "the secret in a wrong header": { raw: good, headers: { "x-secret": webhookSecret } },
    "another token": { raw: good, headers: { authorization: `Bearer ${environment.CRM_TOKEN}` } },
    "a wrong path": { raw: good, path: `/hook/${environment.HOOK}` },
    "a compressed body": { raw: good, headers: { ...signBody(good, webhookSecret), "content-encoding": "gzip" } },
    "a large body": { raw: words.repeat(20_000), headers: signBody(good, webhookSecret) },
  };
  const outputs: Output[] = [];
  for (const [name, letter] of Object.entries(letters)) {
    const reply = await send(port, letter).catch(() => ({ text: "closed", headers: {} }));
    outputs.push({ from: `the answer to ${name}`, text: reply.text + JSON.stringify(reply.headers), hidesWords: true });
  }
  return outputs;
}

async function read(port: number, path: string, headers: Readonly<Record<string, string>> = bearer): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return `${JSON.stringify([...response.headers])}${await response.text()}`;
}

const bearer = { authorization: `Bearer ${environment.AVATAR_RELAY_ADMIN_TOKEN}` };
const viewer = { authorization: `Bearer ${canary("viewer")}` };

async function look(port: number): Promise<readonly Output[]> {
  const outputs: Output[] = [];
  for (const path of paths) {
    const hidesWords = !path.startsWith("/api/");
    outputs.push({ from: path, text: await read(port, path), hidesWords });
    outputs.push({ from: `${path} for a viewer`, text: await read(port, path, viewer), hidesWords });
  }
  const ids = async (list: string) => [...(await read(port, `/api/${list}`)).matchAll(/"id":"([^"]+)"/g)].map(([, id = ""]) => id);
  for (const list of ["events", "deliveries", "incidents"]) {
    for (const id of await ids(list)) {
      const path = `/api/${list}/${encodeURIComponent(id)}`;
      outputs.push({ from: path, text: await read(port, path), hidesWords: false });
    }
  }
  const wrong = { authorization: `Bearer ${environment.CRM_TOKEN}` };
  outputs.push({ from: "the refusal of a token", text: await read(port, "/api/stats", wrong), hidesWords: true });
  return outputs;
}

type Variables = Readonly<Record<string, string>>;

async function commands(folder: string, rules: string, variables: Variables): Promise<readonly Output[]> {
  const data = ["--data", join(folder, "data")];
  const [, event = "none"] = /([0-9a-f]{16,})/.exec(await command(["events", "--json", ...data], variables)) ?? [];
  const lines: readonly (readonly string[])[] = [
    ["check", rules],
    ["check", `${rules}.missing`],
    ["config", "show", rules],
    ["doctor", rules, ...data],
    ["doctor", "--last-refused", ...data],
    ["events", ...data],
    ["deliveries", ...data],
    ["explain", "--event", event, ...data],
    ["why", "--session", "s", ...data],
    ["source", "list"],
    ["export", ...data],
  ];
  const outputs: Output[] = [];
  for (const args of lines) {
    const hidesWords = ["check", "config", "doctor"].includes(args[0] ?? "");
    outputs.push({ from: `avatar-relay ${args.slice(0, 2).join(" ")}`, text: await command(args, variables), hidesWords });
  }
  return outputs;
}

/** What a command prints on both outputs. It may ask the sink, so this process must not wait for it. */
function command(args: readonly string[], variables: Variables): Promise<string> {
  const env = { PATH: process.env.PATH, BITHUMAN_WEBHOOK_SECRET: webhookSecret, ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [builtCommand, ...args], { env, timeout: 60_000 }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}

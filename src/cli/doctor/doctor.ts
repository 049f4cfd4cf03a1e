/** `avatar-relay doctor`: checks once whether everything that the relay needs is there, and prints remedies. */

import { accessSync, constants, existsSync, mkdirSync, statfsSync } from "node:fs";
import { exitCodes } from "../../app/ending.ts";
import type { People } from "../../core/access/people.ts";
import { isWeak, readTokens, weakness } from "../../core/access/principal.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { readProxies } from "../../core/network/proxy.ts";
import { day, type Instant, minute, second } from "../../core/time.ts";
import { openOutbound } from "../../net/connections.ts";
import { checkAccount } from "../../receive/account/open.ts";
import { type Diagnostic, oneLine } from "../../rules/language/diagnostic.ts";
import type { DestinationDraft } from "../../rules/language/file.ts";
import { tooWide } from "../../stores/data-folder.ts";
import { loadDriver } from "../../stores/sqlite/driver.ts";
import { type CliIo, dataFolder, failed, reportRefusal } from "../command.ts";
import { createAdminClient } from "../kit/admin-client.ts";
import { readArguments } from "../kit/arguments.ts";
import { type DoctorFinding, findingsText, isSound, note, ok, wrong } from "../kit/finding.ts";
import { plural } from "../kit/lines.ts";
import { loadFile } from "../kit/load-file.ts";
import { readRunningRelay, recordsFolder } from "../kit/running-relay.ts";
import { checkAudiences } from "../slack/audiences.ts";
import { checkTokens } from "../slack/checks.ts";
import { postingsIn, slackSettings, surroundingsOf, webhooksIn } from "../slack-doctor.ts";
import { checkFirstHour, checkProof, lastRefused } from "./first-hour.ts";
import { checkSignIn } from "./sign-in.ts";

export async function doctor(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("doctor", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const [file = read.values.rules ?? io.env.RULES] = read.positionals;
  const folder = recordsFolder(dataFolder(read.values.data, io));
  const { json = false } = read.values;
  if (read.values["last-refused"] === true) return lastRefused(folder, json, io);
  const rules = checkRules(file, io);
  const findings = [
    ...rules.findings,
    ...checkFolder(folder),
    ...(await checkEngine(io)),
    ...checkAdminTokens(io),
    ...(await checkSignIn(io)),
    ...checkProxies(io),
    ...(await checkRelay(folder, io)),
    ...(await checkOutside(rules, io)),
  ];
  io.out(findingsText(findings, json));
  return isSound(findings) ? exitCodes.ok : failed;
}

interface Rules {
  readonly findings: readonly DoctorFinding[];
  readonly effective: Json;
  /** Who may do what; undefined where no rules could be read. */
  readonly people?: People;
  readonly destinations?: readonly DestinationDraft[];
}

function checkRules(file: string | undefined, io: CliIo): Rules {
  if (!file) return { findings: [note("no rules are named", "name the file: avatar-relay doctor rules.yaml, or RULES")], effective: {} };
  const loaded = loadFile(file, io, { placeholders: false });
  if (loaded.kind === "unreadable") return { findings: [wrong(loaded.problem, "name the file that the relay starts with")], effective: {} };
  if (loaded.kind === "refused") return { findings: loaded.diagnostics.map(foundIn), effective: {} };
  const { rules, destinations, people, sources } = loaded.file;
  const found = ok(
    `${file}: ${plural(rules.length, "rule", "rules")}, ${plural(destinations.length, "destination", "destinations")}, no mistakes`,
  );
  return { findings: [found, ...checkProof(sources), ...loaded.warnings.map(foundIn)], effective: loaded.effective, people, destinations };
}

function foundIn(diagnostic: Diagnostic): DoctorFinding {
  const finding = diagnostic.code.startsWith("W_") ? note : wrong;
  return finding(oneLine(diagnostic), "docs/errors.md has every code");
}

/** With less space than this the embedded store would soon refuse events. */
const roomNeeded = 1 << 30;

function checkFolder(folder: string): readonly DoctorFinding[] {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (free < roomNeeded)
      return [
        wrong(`the disk of ${folder} has ${Math.floor(free / (1 << 20))} MB left`, "make room: a relay that cannot store answers 503"),
      ];
    return [ok(`${folder} can be written to${existsSync(`${folder}/relay.db`) ? "" : ", and is new"}`), ...checkRights(folder)];
  } catch {
    return [wrong(`${folder} cannot be written to`, "give the relay's user the folder, or name another with --data")];
  }
}

async function checkEngine({ env }: CliIo): Promise<readonly DoctorFinding[]> {
  if (env.DATABASE_URL) return [];
  try {
    await loadDriver();
    return [];
  } catch (error) {
    return [wrong("E_SQLITE_MISSING: the embedded database cannot be opened", (error as Error).message)]; // a sentence that says what to do
  }
}

/** These files contain visitors' words and the key that signs links. */
function checkRights(folder: string): readonly DoctorFinding[] {
  const exposed = tooWide(folder).filter(({ path }) => !/relay\.(json|pid|lock)$/.test(path)); // these three contain no secret
  return exposed.map(({ path, mode }) =>
    wrong(
      `other users of this machine can read ${path}`,
      `chmod ${mode.toString(8)} ${path}; a start of the relay does it where the file is its own`,
    ),
  );
}

function checkAdminTokens({ env }: CliIo): readonly DoctorFinding[] {
  const { tokens, problems } = readTokens(env.AVATAR_RELAY_ADMIN_TOKEN, env.AVATAR_RELAY_ADMIN_TOKENS);
  return [
    ...problems.map((each) => wrong(each, "docs/operations.md has the form of it")),
    ...tokens.filter(isWeak).map(({ name }) => wrong(`the admin token of ${name} is short`, weakness)),
  ];
}

function checkProxies({ env }: CliIo): readonly DoctorFinding[] {
  const { https, http, direct, problems } = readProxies((name) => env[name]);
  const used = [
    ...(https === undefined ? [] : [`https via proxy ${https.shown}`]),
    ...(http === undefined ? [] : [`http via proxy ${http.shown}`]),
  ];
  const straight = direct.length === 0 ? "" : `; straight to ${direct.map(({ text }) => text).join(", ")}`;
  return [
    ...problems.map((problem) => wrong(problem, "docs/operations.md, Behind a proxy")),
    ...(used.length === 0 ? [] : [ok(`requests go out: ${used.join(", ")}${straight}; mail and PostgreSQL go straight`)]),
  ];
}

async function checkRelay(folder: string, io: CliIo): Promise<readonly DoctorFinding[]> {
  const running = readRunningRelay(folder);
  if (running === undefined) return [note(`no relay runs on ${folder}`, "avatar-relay start")];
  const answer = await createAdminClient(running, io).get("/api/status");
  if (answer.kind === "refused") return [wrong(`the relay (pid ${running.pid}) does not answer on its admin port`, answer.problem)];
  const { body } = answer;
  const ready =
    body.status === "ready"
      ? ok(`the relay (pid ${running.pid}) runs, webhooks come in on port ${running.port}`)
      : wrong("the relay runs and is not ready", String(body.reason ?? "see its log"));
  const trouble = [...damage(body), ...staleRules(body), ...failingBackfill(body), ...pausedSinks(body), ...mutedRules(body)];
  return [ready, ...trouble, ...(await checkFirstHour(running, io))];
}

function failingBackfill({ backfill }: JsonObject): readonly DoctorFinding[] {
  if (!isJsonObject(backfill)) return [];
  const { code, detail, cure, link } = backfill;
  const where = typeof link === "string" ? `: ${link}` : "";
  return [wrong(`what was missed cannot be taken in: bitHuman answers ${String(code)}: ${String(detail)}`, `${String(cure)}${where}`)];
}

/** The result of checking the database. */
function damage({ store }: JsonObject): readonly DoctorFinding[] {
  if (!isJsonObject(store) || !isJsonObject(store.check)) return [];
  const { result, detail } = store.check;
  if (result === "sound") return [ok("its database was looked through at the start, and no damage was found")];
  if (result === "damaged")
    return [wrong(`its database is damaged: ${String(detail)}`, "stop it, and put a backup in the place of relay.db")];
  return [note("its database was not looked through to the end", String(detail))];
}

function staleRules({ config }: JsonObject): readonly DoctorFinding[] {
  return isJsonObject(config) && config.stale === true
    ? [wrong("the file on disk has a mistake, and older rules run", "avatar-relay check FILE shows where")]
    : [];
}

function pausedSinks({ sinks }: JsonObject): readonly DoctorFinding[] {
  const all = Array.isArray(sinks) ? (sinks as readonly Json[]).filter(isJsonObject) : []; // isArray knows no readonly lists
  return all.flatMap(({ name, paused, breaker }) => {
    if (typeof paused === "string") return [wrong(`${String(name)} is paused: ${paused}`, "what waits is sent once it is mended")];
    return breaker === "open"
      ? [wrong(`${String(name)} fails again and again, and is paused for a while`, "avatar-relay deliveries --to NAME shows why")]
      : [];
  });
}

const noBackfill = "BITHUMAN_API_SECRET is not set: what is sent while nobody listens is lost for good";

function mutedRules({ muted_critical: muted }: JsonObject): readonly DoctorFinding[] {
  const all = Array.isArray(muted) ? (muted as readonly Json[]).filter(isJsonObject) : []; // isArray knows no readonly lists
  return all.map(({ rule, by, until }) =>
    wrong(
      `the critical rule ${String(rule)} is muted by ${String(by)}${typeof until === "string" ? ` until ${until}` : ""}`,
      `/avatar unmute ${String(rule)}, or POST /api/unmute, once it is to speak again`,
    ),
  );
}

/** Services that the rules use. */
async function checkOutside({ effective, people, destinations = [] }: Rules, io: CliIo): Promise<readonly DoctorFinding[]> {
  const slacks = slackSettings(effective);
  const asBot = slacks.some(({ webhook_url, token }) => webhook_url === undefined && token === undefined);
  const usesSlack = asBot || Boolean(io.env.SLACK_BOT_TOKEN);
  return [
    ...webhooksIn(slacks),
    ...(usesSlack ? await checkTokens(surroundingsOf(io), people) : []),
    ...(await checkAudiences(postingsIn(effective, destinations, io), surroundingsOf(io).call)),
    ...(await checkDestinations(destinations, io)),
    ...(io.env.BITHUMAN_API_SECRET
      ? await checkBithuman(io)
      : [note(noBackfill, "set BITHUMAN_API_SECRET (www.bithuman.ai → Developer → API)")]),
  ];
}

/** The destinations' own tests. Several with the same credentials are reported as one. */
async function checkDestinations(destinations: readonly DestinationDraft[], { env }: CliIo): Promise<readonly DoctorFinding[]> {
  const tried = await Promise.all(
    destinations.map(async ({ kind, settings }) => (await kind.tryOut?.(settings, (name) => env[name])) ?? []),
  );
  const findings = tried.flat().map((each) => (each.ok ? ok(each.what) : wrong(each.what, each.cure)));
  return findings.filter(({ what }, index) => findings.findIndex((other) => other.what === what) === index);
}

/** Whether bitHuman accepts the secret, and how long the credits of the account last. */
async function checkBithuman(io: CliIo): Promise<readonly DoctorFinding[]> {
  const taken = await checkSecret(io);
  if (taken === "unreachable") {
    const cure = "is the network open to https://api.bithuman.ai, or is BITHUMAN_API_URL wrong?";
    return [wrong("bitHuman cannot be reached, or does not answer with JSON", cure)];
  }
  const account = await accountOf(io);
  if (taken === "taken") return [ok("bitHuman takes BITHUMAN_API_SECRET"), ...account];
  const cure = "copy it again from www.bithuman.ai → Developer → API";
  return account.some(({ state }) => state === "wrong") ? account : [wrong("bitHuman does not take BITHUMAN_API_SECRET", cure)];
}

/** bitHuman's reference: POST /v1/validate always answers 200, with `valid`. */
async function checkSecret({ env, version }: CliIo): Promise<"taken" | "refused" | "unreachable"> {
  const base = (env.BITHUMAN_API_URL || "https://api.bithuman.ai").replace(/(?<!\/)\/+$/, "");
  const headers = { "api-secret": env.BITHUMAN_API_SECRET ?? "", "user-agent": `avatar-relay/${version}` };
  const { fetch } = await openOutbound((name) => env[name]);
  try {
    const response = await fetch(`${base}/v1/validate`, {
      method: "POST",
      headers,
      redirect: "error",
      signal: AbortSignal.timeout(10 * second),
    });
    const answer: unknown = await response.json();
    return isJsonObject(answer) && answer.valid === true ? "taken" : "refused";
  } catch {
    return "unreachable";
  }
}

async function accountOf({ env, version }: CliIo): Promise<readonly DoctorFinding[]> {
  const checked = await checkAccount({ variable: (name) => env[name], version, now: () => Date.now() as Instant }); // the machine's clock
  if (checked === undefined) return [];
  if (checked.kind === "trouble") {
    const { code, message, cure, link, consequence } = checked.trouble;
    const finding = consequence === "later" ? note : wrong; // it may pass by itself
    return [
      finding(
        `the bitHuman account cannot be looked at: bitHuman answers ${code}: ${message}`,
        link === undefined ? cure : `${cure}: ${link}`,
      ),
    ];
  }
  const { account, minutesLeft } = checked;
  const what = `the bitHuman account has ${account.balance} credits, and ${plural(account.active, "session runs", "sessions run")}`;
  if (minutesLeft === undefined) return [ok(what)];
  const lasts = `${what}: they last for ${plural(minutesLeft, "minute", "minutes")}`;
  return [minutesLeft * minute < day ? note(lasts, "buy credits before avatars stop, or switch on the automatic top-up") : ok(lasts)];
}

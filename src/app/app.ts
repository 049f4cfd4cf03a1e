/** The wiring: the parts of the relay, and the order in which they start and stop. Nothing is decided here. */

import type { Access } from "../core/access/principal.ts";
import { readProxies } from "../core/network/proxy.ts";
import type { Store } from "../core/store.ts";
import { second } from "../core/time.ts";
import { createDispatcher, type Dispatcher } from "../deliver/dispatcher.ts";
import { destinations } from "../destinations/index.ts";
import { preview } from "../destinations/kit/preview.ts";
import { type ClockWatch, createClockWatch } from "../evaluate/clock-watch.ts";
import { createEvaluator, type Evaluator } from "../evaluate/evaluator.ts";
import { ownEventWriter } from "../evaluate/own-events.ts";
import { createProjector, type Projector } from "../evaluate/projector.ts";
import type { QuestionNames } from "../evaluate/question-names.ts";
import { createReporter, type Reporter } from "../evaluate/reporter.ts";
import { createReports, type Reports } from "../evaluate/reports.ts";
import { createRooms } from "../evaluate/rooms.ts";
import { createRuleSandbox, type RuleSandbox } from "../evaluate/rule-sandbox.ts";
import { createRulebook, type ReloadRequest, type ReloadResult, type Rulebook, type Ruleset } from "../evaluate/rulebook.ts";
import { createRulesArchive, type RulesArchive } from "../evaluate/rules-archive.ts";
import { createSpeechResults } from "../evaluate/speech-results.ts";
import { createSweeper, type Sweeper } from "../evaluate/sweeper.ts";
import { createTrendWatch, type TrendWatch, type TrendWatchOptions } from "../evaluate/trend-watch.ts";
import { createWatcher, type Watcher } from "../evaluate/watcher.ts";
import { createGrouping } from "../insights/questions/grouping.ts";
import { createTickets, type Tickets } from "../net/ticket.ts";
import { followKey, keptKey } from "../net/ticket-key.ts";
import type { AdminServer } from "../observe/admin/server.ts";
import { openAccess, reportAccess } from "../observe/admin/sign-in/access.ts";
import { type Bus, createBus } from "../observe/bus.ts";
import { createInspector, type Inspector } from "../observe/inspector.ts";
import { shareChanges } from "../observe/replica-changes.ts";
import { openPlugins } from "../plugin/open.ts";
import { openAccountWatch } from "../receive/account/open.ts";
import type { AccountWatch } from "../receive/account/watch.ts";
import type { Backfill } from "../receive/backfill/backfill.ts";
import { openBackfill } from "../receive/backfill/open.ts";
import { sourceShelf } from "../receive/mapping/shelf.ts";
import type { PublicServer } from "../receive/server.ts";
import type { SlackGateway } from "../receive/slack/gateway.ts";
import { conditions } from "../rules/conditions/index.ts";
import { oneLine } from "../rules/language/diagnostic.ts";
import { databaseIn, type Opened, openStore as openNamedStore } from "../stores/index.ts";
import { createDestinationTest } from "./destination-test.ts";
import { exitCodes, type Refusal, refusal, type Started, storeRefusal } from "./ending.ts";
import { type AppEnvironment, senderEnvironment } from "./environment.ts";
import { openIntroduction } from "./first-hour.ts";
import { observedOf, observers } from "./observing.ts";
import type { Parts } from "./parts.ts";
import { adminServer, publicLimits, publicServer } from "./ports.ts";
import { questionNamesOf } from "./question-names.ts";
import { readReport, reportBasis } from "./report.ts";
import { type OpenRulesAccess, openRulesAccess } from "./rules-access.ts";
import { isLoopback, type Settings } from "./settings.ts";
import { openSlack } from "./slack.ts";

export interface App {
  start(): Promise<Started>;
  /** The handlers of the two ports, once it has started; for another program's server. */
  ports(): { readonly public: PublicServer["serve"]; readonly admin: AdminServer["serve"] } | undefined;
  readonly subscribe: Bus["subscribe"];
  reload(turning?: ReloadRequest): Promise<ReloadResult>;
  /** Resolves within ten seconds, when no work runs any more. */
  stop(why: string): Promise<void>;
}

/** How long running work may take when the process has to stop. */
const grace = 4 * second;

export function createApp(settings: Settings, environment: AppEnvironment): App {
  const bus = createBus();
  const sandbox = environment.openReader && createRuleSandbox({ launch: environment.openReader });
  const rulebook = openRulebook(settings, environment, bus, sandbox);
  let running: RunningParts | undefined;
  let stopFollowing = () => {};
  const inspector = inspectorOf(settings, environment, bus);

  async function reload(turning?: ReloadRequest): Promise<ReloadResult> {
    const reloaded = await rulebook.reloadSafely(turning);
    if (reloaded.kind === "reloaded") running?.adopt(reloaded.ruleset, reloaded.changed);
    return reloaded;
  }

  return {
    reload,
    subscribe: bus.subscribe,
    ports: () => running && { public: running.server.serve, admin: running.admin.serve },
    async start() {
      const reloaded = firstTurn(rulebook);
      if (reloaded.kind === "refused") return reloaded;
      const opened = await openStore(settings, environment, bus);
      if (opened.kind !== "opened") return storeRefusal(opened, settings.data);
      const timed = "now" in opened ? { ...environment, now: opened.now } : environment; // replicas use the clock of their database
      const tickets = await openTickets(opened.store, timed, bus);
      if (settings.database !== undefined)
        stopFollowing = followKey(opened.store.keep, tickets, environment.randomId() + environment.randomId());
      const access = await openAdmin(settings, environment, opened.store);
      running = build({ settings, environment: timed, bus, rulebook, store: opened.store, tickets, access, reload });
      reportAccess(access, bus.emit);
      reportProxies(environment, bus);
      const started = await openParts(running, settings, bus, environment);
      if (started.kind === "refused") await close(running);
      else inspector?.start();
      return started;
    },
    async stop(why) {
      bus.emit({ name: "process.stopping", why });
      sandbox?.close();
      inspector?.stop();
      stopFollowing();
      if (running !== undefined) await close(running);
    },
  };
}

/** A database server checks itself. */
function inspectorOf({ data, database }: Settings, { inspect, now }: AppEnvironment, { emit }: Bus): Inspector | undefined {
  if (inspect === undefined || database !== undefined) return undefined;
  return createInspector({ inspect: () => inspect(databaseIn(data)), now, emit });
}

function openRulebook(settings: Settings, environment: AppEnvironment, { emit }: Bus, sandbox: RuleSandbox | undefined): Rulebook {
  const file = settings.rules ?? environment.exampleRules;
  const { variable, digest, now, readFile } = environment;
  return createRulebook({
    file,
    read: () => readFile(file),
    conditions,
    destinations,
    sources: sourceShelf,
    plugins: openPlugins((plugin, detail) => emit({ name: "plugin.failed", plugin, detail }), environment.plugins),
    variable,
    readFile: (path) => orUndefined(() => readFile(path).trimEnd()),
    preview:
      settings.rules === undefined ? (configured, draft) => preview(configured, { name: draft.name, type: draft.kind.type }) : undefined,
    loopback: isLoopback(settings.host),
    digest,
    now,
    emit,
    sandbox,
  });
}

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined; // the loader reports the missing file and where it is named
  }
}

function firstTurn(rulebook: Rulebook): (ReloadResult & { kind: "reloaded" }) | Refusal {
  const reloaded = rulebook.reload();
  return reloaded.kind === "reloaded" ? reloaded : refusal(exitCodes.configuration, reloaded.diagnostics.map(oneLine));
}

function openStore({ data, database, only }: Settings, environment: AppEnvironment, { emit }: Bus): Promise<Opened> {
  const open = environment.openStore ?? openNamedStore;
  return open({
    folder: data,
    ...(database === undefined ? {} : { database }),
    clock: environment.now,
    serves: { evaluate: only.has("evaluate"), deliver: only.has("deliver") },
    pid: environment.pid,
    ...(environment.failpoint === undefined ? {} : { failpoint: environment.failpoint }),
    ...(environment.openOverwriter === undefined ? {} : { openOverwriter: environment.openOverwriter }),
    ...(environment.openCheckpointer === undefined ? {} : { openCheckpointer: environment.openCheckpointer }),
    fellBack: (detail) => emit({ name: "checkpoint.fallback", detail }),
    superseded: (why) => environment.end(exitCodes.configuration, why),
    fatal: (why, error) =>
      environment.fatal(exitCodes[why === "damaged" ? "damaged" : "fsync"], `the store cannot go on (${why}): ${(error as Error).message}`),
  });
}

/** All replicas and later processes sign with the same key. */
async function openTickets(store: Store, { randomId }: AppEnvironment, bus: Bus): Promise<Tickets> {
  const fresh = randomId() + randomId();
  try {
    return createTickets(await keptKey(store.keep, fresh));
  } catch (error) {
    bus.emit({ name: "bug", where: "keep the ticket key", error: String(error) });
    return createTickets(fresh); // a store that cannot write now does not stop the start; these buttons work until the process ends
  }
}

function reportProxies({ variable }: AppEnvironment, { emit }: Bus): void {
  const { https, http, direct } = readProxies(variable);
  if (https === undefined && http === undefined) return;
  const shown = (proxy: typeof https) => (proxy === undefined ? "none" : `via proxy ${proxy.shown}`);
  emit({ name: "proxy.used", https: shown(https), http: shown(http), direct: direct.map(({ text }) => text) });
}

/** The access to the admin port. It is opened under the lock of the data, so that two starts at once make one token. */
function openAdmin(settings: Settings, environment: AppEnvironment, { keep }: Store): Promise<Access> {
  const { adminTokens, rules, database, data } = settings;
  return openAccess({
    configured: adminTokens,
    preview: rules === undefined,
    keepFile: database === undefined ? (name, fresh) => environment.keepFile(data, name, fresh) : undefined,
    keep,
    fresh: environment.randomId() + environment.randomId(),
  });
}

/** The parts that run once the app has started. */
interface RunningParts {
  readonly store: Store;
  readonly access: Access;
  /** The stages that this process runs. */
  readonly only: Settings["only"];
  readonly server: PublicServer;
  readonly admin: AdminServer;
  /** The processes that try out rules. */
  readonly rules: OpenRulesAccess;
  readonly dispatcher: Dispatcher;
  readonly evaluator: Evaluator;
  readonly sweeper: Sweeper;
  readonly projector: Projector;
  /** Undefined where no token for Slack is set. */
  readonly slack: SlackGateway | undefined;
  readonly archive: RulesArchive;
  readonly reporter: Reporter;
  readonly reports: Reports;
  readonly trends: TrendWatch;
  readonly names: QuestionNames;
  /** Undefined without a secret for bitHuman's own record. */
  readonly backfill: Backfill | undefined;
  /** Undefined without that secret as well. */
  readonly account: AccountWatch | undefined;
  /** Undefined in the preview, because its file belongs to the product. */
  readonly watcher: Watcher | undefined;
  /** Ends the exchange of changes with other replicas. */
  readonly stopSharing: () => void;
  /** Takes over a new ruleset. */
  adopt(ruleset: Ruleset, changed: readonly string[]): void;
}

function build(parts: Parts): RunningParts {
  const { environment, bus, rulebook, store } = parts;
  const { now, chance, digest, failpoint = () => {} } = environment;
  const addEvent = ownEventWriter(store, bus.emit);
  const limits = publicLimits(parts.settings);
  const observing = observers(parts, limits.bodies.used);
  const slack = openSlack({ ...parts, limits, sinks: () => observing.health.readiness().sinks });
  const introduction = openIntroduction(parts);
  const rules = openRulesAccess(parts);
  const outside = senderEnvironment(environment, parts.tickets, {
    addEvent,
    keep: store.keep,
    rooms: createRooms({ store, addEvent, digest, now }),
  });
  const dispatcher = createDispatcher({ store, environment: outside, now, elapsed, chance, emit: bus.emit, failpoint });
  const { randomId } = environment;
  const { proven } = dispatcher;
  const testDestination = createDestinationTest({ rulebook, environment: outside, randomId, now, elapsed, proven });
  const destinationWait = (name: string) => dispatcher.states().get(name)?.waitsFor;
  const archive = createRulesArchive({ store, now, emit: bus.emit });
  const clock = createClockWatch({ store, id: environment.randomId(), now, elapsed, emit: bus.emit });
  const running: RunningParts = {
    only: parts.settings.only,
    store,
    access: parts.access,
    dispatcher,
    slack,
    server: publicServer(parts, { slack, limits, introduction }),
    admin: adminServer(parts, observing, { introduction, rules, testDestination, destinationWait }),
    rules,
    evaluator: createEvaluator({
      store,
      planner: () => rulebook.current().planner,
      clock,
      handover: dispatcher.handover,
      now,
      emit: bus.emit,
    }),
    sweeper: sweeperOf(parts, clock),
    projector: projectorOf(parts),
    archive,
    reporter: reporterOf(parts),
    reports: reportsOf(parts, addEvent),
    trends: trendWatchOf(parts, addEvent),
    names: questionNamesOf(parts, outside),
    backfill: backfillOf(parts),
    account: accountWatchOf(parts),
    watcher: watcherOf(parts),
    stopSharing: shareChanges({ bus, store }),
    adopt(ruleset, changed) {
      failpoint("in-reload");
      observing.learn(observedOf(ruleset, changed, parts.settings));
      dispatcher.update(ruleset.program.destinations);
      archive.keep(ruleset.version, ruleset.text);
    },
  };
  running.adopt(rulebook.current(), []);
  return running;
}

function backfillOf({ settings, environment, bus, rulebook, store }: Parts): Backfill | undefined {
  if (settings.rules === undefined || !settings.only.has("receive")) return undefined;
  const { variable, version, digest, now } = environment;
  const source = () => {
    const { sources } = rulebook.current();
    const own = sources.filter(({ preset }) => preset.name === "bithuman");
    return (own.find(({ name }) => name === "bithuman") ?? own[0])?.name;
  };
  return openBackfill({ variable, version, store, source, digest, now, emit: bus.emit });
}

function accountWatchOf({ settings, environment, bus, rulebook, store }: Parts): AccountWatch | undefined {
  if (settings.rules === undefined || !settings.only.has("receive")) return undefined;
  const { variable, version, now, randomId } = environment;
  return openAccountWatch({
    variable,
    version,
    now,
    randomId,
    keep: store.keep,
    below: () => rulebook.current().balanceLow,
    emit: bus.emit,
  });
}

function reporterOf({ environment, bus, rulebook, store }: Parts): Reporter {
  const { digest, now } = environment;
  const reporter = createReporter({
    store,
    sources: () => rulebook.current().sources,
    almanac: () => rulebook.current().program.almanac,
    digest,
    now,
    elapsed: () => performance.now(), // nobody can set it
    emit: bus.emit,
  });
  const isVoice = (to: string) => rulebook.current().program.destinations.get(to)?.voice !== undefined;
  const listener = createSpeechResults({ store, isVoice, digest, now, emit: bus.emit });
  bus.subscribe(reporter.watch);
  bus.subscribe(listener.watch);
  const stop = async () => void (await Promise.all([reporter.stop(), listener.stop()]));
  return { ...reporter, stop };
}

function reportsOf({ environment, bus, rulebook, store }: Parts, addEvent: ReturnType<typeof ownEventWriter>): Reports {
  const { digest, now } = environment;
  return createReports({
    store,
    settings: () => rulebook.current(),
    compose: (due, agent) => readReport({ ...due, agent }, reportBasis(rulebook.current()), store),
    addEvent,
    digest,
    now,
    emit: bus.emit,
  });
}

function trendWatchOf({ environment, bus, rulebook, store }: Parts, addEvent: TrendWatchOptions["addEvent"]): TrendWatch {
  const { digest, now } = environment;
  const program = () => rulebook.current().program;
  return createTrendWatch({
    store,
    asked: () => program().trends,
    almanac: () => program().almanac,
    addEvent,
    digest,
    now,
    emit: bus.emit,
  });
}

function projectorOf({ bus, rulebook, store }: Parts): Projector {
  const counts = () => rulebook.current().retention.figures > 0;
  return createProjector({ store, counts, openGrouping: createGrouping, elapsed, emit: bus.emit });
}

/** A clock that nobody can set. */
const elapsed = () => performance.now();

function sweeperOf({ environment, bus, rulebook, store }: Parts, clock: ClockWatch): Sweeper {
  return createSweeper({
    store,
    retention: () => rulebook.current().retention,
    sources: () => rulebook.current().sources,
    idleAfter: () => rulebook.current().program.idleAfter,
    clock,
    now: environment.now,
    elapsed,
    emit: bus.emit,
  });
}

function watcherOf({ settings, environment, bus, rulebook, reload }: Parts): Watcher | undefined {
  const { rules: file } = settings;
  if (file === undefined) return undefined;
  return createWatcher({
    file,
    read: () => environment.readFile(file),
    isNews: (text) => text !== rulebook.lastText(),
    onChange: async (text) => void (await reload({ text })),
    emit: bus.emit,
  });
}

/** Workers start first, so that waiting work continues. Ports open last, so that every request can be served. */
async function openParts(running: RunningParts, settings: Settings, bus: Bus, { heldSocket, isMounted }: AppEnvironment): Promise<Started> {
  if (running.only.has("deliver")) running.dispatcher.start();
  if (running.only.has("evaluate")) {
    running.evaluator.start();
    running.sweeper.start();
    running.projector.start();
    running.reports.start();
    running.trends.start();
    running.names.start();
  }
  running.reporter.start();
  running.backfill?.start();
  running.account?.start();
  running.watcher?.start();
  try {
    const adminPort = isMounted ? 0 : await running.admin.listen(settings.adminPort, settings.adminHost);
    const port = running.only.has("receive") && !isMounted ? await openPublicPort(running.server, settings, heldSocket) : 0;
    await load(running);
    bus.emit({ name: "process.ready", port, adminPort });
    if (running.only.has("receive")) running.slack?.start();
    return { kind: "started", port, adminPort, tokens: tokensOf(running.access) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // Node's error of `listen`
    const cure =
      code === "EMFILE" || code === "ENFILE" ? "raise the limit of open files (ulimit -n)" : "choose others with --port and --admin-port";
    return refusal(exitCodes.configuration, [`E_PORT: cannot listen: ${message}; ${cure}`]);
  }
}

/** What the commands and the caller need to know about the tokens. */
function tokensOf({ tokens: [made], from }: Access): (Started & { kind: "started" })["tokens"] {
  return { from, made: from === "environment" ? undefined : made?.token };
}

/** Loads what a request would otherwise wait for. Webhooks are accepted meanwhile. */
async function load({ only, admin, server, slack, dispatcher, evaluator }: RunningParts): Promise<void> {
  await Promise.all([
    admin.load(),
    only.has("receive") && Promise.all([server.load(), slack?.load()]),
    only.has("deliver") && dispatcher.load(),
    only.has("evaluate") && evaluator.load(),
  ]);
}

function openPublicPort(server: PublicServer, { port, host }: Settings, heldSocket: AppEnvironment["heldSocket"]): Promise<number> {
  return heldSocket === undefined ? server.listen(port, host) : server.listenOn(heldSocket);
}

/** The ports close first, then running work ends, and then the store closes. */
async function close({
  only,
  slack,
  server,
  evaluator,
  sweeper,
  projector,
  trends,
  names,
  archive,
  reporter,
  reports,
  backfill,
  account,
  dispatcher,
  watcher,
  admin,
  rules,
  store,
  stopSharing,
}: RunningParts): Promise<void> {
  stopSharing();
  watcher?.stop();
  await Promise.all([only.has("receive") && server.drain(), slack?.stop(), backfill?.stop(), account?.stop()]);
  await reports.stop();
  await Promise.all([evaluator.stop(), sweeper.stop(), projector.stop(), trends.stop(), names.stop(), dispatcher.stop(grace)]);
  await Promise.all([archive.stop(), reporter.stop()]);
  rules.close();
  await admin.close();
  await store.close();
}

/** The wiring of the two ports: their requests, and who may send them. */

import type { Express } from "express";
import type { DestinationWait } from "../core/delivery-standing.ts";
import { valueAt } from "../core/json.ts";
import type { Arrival } from "../core/store.ts";
import type { Ruleset } from "../evaluate/rulebook.ts";
import { createVisitors } from "../evaluate/visitors.ts";
import { openOutbound } from "../net/connections.ts";
import { retried } from "../net/retried.ts";
import { rotateKey } from "../net/ticket-key.ts";
import type { ShownDestination } from "../observe/admin/curl.ts";
import type { TestDestination } from "../observe/admin/destination-test.ts";
import type { TryOut } from "../observe/admin/parts.ts";
import type { RulesAccess } from "../observe/admin/rules/rules-access.ts";
import { createTryOut } from "../observe/admin/rules/try-out.ts";
import { type AdminServer, createAdminServer } from "../observe/admin/server.ts";
import type { OidcParts } from "../observe/admin/sign-in/oidc.ts";
import { publicAddressOf } from "../observe/admin/sign-in/public-address.ts";
import type { Observers } from "../observe/observers.ts";
import { type BodyBudget, createBodyBudget, usualBodyBudget } from "../receive/body/body-budget.ts";
import { adminConnectionLimit, connectionLimit } from "../receive/connections.ts";
import { mountIdentity } from "../receive/identity.ts";
import { createMissed } from "../receive/missed.ts";
import { createReceiver, defaultLimits } from "../receive/receiver.ts";
import { createPublicServer, type PublicServer } from "../receive/server.ts";
import type { SlackGateway } from "../receive/slack/gateway.ts";
import { createUnseen } from "../receive/unseen.ts";
import type { ReceiveLimits } from "../receive/visit.ts";
import type { Introduction } from "./first-hour.ts";
import { identityEndpoint } from "./identity.ts";
import { knowledgeOf } from "./knowledge.ts";
import type { Parts } from "./parts.ts";
import { isLoopback, type Settings } from "./settings.ts";

/** Limits for everything on the public port. */
export function publicLimits({ maxUnfinishedBytes = usualBodyBudget }: Settings): ReceiveLimits & { readonly bodies: BodyBudget } {
  return { ...defaultLimits, bodies: createBodyBudget(maxUnfinishedBytes) };
}

/** What the public port has beside the parts that everything has. */
export interface PublicParts {
  readonly slack: SlackGateway | undefined;
  readonly limits: ReceiveLimits;
  readonly introduction: Introduction | undefined;
}

/** The public port: webhooks, Slack, identities and links. */
export function publicServer(parts: Parts, { slack, limits, introduction }: PublicParts): PublicServer {
  const { settings, environment, bus, rulebook, store, tickets } = parts;
  const { now, randomId, digest, failpoint } = environment;
  const receiver = createReceiver({
    sources: () => rulebook.current().sources,
    accept: (arrival) => store.accept(arrival),
    unseen: createUnseen(store),
    keepFor: () => rulebook.current().retention.dedupe,
    insecure: isLoopback(settings.host),
    now,
    randomId,
    limits,
    emit: bus.emit,
    lastRefused: introduction?.lastRefused,
    ...(failpoint === undefined ? {} : { failpoint }),
  });
  const { tls } = settings;
  const identity = identityEndpoint(parts, limits);
  return createPublicServer({
    receiver,
    app: async (isMounted) => {
      const [{ createPublicApp }, { mountLinks }] = await Promise.all([import("../receive/public-app.ts"), import("../receive/links.ts")]);
      const mount = (app: Express) => {
        slack?.mount(app);
        if (identity !== undefined) mountIdentity(app, identity);
        const people = () => rulebook.current().people;
        const incident = (id: string) => store.incident(id);
        const accept = (arrival: Arrival) => store.accept(arrival);
        mountLinks(app, { open: tickets.open, accept, incident, people, digest, now, randomId, emit: bus.emit });
      };
      const paths = () => rulebook.current().sources.map(({ shownPath }) => shownPath);
      return createPublicApp({
        randomId,
        mount,
        isMounted,
        missed: createMissed({ paths, emit: bus.emit, now, lastRefused: introduction?.lastRefused }),
      });
    },
    limits,
    connections: connectionLimit(settings.maxConnections, environment.descriptors),
    emit: bus.emit,
    randomId,
    ...(tls === undefined ? {} : { tls: { cert: tls.certificate, key: tls.key } }),
  });
}

/** The host of an address; none where the text is no address. */
function publicHost(url = ""): readonly string[] {
  return URL.canParse(url) ? [new URL(url).hostname] : [];
}

/** What the admin port has beside the parts that everything has. */
export interface AdminAccess {
  readonly introduction: Introduction | undefined;
  readonly rules: RulesAccess;
  readonly testDestination: TestDestination;
  readonly destinationWait: (name: string) => DestinationWait | undefined;
}

/** The admin port, for the operator. */
export function adminServer(
  parts: Parts,
  { health, metrics, destinations, unheard, limits }: Observers,
  { introduction, rules, testDestination, destinationWait }: AdminAccess,
): AdminServer {
  const { settings, environment, bus, store, tickets, access, reload } = parts;
  const tryOut = tryOutOf(parts);
  return createAdminServer({
    bus,
    store,
    health,
    metrics,
    refused: introduction?.lastRefused.list,
    setup: introduction?.setup,
    access,
    tickets,
    publicAddress: publicAddressOf(environment.variable("PUBLIC_ADMIN_URL")),
    oidc: oidcOf(parts),
    about: () => ({
      version: environment.version,
      store: settings.database === undefined ? "sqlite" : "postgres",
      does: [...settings.only],
      sources: parts.rulebook.current().sources.map(({ name, preset, shownPath }) => ({ name, preset: preset.name, path: shownPath })),
    }),
    visitor: createVisitors(store),
    rules,
    destinations: () => parts.rulebook.current().program.destinations,
    shownDestination: (name) => shownIn(parts.rulebook.current(), name),
    destinationFigures: destinations,
    unheard,
    limits,
    testDestination,
    destinationWait,
    masksForViewers: () => parts.rulebook.current().masksForViewers,
    timezone: () => parts.rulebook.current().timezone,
    tokenTries: settings.adminTries,
    loopback: !environment.isMounted && isLoopback(settings.adminHost),
    ...(tryOut === undefined ? {} : { tryOut }),
    allowedHosts: environment.isMounted ? "any" : [settings.adminHost, ...publicHost(environment.variable("PUBLIC_URL"))],
    ...knowledgeOf(parts),
    now: environment.now,
    randomId: environment.randomId,
    connections: adminConnectionLimit(environment.descriptors),
    async rotateSecret() {
      tickets.turnTo(await rotateKey(store.keep, environment.randomId() + environment.randomId()));
    },
    async reload(options) {
      const reloaded = await reload(options);
      if (reloaded.kind === "reloaded") return { kind: "reloaded", version: reloaded.ruleset.version, changed: reloaded.changed };
      return { kind: "refused", diagnostics: reloaded.diagnostics.map((diagnostic) => ({ ...diagnostic })) };
    },
  });
}

/** In the effective configuration a destination is `{ TYPE: settings }`. */
function shownIn({ types, effective }: Ruleset, name: string): ShownDestination | undefined {
  const type = types.get(name);
  return type === undefined ? undefined : { type, settings: valueAt(effective, ["destinations", name, type]) ?? {} };
}

/** A preview needs no sign-in. */
function oidcOf({ settings: { oidc, rules }, environment }: Parts): OidcParts | undefined {
  if (oidc === undefined || rules === undefined) return undefined;
  const outbound = retried(() => openOutbound(environment.variable));
  return { settings: oidc, openFetch: async () => (await outbound()).fetch };
}

/** In a preview the live page can send messages as a visitor. They are signed and go the way of all events. */
function tryOutOf({ settings, environment, bus, rulebook }: Parts): TryOut | undefined {
  const [source] = rulebook.current().sources;
  const [secret] = source?.proof.kind === "secret" ? source.proof.secrets : [];
  if (settings.rules !== undefined || source === undefined || secret === undefined) return undefined;
  let port = settings.port;
  bus.subscribe((signal) => {
    if (signal.name === "process.ready") port = signal.port;
  });
  return createTryOut({ url: () => `http://127.0.0.1:${port}${source.path}`, secret, now: environment.now });
}

/** The admin port: the live page, its API, metrics and health. */

import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from "express";
import helmet from "helmet";
import { failureOf } from "../../core/signal.ts";
import { isBroken } from "../broken-answer.ts";
import type { Metrics } from "../metrics.ts";
import { apiRoutes } from "./api.ts";
import { allowHosts, jsonOnly, ownOrigin, plainPaths } from "./guard.ts";
import { mutedCritical } from "./muted.ts";
import type { AdminParts } from "./parts.ts";
import { createRefuse, type Refuse } from "./problem.ts";
import type { OidcFlow } from "./sign-in/oidc.ts";
import { oidcRoutes } from "./sign-in/oidc-routes.ts";
import { createResolve, knownOnly, type ResolvePrincipal } from "./sign-in/principal.ts";
import { withoutPrefix } from "./sign-in/public-address.ts";
import type { Sessions } from "./sign-in/sessions.ts";
import { sessionRoutes } from "./sign-in/sign-in.ts";
import { readSite, siteFolder, siteRoutes } from "./site.ts";
import { readinessView } from "./views.ts";

/** How people sign in. */
export interface SigningIn {
  readonly sessions: Sessions;
  /** Undefined where no provider is set. */
  readonly flow: OidcFlow | undefined;
}

export function createAdminApp(parts: AdminParts, { sessions, flow }: SigningIn): Express {
  const { publicAddress: address } = parts;
  const refuse = createRefuse(parts.randomId);
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.use(allowHosts(parts.allowedHosts, address, refuse), plainPaths(refuse), withoutPrefix(address));
  app.use(secured(), ownOrigin(address, refuse), jsonOnly(refuse));
  const resolve = createResolve({ access: parts.access, sessions, tries: parts.tokenTries, now: parts.now });
  const known = knownOnly(resolve, refuse, parts.emit);
  app.use(healthRoutes(parts, resolve));
  app.use(siteRoutes(readSite(siteFolder), address?.prefix ?? "", refuse));
  app.get("/metrics", ...(parts.loopback ? [] : [known]), metricsRoute(parts.metrics));
  const signIn = { parts, resolve, sessions, refuse };
  app.use("/api/session", sessionRoutes(signIn));
  if (flow !== undefined) app.use("/auth", oidcRoutes({ ...signIn, flow }));
  app.use(known);
  app.use("/api", apiRoutes(parts, refuse));
  app.use((_request, response) => refuse(response, "not_found"));
  app.use(lastResort(parts, refuse));
  return app;
}

/** No content from other servers, no inline code, no framing, and text never becomes markup (trusted types). */
function secured(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["'none'"],
      },
    },
    strictTransportSecurity: false, // the server that ends TLS decides
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
  });
}

/** Probes have no token, and see only the state. Where other machines reach the port, details need a token. */
function healthRoutes({ health, loopback, store, now }: AdminParts, resolve: ResolvePrincipal): RequestHandler {
  const routes = express.Router();
  const mayKnow = (request: Request) => loopback || resolve(request).kind === "known";
  routes.get("/healthz", (_request, response) => void response.json({ status: "ok" }));
  routes.get("/readyz", async (request, response) => {
    const readiness = health.readiness();
    const { status } = readinessView(readiness, []);
    const isKnown = mayKnow(request);
    const detail = isKnown ? readinessView(readiness, await mutedCritical(store, readiness.critical, now())) : { status };
    response.status(readiness.ready ? 200 : 503).json(detail);
  });
  return routes;
}

function metricsRoute(metrics: Metrics): RequestHandler {
  return async (_request, response) => {
    response.setHeader("content-type", metrics.contentType);
    response.end(await metrics.text());
  };
}

/** The only place that catches this port's bugs. The error goes to the log and never into an answer. */
function lastResort({ emit, store }: AdminParts, refuse: Refuse): ErrorRequestHandler {
  return (error: { readonly type?: string; readonly status?: number }, _request, response, next) => {
    if (response.headersSent || isBroken(error)) return next(error);
    if (error.type === "entity.parse.failed") return refuse(response, "invalid_json");
    if (error.type === "entity.too.large") return refuse(response, "body_too_large");
    if (error.status !== undefined && error.status < 500) return refuse(response, "invalid_request");
    const trouble = store.trouble();
    emit(failureOf("admin", String(error), trouble));
    if (trouble === undefined) refuse(response, "internal");
    else refuse(response, "store_unavailable", `The store cannot answer this: ${trouble}`);
  };
}

/** The page's files from the build of web/. They are read once, so that a process without free descriptors still serves them. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import express, { type Request, type RequestHandler, type Response } from "express";
import type { Refuse } from "./problem.ts";

interface SiteFile {
  readonly type: string;
  /** As it is, and for files of the build compressed. */
  readonly bytes: () => Buffer;
  readonly gzipped: Buffer | undefined;
}

/** By its path, e.g. `/assets/index-1a2b.js`. */
export type Site = ReadonlyMap<string, SiteFile>;

/** Beside the code of an installed package, or in dist/ for the source itself. */
export const siteFolder = ["../../web/", "../../../dist/web/"]
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((folder) => existsSync(join(folder, "index.html")));

/** Every page has an address that can be opened directly. They contain no data; the calls under /api are guarded. */
const pages = [
  "/",
  "/sessions",
  "/sessions/:id",
  "/incidents",
  "/incidents/:id",
  "/deliveries",
  "/deliveries/:id",
  "/rules",
  "/try",
  "/insights",
  "/setup",
  "/health",
];

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** Empty where there is no folder. Names that begin with a dot belong to the build. */
export function readSite(folder: string | undefined): Site {
  if (folder === undefined) return new Map();
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")));
  return new Map(names.map((name) => [`/${name.replace(/\.gz$/, "")}`, readFile(join(folder, name))]));
}

function readFile(path: string): SiteFile {
  const stored = readFileSync(path);
  const isGzipped = path.endsWith(".gz");
  const type = types[extname(path.replace(/\.gz$/, ""))] ?? "application/octet-stream";
  return { type, bytes: () => (isGzipped ? gunzipSync(stored) : stored), gzipped: isGzipped ? stored : undefined };
}

/** `basePath`: the prefix of every path where a proxy serves the page under one, e.g. `/relay`. */
export function siteRoutes(site: Site, basePath: string, refuse: Refuse): RequestHandler {
  const routes = express.Router();
  const page = pageOf(site, basePath);
  routes.get("/assets/{*rest}", (request, response) => {
    const file = site.get(request.path);
    if (file === undefined) return refuse(response, "not_found");
    response.setHeader("cache-control", "public, max-age=31536000, immutable"); // its name changes with its content
    send(file, request, response);
  });
  routes.get("/mark.svg", (request, response, next) => {
    const file = site.get("/mark.svg");
    if (file === undefined) return next();
    response.setHeader("cache-control", "no-cache");
    send(file, request, response);
  });
  routes.get(pages, (request, response) => {
    response.setHeader("cache-control", "no-store");
    if (page !== undefined) return send(page, request, response);
    response.status(503).type("text").send("The page has not been built. Run `npm run build`, and start the relay again.\n");
  });
  return routes;
}

/** Its files have paths from the root, because the same page is served at addresses of any depth. */
function pageOf(site: Site, basePath: string): SiteFile | undefined {
  const index = site.get("/index.html");
  if (index === undefined) return undefined;
  const text = index.bytes().toString("utf8").replaceAll('="./', `="${basePath}/`);
  const bytes = Buffer.from(text);
  return { ...index, bytes: () => bytes, gzipped: undefined };
}

function send({ type, bytes, gzipped }: SiteFile, request: Request, response: Response): void {
  response.setHeader("content-type", type);
  response.setHeader("vary", "accept-encoding");
  const isGzipped = gzipped !== undefined && request.acceptsEncodings("gzip") !== false;
  if (isGzipped) response.setHeader("content-encoding", "gzip");
  response.end(isGzipped ? gzipped : bytes());
}

/** `avatar-relay capture`: answers 200 to the first requests and stores them unchanged, to show what a sender really sends. */

import { closeSync, openSync, writeSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exitCodes } from "../../app/ending.ts";
import { type Guard, guardWith } from "../../core/guard.ts";
import type { Instant } from "../../core/time.ts";
import { readBody } from "../../receive/body/body.ts";
import { type CliIo, failed, type Refused, refused, reportRefusal } from "../command.ts";
import { readArguments, readCount } from "../kit/arguments.ts";
import { harmless, jsonLine, plural } from "../kit/lines.ts";
import { type CaptureRecord, recordOf } from "./record.ts";

/** Bytes of a body; longer ones are refused. */
const longestBody = 1_048_576;

interface Sink {
  write(line: string): void;
  close(): void;
}

interface Plan {
  readonly port: number;
  readonly host: string;
  readonly count: number;
  readonly sink: Sink;
  readonly secrets: readonly string[];
}

export async function capture(args: readonly string[], io: CliIo): Promise<number> {
  const plan = readPlan(args, io);
  if ("kind" in plan) return reportRefusal(plan, io);
  const problem = await receive(plan, io).finally(() => plan.sink.close());
  return problem === undefined ? exitCodes.ok : reportRefusal(problem, io);
}

function readPlan(args: readonly string[], io: CliIo): Plan | Refused {
  const read = readArguments("capture", args);
  if (read.kind === "refused") return read;
  const { port: portText = io.env.PORT || "8080", host = "127.0.0.1", count: countText, out } = read.values;
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : -1;
  if (port < 0 || port > 65_535)
    return refused(exitCodes.usage, `--port takes a whole number from 0 to 65535, found "${harmless(portText)}"`);
  const count = readCount("count", countText, 20, 10_000);
  if (typeof count !== "number") return count;
  const sink = openSink(out, io);
  if ("kind" in sink) return sink;
  const secrets = (io.env.BITHUMAN_WEBHOOK_SECRET ?? "").split(",").map((each) => each.trim());
  return { port, host, count, sink, secrets: secrets.filter((each) => each !== "") };
}

/** Appends to a file that only its owner can read, because it contains visitors' words. */
function openSink(path: string | undefined, io: CliIo): Sink | Refused {
  if (path === undefined) return { write: (line) => io.out(line), close: () => {} };
  try {
    const file = openSync(path, "a", 0o600);
    return { write: (line) => void writeSync(file, line), close: () => closeSync(file) };
  } catch {
    return refused(exitCodes.usage, `--out ${path} cannot be written: is the path right?`);
  }
}

/** Resolves after enough requests, or on SIGINT or SIGTERM; with the error where it cannot listen. */
function receive({ port, host, count, sink, secrets }: Plan, io: CliIo): Promise<Refused | undefined> {
  return new Promise((resolve) => {
    let kept = 0;
    const server = createServer((request, response) =>
      readBody({ request, guard: guardFor(response, io) }, { bodyBytes: longestBody }, (body) => {
        if (typeof body === "string" || kept === count) return answerSender(response, typeof body === "string" ? 413 : 503);
        const record = recordOf({ ...partsOf(request), body }, secrets, Date.now() as Instant); // milliseconds since 1970
        kept += 1;
        sink.write(jsonLine({ number: kept, ...record.line }));
        io.error(`${kept} of ${count}: ${harmless(captureWords(record))}\n`);
        answerSender(response, 200);
        if (kept === count) server.close();
      }),
    );
    server.once("error", () =>
      resolve(refused(failed, `port ${port} of ${host} cannot be had: is a relay running there? Name another --port`)),
    );
    server.once("close", () => resolve(undefined));
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      io.onSignal(signal, () => {
        server.close();
        server.closeAllConnections();
      });
    }
    server.listen(port, host, () => {
      const { port: taken } = server.address() as AddressInfo; // it listens on a port
      io.error(`waiting for ${plural(count, "request", "requests")} at http://${host}:${taken}/ (any path); each is answered with 200\n`);
    });
  });
}

/** A bug that a request triggers does not end the command. */
function guardFor(response: ServerResponse, io: CliIo): Guard {
  return guardWith((error) => {
    io.error(`a request could not be kept: ${harmless(String(error))}\n`);
    response.destroy();
  });
}

function partsOf({ method = "", url = "", headers, rawHeaders }: IncomingMessage) {
  return { method, url, headers, rawHeaders };
}

/** Every answer ends its connection, so that the last one ends the command. */
function answerSender(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" }).end('{"status":"captured"}');
}

function captureWords({ fit, signed }: CaptureRecord): string {
  const event = fit.problem === null ? `${fit.event} as ${fit.dialect}` : `no event (${fit.dialect ?? "no dialect"}: ${fit.problem})`;
  const outcome = signed.verified === null ? "not tried" : signed.verified ? "verified" : "not verified";
  return `${event}; signature: ${signed.scheme}, ${outcome} (${signed.why})`;
}

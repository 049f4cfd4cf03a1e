/** Signals as JSON lines: one wide line a step, whose `msg` is the step's name. No text of a message is ever in one. */

import pino, { type DestinationStream, type Level } from "pino";
import type { Signal } from "../core/signal.ts";
import type { Clock, Instant } from "../core/time.ts";
import { type Redact, redactor } from "../net/redact.ts";
import { answeredFields, isAnswered } from "./answered.ts";
import { levelOf } from "./log-level.ts";
import { createLogLimiter, type HeldLines, type LogLimiter, type LogLimiterOptions } from "./log-limiter.ts";

export interface LogOptions {
  /** Where the lines go; `openLogFile` makes one for standard output. */
  readonly destination: DestinationStream;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly pid: number;
  readonly now: Clock;
  /** Milliseconds that only go forward; the process's own where it is left out. */
  readonly elapsed?: () => number;
  /** Values that must not leave; only texts that other programs said are looked through. */
  readonly secrets?: readonly string[];
  /** Tells after a while what was held back; a timer where it is left out. */
  readonly later?: LogLimiterOptions["later"];
}

export interface Log {
  watch(signal: Signal): void;
  /** To be told after each reload: values that must not leave from now on, beside those before. */
  know(secrets: readonly string[]): void;
  /** A line that is no signal, e.g. the last one of a process. */
  line(level: Level, name: string, fields?: Readonly<Record<string, unknown>>): void;
}

export function createLog({ destination, level, pid, now, secrets = [], later, elapsed = () => performance.now() }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const known = new Set(secrets);
  let redact = redactor(secrets);
  const line: Log["line"] = (at, name, fields = {}) => logger[at](clean(fields, redact), name);
  const reportHeld = ({ kind, count, addresses }: HeldLines) => line("warn", "lines.held_back", { code: kind, count, addresses });
  const limiter = createLogLimiter({ elapsed, report: reportHeld, ...(later === undefined ? {} : { later }) });
  return {
    line,
    know(more) {
      for (const secret of more) known.add(secret);
      redact = redactor([...known]);
    },
    watch(signal) {
      const at = levelOf(signal);
      if (!logger.isLevelEnabled(at)) return;
      const held = heldOf(signal, limiter);
      if (held === undefined) return;
      const { name, ...fields } = logged(signal, pid);
      line(at, name, held === 0 ? fields : { ...fields, held_back: held });
    },
  };
}

/** The ready line is a promise to other programs (contract): its name and fields do not change. */
function logged(signal: Signal, pid: number): { readonly name: string } & Readonly<Record<string, unknown>> {
  if (signal.name === "process.ready") return { name: "ready", port: signal.port, admin_port: signal.adminPort, pid };
  if (isAnswered(signal)) return answeredFields(signal);
  if (signal.name !== "delivery.attempted") return signal;
  const { dueAt, ...rest } = signal;
  return dueAt === undefined ? rest : { ...rest, due_at: new Date(dueAt).toISOString() };
}

/** How many lines of this kind were held back before; undefined where this one is. Anybody can send what is refused. */
function heldOf(signal: Signal, limiter: LogLimiter): number | undefined {
  if (signal.name === "connection.dropped") return limiter(signal.name);
  if (signal.name === "webhook.missed") return limiter(signal.name, signal.address);
  if (signal.name === "admin.oidc_failed") return limiter(signal.name);
  if (signal.name === "plugin.failed") return limiter(`${signal.name} ${signal.plugin}`);
  if (signal.name === "admin.refused") return limiter(`${signal.name} ${signal.code}`);
  if (signal.name !== "request.answered" || signal.status < 400) return 0;
  return limiter(signal.code, signal.address);
}

/**
 * pino escapes what JSON escapes; the redactor takes the other control bytes, addresses and secrets out of every text. A `link` is for
 * people to follow, and whoever has made the signal has looked through it (net/bithuman/trouble.ts).
 */
function clean(fields: Readonly<Record<string, unknown>>, redact: Redact): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, name === "link" ? value : cleaned(value, redact)]));
}

function cleaned(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  return Array.isArray(value) ? value.map((each) => cleaned(each, redact)) : value;
}

/** A line of a process whose signals are not watched yet, or no more: what it ends with, or how many lines were dropped. */
export function plainLine(level: Level, name: string, now: Instant, fields: Readonly<Record<string, unknown>>): string {
  const written: string[] = [];
  createLog({ destination: { write: (text) => void written.push(text) }, level: "info", pid: 0, now: () => now }).line(level, name, fields);
  return written.join("");
}

/** Signals as JSON lines: one wide line for each step, with the step's name in `msg`. No line contains a message's text. */

import pino, { type DestinationStream, type Level } from "pino";
import type { Signal } from "../core/signal.ts";
import type { Clock, Instant } from "../core/time.ts";
import { type Redact, redactor } from "../net/redact.ts";
import { answeredFields, isAnswered } from "./answered.ts";
import { levelOf } from "./log-level.ts";
import { createLogLimiter, type HeldLines, type LogLimiter, type LogLimiterOptions } from "./log-limiter.ts";

export interface LogOptions {
  /** Gets the lines; `openLogFile` makes one for standard output. */
  readonly destination: DestinationStream;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly pid: number;
  readonly now: Clock;
  /** Milliseconds that only go forward; the process's own where it is left out. */
  readonly elapsed?: () => number;
  /** Values that must not be shown. Only texts from other programs are searched. */
  readonly secrets?: readonly string[];
  /** Reports held-back lines after a while; a timer where it is left out. */
  readonly later?: LogLimiterOptions["later"];
}

export interface Log {
  watch(signal: Signal): void;
  /** Called after each reload: further values that must not be shown. */
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

/** Other programs rely on the ready line (contract), so its name and fields never change. */
function logged(signal: Signal, pid: number): { readonly name: string } & Readonly<Record<string, unknown>> {
  if (signal.name === "process.ready") return { name: "ready", port: signal.port, admin_port: signal.adminPort, pid };
  if (isAnswered(signal)) return answeredFields(signal);
  if (signal.name !== "delivery.attempted") return signal;
  const { dueAt, ...rest } = signal;
  return dueAt === undefined ? rest : { ...rest, due_at: new Date(dueAt).toISOString() };
}

/** How many lines of this kind were held back before; undefined where this one is. Anybody can send refused requests. */
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
 * pino escapes what JSON escapes. The redactor removes other control bytes, addresses and secrets from every text. A `link` is for
 * people to follow, and the signal's maker has checked it (net/bithuman/trouble.ts).
 */
function clean(fields: Readonly<Record<string, unknown>>, redact: Redact): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, name === "link" ? value : cleaned(value, redact)]));
}

function cleaned(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  return Array.isArray(value) ? value.map((each) => cleaned(each, redact)) : value;
}

/** A line of a process whose signals are not observed yet, or no more: its end, or the number of dropped lines. */
export function plainLine(level: Level, name: string, now: Instant, fields: Readonly<Record<string, unknown>>): string {
  const written: string[] = [];
  createLog({ destination: { write: (text) => void written.push(text) }, level: "info", pid: 0, now: () => now }).line(level, name, fields);
  return written.join("");
}

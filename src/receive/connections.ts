/** Limits open connections, and decides which of them are closed. */

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Guard } from "../core/guard.ts";
import { type Duration, second } from "../core/time.ts";

/**
 * Why a connection was closed without an answer: the limit was reached, it was idle and a new one needed its place, or it had too many
 * requests at once.
 */
export type DropReason = "limit" | "gave_way" | "pipelined";

export interface ConnectionOptions {
  /** The most open connections. */
  readonly limit: number;
  readonly isSecure: boolean;
  readonly onDrop: (why: DropReason) => void;
  /** Runs the handlers of new and closed connections. */
  readonly guard: Guard;
}

export interface Connections {
  /** Closes connections without any request yet. Node does not count them as idle and would wait for them. */
  closeSilent(): void;
  /** Whether the request came after too many unanswered ones. Node handles what has arrived although the connection is closed. */
  isTooMany(request: IncomingMessage): boolean;
}

/** The most unanswered requests on one connection. Senders of webhooks wait for each answer before they send again. */
export const mostUnanswered = 256;

/** The default limit, where the system would allow more. */
export const usualLimit = 4_096;

/** File descriptors that are reserved for the store, for deliveries, and for the admin port. */
const reserve = { least: 64, most: 512 };

/** The limit that leaves enough descriptors for everything else. Undefined: the system does not say how many there are. */
export function connectionLimit(wanted: number | undefined, descriptors = 2 * usualLimit): number {
  return Math.max(8, Math.min(wanted ?? usualLimit, descriptors - reserveOf(descriptors)));
}

/** The admin port has half of the reserve; the store and deliveries have the rest. */
export function adminConnectionLimit(descriptors = 2 * usualLimit): number {
  return reserveOf(descriptors) / 2;
}

function reserveOf(descriptors: number): number {
  return Math.min(Math.max(Math.floor(descriptors / 8) * 2, reserve.least), reserve.most);
}

/** A new connection has this long to send a request before its place can go to another: many good senders may come at once. */
const graceFor: Duration = 1 * second;

/** Places that are kept free for new connections, by closing silent ones. */
const roomOf = (limit: number) => Math.max(1, Math.floor(limit / 16));

interface Connection {
  socket: Socket;
  /** Since when it has no running request. */
  quietSince: number;
  unanswered: number;
}

/** Limits a server. Call it before the server listens. */
export function limitConnections(server: Server, options: ConnectionOptions): Connections {
  const { limit, isSecure, onDrop, guard } = options;
  const places = createSlots(options);
  const known = new WeakMap<Socket, Connection>();
  const handshakes = new Map<string, Connection>();
  // Above our own limit we choose the connection to close; if connections come faster than that, the system refuses the newest.
  server.maxConnections = limit + roomOf(limit);
  server.on(
    "drop",
    guard(() => onDrop("limit")),
  );
  server.on("connection", guard(connect));
  // From now on requests have this socket, and no longer the one beneath it.
  server.on("secureConnection", guard(secure));
  for (const event of ["request", "checkContinue", "checkExpectation"]) server.on(event, guard(ask));
  return {
    closeSilent: places.closeSilent,
    isTooMany: ({ socket }) => (known.get(socket)?.unanswered ?? 0) > mostUnanswered,
  };

  function connect(socket: Socket): void {
    const connection: Connection = { socket, quietSince: performance.now(), unanswered: 0 };
    const peer = isSecure ? peerOf(socket) : ""; // asking the system takes time, and many may connect
    known.set(socket, connection);
    if (isSecure) handshakes.set(peer, connection);
    const leave = guard(() => {
      places.leave(connection);
      if (isSecure && handshakes.get(peer) === connection) handshakes.delete(peer);
    });
    socket.once("close", leave);
    places.enter(connection);
  }

  function secure(socket: Socket): void {
    const connection = handshakes.get(peerOf(socket));
    if (connection === undefined) return;
    connection.socket = socket;
    known.set(socket, connection);
  }

  function ask({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = known.get(socket);
    if (connection === undefined || connection.unanswered > mostUnanswered) return;
    connection.unanswered += 1;
    if (connection.unanswered > mostUnanswered) {
      onDrop("pipelined");
      socket.destroy();
      return;
    }
    places.ask(connection);
    response.once(
      "close",
      guard(() => {
        connection.unanswered -= 1;
        places.rest(connection);
      }),
    );
  }
}

/** The open connections, by what they do. */
function createSlots({ limit, onDrop }: Pick<ConnectionOptions, "limit" | "onDrop">) {
  // Both in the order in which they became idle.
  const silent = new Set<Connection>();
  const idle = new Set<Connection>();
  let open = 0;

  /** Closes the connection that has been silent or idle for longest; above the limit even if that was short. */
  function makeRoom(newest: Connection): void {
    const quiet = [first(silent, newest), first(idle, newest)].filter((each) => each !== undefined);
    const leaving = quiet.find(isOverdue) ?? (open > limit ? (quiet[0] ?? newest) : undefined);
    if (leaving === undefined) return;
    ask(leaving);
    leaving.socket.destroy();
    onDrop(leaving === newest ? "limit" : "gave_way");
  }

  function ask(connection: Connection): void {
    silent.delete(connection);
    idle.delete(connection);
  }

  return {
    ask,
    enter(connection: Connection): void {
      open += 1;
      silent.add(connection);
      if (open > limit - roomOf(limit)) makeRoom(connection);
    },
    rest(connection: Connection): void {
      connection.quietSince = performance.now();
      if (!connection.socket.destroyed) idle.add(connection);
    },
    leave(connection: Connection): void {
      open -= 1;
      ask(connection);
    },
    closeSilent(): void {
      for (const { socket } of silent) socket.destroy();
    },
  };
}

function first(connections: ReadonlySet<Connection>, except: Connection): Connection | undefined {
  for (const each of connections) if (each !== except) return each;
  return undefined;
}

function isOverdue({ quietSince }: Connection): boolean {
  return performance.now() - quietSince >= graceFor;
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}|${remotePort}`;
}

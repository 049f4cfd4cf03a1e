/** Reads a request's body into memory, up to a limit. */

import type { IncomingMessage } from "node:http";
import type { Guard } from "../../core/guard.ts";
import type { BodyBudget } from "./body-budget.ts";

export interface BodyLimits {
  /** The longest body. */
  readonly bodyBytes: number;
  /** Shared by all unfinished bodies. Without it, each body has only its own limit. */
  readonly bodies?: BodyBudget;
}

/** A request whose body is read. A bug in the callback ends in the guard. */
export interface Incoming {
  readonly request: IncomingMessage;
  readonly guard: Guard;
}

/** Why a body is not read to its end. */
export type Unread = "body_too_large" | "body_in_pieces" | "overloaded";

const smallest = 4_096;

/** A body that comes byte by byte costs as much as hundreds of ordinary ones. This is the most pieces where they are so small. */
const mostPieces = 4_096;
const smallPiece = 16;

/**
 * Calls back once: with the bytes, or as soon as there are too many. It never calls back where the sender disconnects.
 * All pieces go into one buffer, because an object for each piece would cost a hundred times its bytes.
 */
export function readBody({ request, guard }: Incoming, limits: BodyLimits, onBody: (body: Buffer | Unread) => void): void {
  const { bodyBytes: limit, bodies } = limits;
  const done = guard(onBody);
  const announced = Number(request.headers["content-length"] ?? limit);
  const share = bodies?.enter(() => stop("overloaded"));
  let kept: Buffer = Buffer.alloc(0);
  let size = 0;
  let pieces = 0;
  const takePiece = guard(onData);
  request.on("data", takePiece);
  request.on("end", onEnd);
  request.once("close", leave);

  function onData(piece: Buffer): void {
    const before = size;
    size += piece.length;
    if (size > limit) stop("body_too_large");
    else if (size === announced && before === 0)
      kept = piece; // the whole body in one piece needs no copy
    else keep(piece, before);
    pieces += 1;
    if (pieces > mostPieces && size < pieces * smallPiece) cutOff();
  }

  function keep(piece: Buffer, before: number): void {
    if (size > kept.length) {
      const wider = Buffer.allocUnsafeSlow(Math.min(Math.max(smallest, 2 * kept.length, size), Math.max(announced, size), limit));
      kept.copy(wider, 0, 0, before);
      const more = wider.length - kept.length;
      kept = wider;
      share?.grow(more); // may end this very body
    }
    piece.copy(kept, before);
  }

  function onEnd(): void {
    leave();
    done(kept.subarray(0, size));
  }

  function stop(why: Unread): void {
    leave();
    request.off("data", takePiece);
    request.off("end", onEnd);
    done(why);
  }

  /** Ends the connection in the middle of a read. Node would otherwise read on, and keep an object for each piece. */
  function cutOff(): void {
    stop("body_in_pieces");
    request.socket.uncork(); // the answer leaves before
    request.socket.destroy();
  }

  function leave(): void {
    request.off("close", leave);
    share?.leave();
  }
}

/** A request's body, in memory and bounded. */

import type { IncomingMessage } from "node:http";
import type { Guard } from "../../core/guard.ts";
import type { BodyBudget } from "./body-budget.ts";

export interface BodyLimits {
  /** The longest body. */
  readonly bodyBytes: number;
  /** What all unfinished bodies share; without, each is bounded by itself only. */
  readonly bodies?: BodyBudget;
}

/** A request whose body is read; a bug of what is done with it ends in the guard. */
export interface Incoming {
  readonly request: IncomingMessage;
  readonly guard: Guard;
}

/** Why a body is not read to its end. */
export type Unread = "body_too_large" | "body_in_pieces" | "overloaded";

const smallest = 4_096;

/** Reading a body that comes byte by byte costs as much as hundreds of ordinary ones: so many pieces are enough where they are so small. */
const mostPieces = 4_096;
const smallPiece = 16;

/**
 * Calls back once: with the bytes as they came, or as soon as there are more than may be. Never where the sender went away.
 * However many pieces a body comes in, it is kept in one buffer: an object for each piece would cost a hundred times its bytes.
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

  /** The connection ends in the middle of what was read from it: node would go on, and keep an object for each piece. */
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

/** Handles a bug in a request, whenever it shows: it is reported, the sender gets 500, and the process continues. */

import type { ServerResponse } from "node:http";
import type { Emit } from "../core/signal.ts";
import { answer, errorAnswer } from "./answer.ts";

export interface BugOptions {
  readonly response: ServerResponse;
  readonly emit: Emit;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  /** Answers and counts the request where more is known about it. Its own bugs are handled here as well. */
  readonly refuse?: () => void;
}

/** Handles a bug in this request. */
export function answerBug({ response, emit, randomId, refuse }: BugOptions): (error: unknown) => void {
  return (error) => {
    emit({ name: "bug", where: "receive", error: String(error) });
    if (response.writableEnded || (refuse !== undefined && isAnswered(response, refuse))) return;
    if (!isAnswered(response, () => answer(response, errorAnswer("internal", randomId())))) response.destroy();
  };
}

/** False where an answer has begun already, or this one fails. */
function isAnswered(response: ServerResponse, give: () => void): boolean {
  if (response.headersSent) return false;
  try {
    give();
    return true;
  } catch {
    return false; // the first bug is reported, and this one follows from it
  }
}

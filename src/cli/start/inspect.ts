/** The process that checks the database once after a start. It is not for people: `start` opens it, and it ends with its answer. */

import { setPriority } from "node:os";
import { problemsIn } from "../../stores/sqlite/files/inspection.ts";
import type { Inspected } from "./inspecting.ts";

export async function inspect(path: string): Promise<number> {
  process.once("disconnect", () => process.exit(0)); // its relay has gone
  setPriority(19); // webhooks come first
  const answer: Inspected = { problems: await problemsIn(path) };
  process.send?.(answer);
  process.disconnect();
  return 0;
}

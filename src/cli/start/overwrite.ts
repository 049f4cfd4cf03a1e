/** The process that overwrites what is unused in the database file after something was forgotten. Not for people: `start` opens it. */

import { overwrite, pagesToOverwrite } from "../../stores/sqlite/files/overwriting.ts";
import type { Overwriting } from "./overwriting.ts";

/** Answers each question; resolves when the other side is gone. */
export function overwriteUnused(path: string): Promise<number> {
  return new Promise((resolve) => {
    process.on("message", ({ pages }: Overwriting) => {
      // `start` sends nothing else
      process.send?.({ answer: (pages === null ? pagesToOverwrite(path) : overwrite(path, pages)) ?? null });
    });
    process.once("disconnect", () => resolve(0));
  });
}

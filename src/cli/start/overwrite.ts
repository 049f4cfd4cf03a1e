/** The process that overwrites unused bytes of the database file after a deletion. It is not for people: `start` opens it. */

import { overwrite, pagesToOverwrite } from "../../stores/sqlite/files/overwriting.ts";
import type { Overwriting } from "./overwriting.ts";

/** Answers each question; resolves when the other side ends. */
export function overwriteUnused(path: string): Promise<number> {
  return new Promise((resolve) => {
    process.on("message", ({ pages }: Overwriting) => {
      // `start` sends nothing else
      process.send?.({ answer: (pages === null ? pagesToOverwrite(path) : overwrite(path, pages)) ?? null });
    });
    process.once("disconnect", () => resolve(0));
  });
}

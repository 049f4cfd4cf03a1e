/** The process that reads a changed rules.yaml first. It is not for people: `start` opens it, and it ends with `start`. */

import type { CliIo } from "../command.ts";
import { programOf } from "../explain/rules.ts";
import { loadText } from "../kit/load-file.ts";

/** Answers each text once it has read and compiled it, and keeps nothing of it. Resolves when the other side ends. */
export function prove(io: CliIo): Promise<number> {
  return new Promise((resolve) => {
    process.on("message", ({ text }: { readonly text: string }) => {
      // `start` sends nothing else
      const loaded = loadText("rules.yaml", text, io, { placeholders: true });
      if (loaded.kind === "loaded") programOf(loaded, "proof");
      process.send?.(loaded.kind);
    });
    process.once("disconnect", () => resolve(0));
  });
}

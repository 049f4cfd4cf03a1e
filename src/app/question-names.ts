/** The wiring of the names of questions: the model that the present file names, opened once for each version of the file. */

import type { Naming, SenderEnvironment } from "../core/destination.ts";
import { createQuestionNames, type QuestionNames } from "../evaluate/question-names.ts";
import { redactorOf } from "./knowledge.ts";
import type { Parts } from "./parts.ts";

export function questionNamesOf(parts: Parts, outside: SenderEnvironment): QuestionNames {
  const { environment, bus, rulebook, store, settings } = parts;
  let [version, open]: [string | undefined, Naming | undefined] = [undefined, undefined];

  function naming(): Naming | undefined {
    const { version: present, questionNames, program } = rulebook.current();
    if (present === version) return open;
    void open?.close();
    version = present;
    const configured = questionNames === undefined ? undefined : program.destinations.get(questionNames);
    open = settings.rules === undefined ? undefined : configured?.openNaming?.(outside); // the preview sends nothing
    return open;
  }

  const names = createQuestionNames({ store, naming, redact: redactorOf(parts), now: environment.now, emit: bus.emit });
  return {
    ...names,
    async stop() {
      await names.stop();
      await open?.close();
    },
  };
}

import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { makeChat } from "../../support/make.ts";
import { engineOf, programOf } from "../../support/program.ts";

/** Whether the rule held for the last of these messages. */
function holds(when: object, ...messages: readonly { readonly message: string; readonly role?: "agent"; readonly data?: JsonObject }[]) {
  const { evaluations } = engineOf(programOf([{ when }])).run(messages.map((each) => makeChat({ session: "s", ...each })));
  return evaluations.at(-1)?.trace.rules[0]?.held === true;
}

it.each([
  ["as it is heard", "de", { message: "Wo ist meine Bestellung?" }, true],
  ["which is another", "de", { message: "Where is my order?" }, false],
  ["one of several", ["de", "fr"], { message: "Où est ma commande ?" }, true],
  ["as the sender says", "de", { message: "ok", data: { language: "de-AT" } }, true],
  ["as the sender says, whatever is heard", "de", { message: "Where is my order?", data: { lang: "DE" } }, true],
  ["as a transcriber says", "no", { message: "ok", data: { message: { language: "nb_NO" } } }, true],
  ["of no message of the avatar", "de", { message: "Wo ist meine Bestellung?", role: "agent" }, false],
  ["that nobody can tell", "en", { message: "ok" }, false],
] as const)("the language: %s", (_, language, message, expected) => {
  expect(holds({ language }, message)).toBe(expected);
});

it("counts what was said before, also where the conditions beside it did not hold", () => {
  const when = { keywords: ["ok"], language: "fr" };
  expect(holds(when, { message: "Bonjour, où est ma commande ?" }, { message: "ok" })).toBe(true);
  expect(holds(when, { message: "Hello, where is my order?" }, { message: "ok" })).toBe(false);
});

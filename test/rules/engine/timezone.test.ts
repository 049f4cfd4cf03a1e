import { expect, it } from "vitest";
import { destinations } from "../../../src/destinations/index.ts";
import { compile } from "../../../src/rules/compile.ts";
import { conditions } from "../../../src/rules/conditions/index.ts";
import { rehearse } from "../../../src/rules/trials/rehearse.ts";
import { loaded } from "../../support/load.ts";
import { digest } from "../../support/program.ts";

const text = `version: 1
settings: { timezone: Europe/Berlin, redact: [email] }
destinations:
  screen: { console: {} }
rules:
  - name: greets
    on: chat.push
    when: { role: user, keywords: [hello] }
    then: [{ to: screen, text: '{{ event.time | date: "%d.%m. %H:%M %Z" }}' }]
tests:
  - name: by the clock of the file, on both sides of the night in which it is set forward
    at: 2026-03-29 01:59
    chat: ["+0s user: hello", "+2m user: hello"]
    expect: [{ rule: greets, text: "29.03. 01:59 CET" }, { rule: greets, text: "29.03. 03:01 CEST" }]
`;

it("settings.timezone is the clock of every text", () => {
  const { file, tests } = loaded(text, { conditions, destinations });
  const secrecy = { seal: (sealed: string) => sealed, unseal: (sealed: string) => sealed };
  const program = compile({ file, version: "1", conditions, digest, secrecy });
  expect(tests).toHaveLength(1);
  for (const test of tests) expect(rehearse(test, program, file.settings.timezone).failures).toEqual([]);
});

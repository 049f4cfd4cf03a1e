import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/build.ts";

const folder = join(root, "web/src/messages");
const languages = readdirSync(folder).filter((name) => name.endsWith(".json"));
const messagesOf = (file: string): Record<string, string> => JSON.parse(readFileSync(join(folder, file), "utf8"));
const english = messagesOf("en.json");

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([each]) => each).sort();
/** Languages have forms of their own for numbers: only `other` has to be in each. */
const isForm = (key: string) => /\.(zero|one|two|few|many)$/.test(key);

describe("the page's words", () => {
  it("are in English and German at least", () => {
    expect(languages).toEqual(expect.arrayContaining(["en.json", "de.json"]));
  });

  it.each(languages)("are all in %s, and no others", (file) => {
    const messages = messagesOf(file);
    const wanted = Object.keys(english).filter((key) => !isForm(key));
    expect(Object.keys(messages).filter((key) => !isForm(key))).toEqual(wanted);
    expect(Object.entries(messages).filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it.each(languages)("have the same places for values in %s", (file) => {
    const messages = messagesOf(file);
    for (const key of Object.keys(english).filter((each) => !isForm(each)))
      expect([key, placeholders(messages[key] ?? "")]).toEqual([key, placeholders(english[key] ?? "")]);
  });
});

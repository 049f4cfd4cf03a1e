import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./support/build.ts";
import { sharedFunctions, sharedTypes } from "./support/names.ts";
import { readTree } from "./support/source-tree.ts";

const source = readTree("src");

/** Function names that stood in more than three files in December 2026. It may only shrink. */
const mostSharedFunctions = 67;

describe("names", () => {
  it("stand for one type each: no two files export a type of the same name", () => {
    expect(sharedTypes(source)).toEqual([]);
  });

  it("of functions are not shared by more files than before", () => {
    const shared = sharedFunctions(source).filter(({ files }) => files.length > 3);
    expect(shared.length, shared.map(({ name, files }) => `${name} ${files.length}`).join(", ")).toBeLessThanOrEqual(mostSharedFunctions);
  });

  it.each([
    "told",
    "desk",
    "whom",
    "forsaken",
    "introduced",
    "stillborn",
    "acquaintance",
    "hearsay",
    "upright",
    "newsroom",
    "keepsakes",
    "house",
  ])("%s is no name of the code's", (word) => {
    const declared = new RegExp(String.raw`\b(function|const|let|interface|type|class) ${word}\b`, "i");
    expect(source.filter(({ text }) => declared.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it("of tests bear no codes: a row's number may stand in a comment", () => {
    const coded = /\b(?:describe|it|test)\S*\(\s*["`][A-Z]{1,2}\d{2}[a-z]?[ :]/;
    expect(
      readTree("test")
        .filter(({ text }) => coded.test(text))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it("of a reader of plain values stand for one function", () => {
    const readers = sharedFunctions(source).filter(({ name }) =>
      ["textOf", "stringOf", "objectOf", "parsedJson", "plainTextOf"].includes(name),
    );
    expect(readers).toEqual([]);
  });

  it("see two types of one name", () => {
    const one = { path: "src/a.ts", text: "export interface Place {}" };
    const other = { path: "src/b.ts", text: "export type Place = string;" };
    const own = { path: "src/c.ts", text: "type Place = number;" };
    expect(sharedTypes([one, other, own])).toEqual([{ name: "Place", files: ["src/a.ts", "src/b.ts"] }]);
  });
});

describe("the glossary", () => {
  const rows = [...readFileSync(join(root, "docs/glossary.md"), "utf8").matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)]
    .map(([, word = "", meaning = "", where = ""]) => ({ word, meaning, where }))
    .filter(({ word }) => word !== "word" && !word.startsWith("-"));

  it("has each word once, with a sentence", () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(new Set(rows.map(({ word }) => word)).size).toBe(rows.length);
    expect(rows.filter(({ meaning }) => !/^[A-Z`].*\.$/.test(meaning))).toEqual([]);
  });

  it.each(rows)("says where $word lives", ({ where }) => {
    const places = [...where.matchAll(/`([^`]+)`/g)].map(([, place = ""]) => place);
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((place) => !existsSync(join(root, "src", place)))).toEqual([]);
  });
});

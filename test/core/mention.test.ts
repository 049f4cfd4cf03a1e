import { expect, it } from "vitest";
import { mentionOf } from "../../src/core/mention.ts";

const said = (session: string, body: string | Uint8Array) => mentionOf(session)(typeof body === "string" ? Buffer.from(body) : body);

it.each([
  ["a body that is cut off", "sess-4711-abc", '{"data":{"session_id":"sess-4711-abc","mess'],
  ["a short id", "s1", '{"session_id":"s1"'],
  ["a body without quotes", "s1", "{session_id:s1, message: hi"],
  ["a form", "s1", "type=chat&session_id=s1&message=hi"],
  ["an id at the end", "sess-4711-abc", "session sess-4711-abc"],
  ["JSON within JSON", "s1", '"{\\"session_id\\":\\"s1\\"}'],
  ["an escaped id", "sé/1", '{"session_id":"s\\u00E9/1"'],
  ["an id with an escaped slash", "room/17", '{"session_id":"room\\/17"'],
  ["an id with a quote", 'a"bcdefgh', '{"session_id":"a\\"bcdefgh"'],
  ["percent signs", "Zimmer 7 é", "session=Zimmer%207%20%C3%A9&"],
  ["UTF-16", "s1", Buffer.from('{"session_id":"s1"}', "utf16le")],
  ["UTF-16 the other way round", "s1", Buffer.from('{"session_id":"s1"}', "utf16le").swap16()],
  ["Latin-1", "séance-99", Buffer.from('{"session_id":"séance-99"}', "latin1")],
  ["after the beginning of a longer one", "s1", '{"a":"s10","session_id":"s1"'],
])("finds a session in %s", (_, session, body) => {
  expect(said(session, body)).toBe(true);
});

it.each([
  ["a longer id that begins with it", "s1", '{"session_id":"s10"'],
  ["a longer id that ends with it", "sess-4711", '{"session_id":"xsess-4711"'],
  ["a word of the text", "hello", '{"message":"oh hello there"'],
  ["a number that is none", "7", '{"participants": 7, "count": 17'],
  ["nothing", "s1", ""],
])("does not take for it %s", (_, session, body) => {
  expect(said(session, body)).toBe(false);
});

it("looks through a large body of its own beginnings in linear time", () => {
  const body = Buffer.from(`"${"s1".repeat(2_000_000)}`);
  const before = process.cpuUsage();
  expect(said("s1s1s1s1s1", body)).toBe(false);
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
});

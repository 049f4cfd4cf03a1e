import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sourceShelf } from "../../src/receive/mapping/shelf.ts";
import { samples } from "../receive/sources/samples.ts";
import { cli } from "../support/cli.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-source-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("source", () => {
  it("lists the senders that are understood", async () => {
    const { code, out } = await cli(["source", "list"]);
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(sourceShelf.names);
  });

  it.each(samples.map((sample) => [sample.what, sample] as const))("shows what %s becomes", async (_what, { preset, body, events }) => {
    const { code, out } = await cli(["source", "test", preset, write("body.json", body)]);
    expect(code).toBe(0);
    const shown = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(shown.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
  });

  it("shows a file that works when it is copied", async () => {
    const [sample] = samples;
    const file = write("mine.yaml", (await cli(["source", "show", "livekit"])).out);
    const body = write("body.json", sample?.body ?? "");
    expect(await cli(["source", "test", file, body])).toEqual(await cli(["source", "test", "livekit", body]));
  });

  it("says where a body is no event, and ends with 2", async () => {
    const { code, out } = await cli(["source", "test", "events", write("body.json", '[{"type":"chat.push","session":"s"}]')]);
    expect([code, JSON.parse(out)]).toEqual([2, { problem: "/0/message: expected a string" }]);
  });

  it.each([
    [["source", "show", "bitHumans"], 64, "unknown preset"],
    [["source", "test", "vapi"], 64, "usage: avatar-relay source test"],
    [["source", "test", "vapi", "nowhere.json"], 64, "cannot be read"],
  ])("%s is refused", async (args, status, words) => {
    const { code, err } = await cli(args);
    expect(code).toBe(status);
    expect(err).toContain(words);
  });
});

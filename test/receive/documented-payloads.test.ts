import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { signBody, signTimestamped } from "../support/sender.ts";
import { sha256 } from "./digest.ts";
import { nowInSeconds, okOf, openPublicPort } from "./public-port.ts";

const fixtures = new URL("./fixtures/", import.meta.url);

describe("the vendor's documented payloads", () => {
  // R07
  it.each(readdirSync(fixtures))("%s verifies from its raw bytes and is stored as it came", async (file) => {
    const { send, stored } = await openPublicPort();
    const raw = readFileSync(new URL(file, fixtures));
    const headers = file.startsWith("g2") ? signTimestamped(raw, nowInSeconds) : signBody(raw);
    const reply = await send({ raw, headers });
    expect(okOf(reply).status).toBe("accepted");
    expect(sha256((await stored(reply)).raw)).toBe(sha256(raw));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBodyBudget } from "../../src/receive/body/body-budget.ts";
import { defaultLimits } from "../../src/receive/receiver.ts";
import { openWire, requestText, signBody, type Wire } from "../support/sender.ts";
import { makeChatBody, openPublicPort } from "./public-port.ts";

const chunked = { ...signBody("x"), "transfer-encoding": "chunked" };

function piecesOf(text: string, lengths: readonly number[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const length of [...lengths, text.length]) {
    const piece = text.slice(at, at + length);
    if (piece !== "") pieces.push(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    at += length;
  }
  return `${pieces.join("")}0\r\n\r\n`;
}

describe("a body in pieces", () => {
  it("is the same body, however it is cut", async () => {
    const { port, stored } = await openPublicPort();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 20 }),
        fc.integer({ min: 0, max: 20_000 }),
        async (cuts, length) => {
          const raw = makeChatBody({}, { message: "é".repeat(length), session_id: `s${Math.random()}` });
          const bytes = Buffer.from(raw).toString("latin1");
          const headers = { ...signBody(Buffer.from(bytes, "latin1")), "transfer-encoding": "chunked", connection: "close" };
          const wire = await openWire(port, Buffer.from(requestText(headers, piecesOf(bytes, cuts)), "latin1"));
          const text = await wire.closed();
          const detail = await stored({ status: 200, headers: {}, text: text.slice(text.indexOf("{")) });
          expect(Buffer.from(detail.raw).toString()).toBe(raw);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is taken in a thousand pieces of one byte, where it is signed", async () => {
    const { port } = await openPublicPort();
    const raw = makeChatBody({}, { message: "a".repeat(1_000) });
    const headers = { ...signBody(raw), "transfer-encoding": "chunked" };
    const wire = await openWire(
      port,
      requestText(
        headers,
        piecesOf(
          raw,
          Array.from({ length: raw.length }, () => 1),
        ),
      ),
    );
    expect(await wire.until("event_id")).toContain("200 OK");
    wire.socket.destroy();
  });

  it("ends its connection where it comes in many thousand pieces of a byte, and leaves others alone", async () => {
    const { port, post, signals } = await openPublicPort();
    const bytes = requestText(chunked, "1\r\na\r\n".repeat(100_000));
    const attackers = await Promise.all(Array.from({ length: 10 }, () => openWire(port, bytes)));
    expect((await post(makeChatBody())).status).toBe(200);
    await Promise.all(attackers.map((wire) => wire.closed()));
    const refusals = signals.filter((signal) => signal.name === "request.answered" && signal.code === "body_in_pieces");
    expect(refusals).toHaveLength(10);
  });
});

describe("all unfinished bodies together", () => {
  const head = (length: number) => requestText({ ...signBody("x"), "content-length": "200000" }, "a".repeat(length));

  it("have a budget: beyond it the one that is unfinished for longest is told to come again", async () => {
    const { port, post } = await openPublicPort({ limits: { ...defaultLimits, bodies: createBodyBudget(400_000) } });
    const unfinished: Wire[] = [];
    for (let index = 0; index < 6; index += 1) unfinished.push(await openWire(port, head(120_000)));
    const first = await unfinished[0]?.closed();
    expect(first).toMatch(/^HTTP\/1.1 503 [\s\S]*retry-after: 1\r\n[\s\S]*"code":"overloaded"/i);
    expect((await post(makeChatBody({}, { message: "a".repeat(100_000) }))).status).toBe(200);
    for (const { socket } of unfinished) socket.destroy();
  });

  it("give back what they took, whether they end, are too long, or go away", async () => {
    const bodies = createBodyBudget(600_000);
    const { port, post, send } = await openPublicPort({ limits: { ...defaultLimits, bodies } });
    for (let index = 0; index < 5; index += 1) {
      const gone = await openWire(port, head(100_000));
      expect((await send({ raw: "a".repeat(300_000), headers: signBody("x"), chunked: true })).status).toBe(413);
      expect((await post(makeChatBody({}, { message: `${index}${"a".repeat(150_000)}` }))).status).toBe(200);
      gone.socket.destroy();
      await gone.closed();
    }
    const held = await openWire(port, head(190_000));
    expect((await post(makeChatBody({}, { message: `last ${"a".repeat(150_000)}` }))).status).toBe(200);
    held.socket.write("a".repeat(10_000));
    expect(await held.until("}")).toContain("signature_invalid");
    expect(bodies.used()).toBe(0);
    held.socket.destroy();
  });
});

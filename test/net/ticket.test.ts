import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTickets } from "../../src/net/ticket.ts";

const tickets = createTickets("a key of the house");

describe("a ticket", () => {
  it("comes back as it left", () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(tickets.open(tickets.seal(text))).toBe(text)));
  });

  it("is good at another replica of the same house", () => {
    expect(createTickets("a key of the house").open(tickets.seal("claim i1"))).toBe("claim i1");
  });

  // K08
  it("is refused where a letter of it was changed, or another house made it", () => {
    const ticket = tickets.seal("claim i1");
    for (const [index, letter] of [...ticket].entries()) {
      const forged = `${ticket.slice(0, index)}${letter === "x" ? "y" : "x"}${ticket.slice(index + 1)}`;
      expect(tickets.open(forged)).toBeUndefined();
    }
    for (const other of ["", ".", "claim i1", "claim i1.", `${ticket}x`, ticket.slice(1), createTickets("another").seal("claim i1")])
      expect(tickets.open(other)).toBeUndefined();
  });
});

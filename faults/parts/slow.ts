import { connect } from "node:net";
import { openWorkshop, type Relay } from "../../test/support/relay.ts";
import { type Part, ran } from "../part.ts";
import { sayMany } from "../webhook.ts";

/** Milliseconds within which a sender has to have said its request, with some room for a busy machine. */
const patience = 25_000;

export const slow: Part = {
  name: "slow",
  sentence: "sends one byte a second, in headers and in bodies: each such connection is ended, and good webhooks get their 200 meanwhile",
  cases: { quick: 200, round: 1_000, nightly: 2_000 },
  async run({ cases }) {
    const workshop = openWorkshop("version: 1\nrules: []\n");
    try {
      const relay = await workshop.start();
      const dripping = Array.from({ length: cases }, (_, index) => drip(relay, index % 2 === 0 ? "headers" : "body"));
      const good = 50;
      const accepted = await sayMany(relay, good, (index) => `message ${index}`);
      const ends = await Promise.all(dripping);
      const open = ends.filter((end) => end === "open").length;
      return ran(
        cases,
        [
          ...(open === 0 ? [] : [`${open} connections were still open after ${patience / 1_000} s`]),
          ...(accepted.length === good ? [] : [`${good - accepted.length} of ${good} good webhooks were not taken`]),
        ],
        { "answered 408": ends.filter((end) => end === "408").length },
      );
    } finally {
      await workshop.close();
    }
  },
};

const heads = {
  headers: "POST /webhook HTTP/1.1\r\nhost: a\r\n",
  body: "POST /webhook HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n",
};

/** How the relay ends a connection on which one byte comes each second. */
function drip({ port }: Relay, where: keyof typeof heads): Promise<"408" | "closed" | "open"> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(heads[where]));
    const dripping = setInterval(() => socket.writable && socket.write("a"), 1_000);
    const finish = (end: "408" | "closed" | "open") => {
      clearInterval(dripping);
      clearTimeout(timer);
      socket.destroy();
      resolve(end);
    };
    const timer = setTimeout(() => finish("open"), patience);
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => finish(text.startsWith("HTTP/1.1 408") ? "408" : "closed"));
  });
}

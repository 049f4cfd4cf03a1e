import { describe, expect, it } from "vitest";
import { createLogOutput, type LogOutput, type Put } from "../../src/observe/log-output.ts";

type Answer = "EAGAIN" | "ENOSPC" | number;

interface Reader {
  readonly output: LogOutput;
  /** What was written. */
  text(): string;
  /** What the next writes come to; all is taken once these are used up. */
  readonly answers: Answer[];
}

/** An output whose operating system is in our hands. */
function makeOutput(answers: Answer[] = []): Reader {
  let text = "";
  const now = (bytes: Uint8Array): number => {
    const answer = answers.shift() ?? bytes.length;
    if (typeof answer === "string") throw Object.assign(new Error(answer), { code: answer });
    text += Buffer.from(bytes.subarray(0, answer)).toString();
    return Math.min(answer, bytes.length);
  };
  const put: Put = Object.assign(
    (bytes: Uint8Array, done: (error: unknown, taken: number) => void) => {
      let taken: number;
      try {
        taken = now(bytes);
      } catch (error) {
        return done(error, 0);
      }
      done(undefined, taken);
    },
    { now },
  );
  const output = createLogOutput({ put, droppedLine: (lines) => `${lines} dropped\n` });
  return { output, text: () => text, answers };
}

describe("the output of the log", () => {
  it("writes lines in their order, also where each write takes a part of them", async () => {
    const { output, text } = makeOutput([3, 1, "EAGAIN", 2]);
    for (const line of ["one\n", "two\n", "three\n"]) output.write(line);
    await output.end();
    expect(text()).toBe("one\ntwo\nthree\n");
    expect([output.dropped(), output.waiting()]).toEqual([0, 0]);
  });

  it("drops what does not fit into its bound, and tells how many lines before the next that it takes", async () => {
    const { output, text } = makeOutput();
    output.limit(8);
    for (const line of ["one\n", "two\n", "three\n", "four\n"]) output.write(line);
    expect([output.dropped(), output.waiting()]).toEqual([2, 8]);
    await output.end();
    expect(text()).toBe("2 dropped\none\ntwo\n");
  });

  it("drops what waits where a write fails, tries again by itself, and begins a line of its own", async () => {
    const { output, text, answers } = makeOutput([2, "ENOSPC", "ENOSPC"]);
    output.write("one\n");
    output.write("two\n");
    await output.end();
    expect(output.dropped()).toBe(2);
    output.write("lost\n");
    expect(output.dropped()).toBe(3);
    await expect.poll(text).toBe("on\n3 dropped\n");
    expect(answers).toEqual([]);
    output.write("four\n");
    await output.end();
    expect(text()).toBe("on\n3 dropped\nfour\n");
  });

  it("writes at once what it can for a process that ends", () => {
    const { output, text } = makeOutput();
    output.write("last words\n");
    output.flush();
    expect(text()).toBe("last words\n");
  });

  it("ends although nobody reads", async () => {
    const { output } = makeOutput(Array.from({ length: 1_000 }, () => "EAGAIN" as const));
    output.write("unread\n");
    await output.end();
    expect(output.waiting()).toBe(7);
  });
});

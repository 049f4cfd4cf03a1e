import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { curlOf } from "../../web/src/things/curl.ts";

const wordsOf = (command: string): readonly string[] => {
  const print = command.replace(/^curl/, `printf '%s\\0'`);
  return execFileSync("sh", ["-c", print], {
    encoding: "utf8",
    env: { DESTINATION_URL: "url", DESTINATION_TOKEN: "token", DESTINATION_QUERY: "q" },
  }).split("\0");
};

describe("a delivery as a curl command", () => {
  it("keeps its idempotency key, and has secrets as variables", () => {
    const command = curlOf({
      idempotency_key: "k1",
      body: { method: "PUT", url: "https://ada:secret@crm.example.com/v1?token=secret", json: { a: 1 } },
    });
    expect(command).not.toContain("secret");
    expect(command).toContain("$DESTINATION_TOKEN");
    expect(wordsOf(command)).toEqual(expect.arrayContaining(["PUT", "https://crm.example.com/v1?q", "idempotency-key: k1", '{"a":1}']));
  });

  it.each(["it's", "$(touch /tmp/hurt)", "`id`", "a\nb", '"; id; "'])("sends the text %j as it is", (text) => {
    expect(wordsOf(curlOf({ idempotency_key: "k1", body: { text } }))).toContain(JSON.stringify({ text }));
  });

  it.each(["https://x.example.com/$(id)", "https://x.example.com/`id`", 'https://x.example.com/";id;"'])(
    "runs nothing of the address %s",
    (url) => {
      expect(wordsOf(curlOf({ idempotency_key: "k1", body: { url } })).join(" ")).not.toMatch(/uid=/);
    },
  );
});

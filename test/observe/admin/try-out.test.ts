import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { createTryOut } from "../../../src/observe/admin/rules/try-out.ts";
import { openDoor } from "../../support/door.ts";
import { monday } from "../../support/make.ts";

it("says it through the public port, signed like every other event", async () => {
  const door = await openDoor();
  const tryOut = createTryOut({ url: () => door.url, secret: "s3cret", now: () => monday });
  expect(await tryOut({ text: "I want a human", session: "try-1" })).toEqual({ status: 200, eventId: "e1" });
  door.close();
  const [sent] = door.got;
  expect(sent?.signature).toBe(
    `sha256=${createHmac("sha256", "s3cret")
      .update(sent?.body ?? "")
      .digest("hex")}`,
  );
  expect(JSON.parse(sent?.body ?? "")).toMatchObject({
    event_type: "chat.push",
    data: { role: "user", message: "I want a human", session_id: "try-1" },
    timestamp: monday / 1_000,
  });
});

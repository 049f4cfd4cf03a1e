/** The API webhooks since 2026-06-02: `{id, event, created, data}`, whole seconds, and an id that every retry repeats. */

import { instantOf } from "../event-time.ts";
import { type Dialect, isProblem, nameOf, notAName, objectOf } from "./dialect.ts";
import { readFlat } from "./flat.ts";

export const g2: Dialect = {
  name: "g2",
  matches: (body) => Object.hasOwn(body, "id") && Object.hasOwn(body, "event") && Object.hasOwn(body, "created"),
  read(body) {
    const { id, event, created, data } = body;
    const vendorId = nameOf(id);
    if (vendorId === undefined) return notAName("/id");
    const { agent_id, code } = objectOf(data);
    const account = readFlat({ type: event, typePointer: "/event", agent: agent_id ?? code, data });
    return isProblem(account) ? account : { account, at: instantOf(created), vendorId };
  },
};

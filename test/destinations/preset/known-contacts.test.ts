/** Somebody whom the CRM knows keeps what the visitor did not say; a stand-in is for a record that is created. */

import { readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { takePreset } from "../../../src/destinations/preset/shelf.ts";
import { crmVendors, type Kept, type Vendor } from "../../support/crm-vendors.ts";
import { type HttpSink, openHttpSink } from "../../support/http-sink.ts";
import { openPreset, type PresetCase, viewOf } from "../../support/preset-case.ts";

let sink: HttpSink;
const opened: PresetCase[] = [];

beforeEach(async () => {
  sink = await openHttpSink();
});

afterEach(async () => {
  for (const { sender } of opened.splice(0)) await sender.close();
  await sink.close();
});

/** The vendor's records after a delivery about the visitor. */
async function delivered({ preset, answer }: Vendor, before: readonly Kept[], identity: JsonObject, more: JsonObject = {}) {
  const records = structuredClone(before) as Kept[];
  sink.always({ kind: "respond", respond: (request) => answer(request, records) });
  const one = openPreset(preset, sink.url, more);
  opened.push(one);
  const outcome = await one.deliver(one.message(viewOf(identity)));
  return { outcome, records };
}

const vendors = crmVendors.map((vendor) => [vendor.preset, vendor] as const);
const people = vendors.filter(([preset]) => preset !== "hubspot.note");

const email = "ada@example.com";
const typed = { email, source: "found", verified: false, found: ["email"] };

describe("a contact that the CRM knows", () => {
  it.each(vendors)("%s: keeps everything where the visitor is known by the e-mail alone", async (_, vendor) => {
    const { outcome, records } = await delivered(vendor, [vendor.known], { email });
    expect(outcome).toMatchObject({ kind: "delivered" });
    expect(records).toEqual([vendor.known]);
  });

  it.each(vendors)("%s: keeps everything where only the visitor says the address, whatever else they say", async (_, vendor) => {
    const identity = { ...typed, name: "Mallory", phone: "+1 555", found: ["email", "name", "phone"] };
    const { outcome, records } = await delivered(vendor, [vendor.known], identity);
    expect(outcome).toMatchObject({ kind: "delivered" });
    expect(records).toEqual([vendor.known]);
  });

  it.each(people)("%s: keeps what nobody said, where a name is said", async (_, vendor) => {
    const said = { email, name: "Ada Lovelace", first_name: "Ada", last_name: "Lovelace" };
    const { outcome, records } = await delivered(vendor, [vendor.known], said);
    expect(outcome).toMatchObject({ kind: "delivered" });
    expect(records).toHaveLength(1);
    const fields = Object.entries(vendor.known).filter(([key]) => !/name/i.test(key));
    expect(records[0]).toMatchObject(Object.fromEntries(fields));
    expect(JSON.stringify(records[0])).toContain("Lovelace");
  });

  it.each(people)("%s: gets no last name that is only a guess", async (_, vendor) => {
    const { records } = await delivered(vendor, [vendor.known], { email, name: "Ada" });
    expect(JSON.stringify(records[0])).not.toMatch(/"(LastName|Last_Name|lastname|last_name|firstname)":"(Ada|Visitor| )"/);
  });

  it("that has phones keeps them: Pipedrive would put one in the place of all", async () => {
    const vendor = crmVendors.find(({ preset }) => preset === "pipedrive.person");
    if (vendor === undefined) throw new Error("there is a vendor of this preset");
    const { records } = await delivered(vendor, [vendor.known], { email, phone: "+1 555" });
    expect(records).toEqual([vendor.known]);
    const { phones: _, ...phoneless } = vendor.known;
    const filled = await delivered(vendor, [phoneless], { email, phone: "+1 555" });
    expect(filled.records[0]?.phones).toEqual([{ value: "+1 555", primary: true, label: "work" }]);
  });
});

describe("a contact that the CRM does not know", () => {
  it.each(vendors)("%s: is created once, from the e-mail alone", async (_, vendor) => {
    const { outcome, records } = await delivered(vendor, [], { email });
    expect(outcome).toMatchObject({ kind: "delivered" });
    expect(records.map(vendor.email)).toEqual([email]);
  });

  it.each(vendors)("%s: is created from an address that only the visitor says", async (_, vendor) => {
    const { outcome, records } = await delivered(vendor, [], typed);
    expect(outcome).toMatchObject({ kind: "delivered" });
    expect(records.map(vendor.email)).toEqual([email]);
  });

  it.each(vendors)("%s: is created with a name of one word", async (_, vendor) => {
    const { outcome, records } = await delivered(vendor, [], { email, name: "Ada" });
    expect(outcome).toMatchObject({ kind: "delivered" });
    expect(JSON.stringify(records)).toContain('"Ada"');
  });
});

describe("on_found_identity", () => {
  it.each(people)("%s: hold makes nothing of an address that only the visitor says", async (preset) => {
    const one = openPreset(preset, sink.url, { on_found_identity: "hold" });
    opened.push(one);
    expect(() => one.message(viewOf(typed))).toThrow("nothing was rendered");
    expect(one.to.recipientIdentity?.isKnown(typed)).toBe(false);
  });

  it.each(people)("%s: write takes the address for one that the page has stated", async (_, vendor) => {
    const said = { ...typed, name: "Ada Byron", first_name: "Ada", last_name: "Byron" };
    const { records } = await delivered(vendor, [vendor.known], said, { on_found_identity: "write" });
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).toContain("Byron");
  });
});

describe("a create that is tried again", () => {
  const creating = (preset: string) => preset !== "hubspot.note";

  it.each(vendors.filter(([preset]) => creating(preset)))("%s: finds what the lost attempt has created", async (_, vendor) => {
    const records: Kept[] = [];
    let lost = false;
    sink.always({
      kind: "depends",
      on(request) {
        const count = records.length;
        const made = vendor.answer(request, records);
        if (lost || records.length === count) return { kind: "answer", ...made };
        lost = true;
        return { kind: "lost" };
      },
    });
    const one = openPreset(vendor.preset, sink.url);
    opened.push(one);
    const message = one.message(viewOf({ email }));
    let state: { readonly progress?: JsonObject } = {};
    let outcome = await one.sender.send(message, contextOf(message.id, state));
    let unsure = false;
    for (let turn = 0; turn < 12 && outcome.kind !== "delivered"; turn += 1) {
      if ("progress" in outcome && outcome.progress !== undefined) state = { progress: outcome.progress as JsonObject };
      unsure = outcome.kind === "later";
      outcome = await one.sender.send(message, { ...contextOf(message.id, state), unsure });
    }
    expect(lost).toBe(true);
    expect(outcome).toMatchObject({ kind: "delivered" });
    expect(records.map(vendor.email)).toEqual([email]);
  });
});

function contextOf(key: string, more: object) {
  return { key, attempt: 1, reference: undefined, signal: AbortSignal.timeout(10_000), ...more };
}

it("every preset of the shelf that can change a record is tried here", () => {
  const ids = readdirSync(new URL("../../../src/destinations/presets/", import.meta.url)).map((file) => file.replace(/\.yaml$/, ""));
  const changing = ids.filter((id) => {
    const taken = takePreset(id);
    return taken.ok && (taken.shelved.file.overwrites === true || taken.shelved.file.steps.some(({ does }) => does === "create"));
  });
  expect(crmVendors.map(({ preset }) => preset).sort()).toEqual(changing.sort());
});

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { destinations } from "../../src/destinations/index.ts";

describe.each(destinations.map((destination) => [destination.type, destination] as const))(
  "the schema of %s",
  (_type, { schema, action, example }) => {
    it("can be shown to editors", () => {
      for (const each of [schema, action])
        expect(z.toJSONSchema(each, { io: "input" })).toMatchObject({ type: "object", additionalProperties: false });
    });

    it("spells again what it has read, so that it can be read again", () => {
      for (const [each, written] of [
        [schema, example.settings],
        [action, example.action],
      ] as const) {
        const spelled = z.encode(each, each.parse(written));
        expect(Object.keys(spelled as object).toSorted()).toEqual(Object.keys(written).toSorted());
        expect(z.encode(each, each.parse(spelled))).toEqual(spelled);
      }
    });

    it("refuses keys that it does not know", () => {
      expect(schema.safeParse({ ...example.settings, chanel: 1 }).success).toBe(false);
      expect(action.safeParse({ ...example.action, txt: 1 }).success).toBe(false);
    });
  },
);

import { expect, it } from "vitest";
import { fixedOf } from "../../../src/destinations/preset/credentials.ts";

it.each(["pat-1", "Bearer pat-1", "bearer  pat-1"])("sends the token %j behind one Bearer", (bearer) => {
  expect(fixedOf({ bearer }).headers).toEqual({ authorization: "Bearer pat-1" });
});

import { describe, expect, it } from "vitest";
import {
  afterClaim,
  afterTrying,
  atRest,
  claiming,
  type Facts,
  foundFree,
  type LaneProgress,
  type LaneStep,
  looking,
  nextStep,
  resting,
  type WakeReason,
  waitingForRoom,
  wakeReasons,
  woken,
} from "../../src/deliver/next-step.ts";
import type { Take } from "../../src/deliver/shares.ts";

const take: Take = { max: 4, modes: [undefined], shares: ["posts"] };
const newOnly: Take = { max: 4, modes: ["new", "append"], shares: ["posts"] };
const facts: Facts = { isClosed: false, take, postsRoom: 4, collectFor: undefined, now: 1_000 };
const awake: LaneProgress = { ...atRest, isAwake: true };
const asked: LaneProgress = { ...atRest, tried: ["turn"] };

type Case = readonly [what: string, progress: LaneProgress, facts: Partial<Facts>, step: LaneStep];

const cases: readonly Case[] = [
  ["rests where nothing has woken it", atRest, {}, { do: "rest" }],
  ["rests where it is closed", awake, { isClosed: true }, { do: "rest" }],
  ["asks first whether it may try", awake, {}, { do: "take turn" }],
  ["claims what there is room for", asked, {}, { do: "claim", take }],
  ["waits where there is no room", asked, { take: undefined }, { do: "wait for room" }],
  ["waits where a try has used up the room", { ...asked, tried: ["turn", "sum"] }, { take: undefined }, { do: "wait for room" }],
  ["begins to collect a batch", asked, { collectFor: 500 }, { do: "collect", until: 1_500 }],
  ["goes on collecting", { ...asked, collectsUntil: 1_200 }, { collectFor: 500 }, { do: "collect", until: 1_200 }],
  ["takes what was collected", { ...asked, collectsUntil: 1_000 }, { collectFor: 500 }, { do: "claim", take }],
  [
    "collects nothing where there is more already",
    { ...asked, hasMore: true, tried: ["turn", "sum"] },
    { collectFor: 500 },
    { do: "claim", take },
  ],
  ["looks for what is too much where there is more", { ...asked, hasMore: true }, {}, { do: "sum up" }],
  ["sums up nothing without room for it", { ...asked, hasMore: true }, { postsRoom: 0 }, { do: "claim", take }],
  ["sums up once", { ...asked, hasMore: true, tried: ["turn", "sum"] }, {}, { do: "claim", take }],
  ["settles what needs no sending", { ...asked, hasFree: true }, {}, { do: "settle free", mode: "append" }],
  ["then changes that need none", { ...asked, hasFree: true, tried: ["turn", "append"] }, {}, { do: "settle free", mode: "update" }],
  ["then claims", { ...asked, hasFree: true, tried: ["turn", "append", "update"] }, {}, { do: "claim", take }],
];

describe("the next step of a lane", () => {
  it.each(cases)("%s", (_, progress, some, step) => {
    expect(nextStep(progress, { ...facts, ...some })).toEqual(step);
  });
});

describe("what a lane knows", () => {
  it.each(Object.keys(wakeReasons) as WakeReason[])("it looks when it is woken by %s, where there is more", (reason) => {
    expect(woken({ ...atRest, hasMore: true }, reason).isAwake).toBe(true);
  });

  it("it does not look for the end of an attempt where nothing was left", () => {
    expect(woken(atRest, "ended")).toEqual(atRest);
    expect(woken(atRest, "news").isAwake).toBe(true);
  });

  it("what wakes it while it looks makes it look again", () => {
    expect(woken(looking(awake), "clock")).toMatchObject({ isAwake: true, tried: ["turn"] });
    expect(looking(awake).isAwake).toBe(false);
  });

  it.each<readonly [string, LaneProgress, Partial<LaneProgress>]>([
    ["a full claim leaves more", afterClaim(asked, take, 4), { isAwake: true, hasMore: true }],
    ["one that is not full leaves nothing", afterClaim({ ...asked, hasMore: true }, take, 3), { isAwake: false, hasMore: false }],
    ["a claim of one kind leaves the other", afterClaim(asked, newOnly, 1), { isAwake: false, hasMore: true }],
    ["what was collected is forgotten", afterClaim({ ...asked, collectsUntil: 900 }, take, 1), { collectsUntil: undefined }],
    ["what was found free while it claimed is kept", afterClaim(foundFree(claiming(asked)), take, 1), { hasFree: true }],
    ["what it claims for is looked at", claiming({ ...asked, hasFree: true }), { hasFree: false }],
    ["a try that has launched something makes it look again", afterTrying(asked, "sum", true), { isAwake: true, tried: [] }],
    ["a try without success is not repeated", afterTrying(asked, "append", false), { isAwake: false, tried: ["turn", "append"] }],
    ["without room there is more", waitingForRoom(asked), { hasMore: true, tried: [] }],
    ["and what is free is looked at later", waitingForRoom({ ...asked, hasFree: true }), { hasFree: true }],
    ["a batch is collected until then", resting(asked, 1_500), { collectsUntil: 1_500, tried: [] }],
  ])("%s", (_, progress, expected) => {
    expect(progress).toMatchObject(expected);
  });
});

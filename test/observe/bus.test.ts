import { expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { createBus } from "../../src/observe/bus.ts";

const signal: Signal = { name: "timers.fired", count: 1 };

it("hands every signal to every watcher, in order", () => {
  const bus = createBus();
  const seen: string[] = [];
  bus.subscribe(() => seen.push("first"));
  bus.subscribe(() => seen.push("second"));
  bus.emit(signal);
  expect(seen).toEqual(["first", "second"]);
});

it("passes over a watcher that throws, and tells neither the stage nor the others", () => {
  const bus = createBus();
  const seen: Signal[] = [];
  bus.subscribe(() => {
    throw new Error("a broken observer");
  });
  bus.subscribe((each) => seen.push(each));
  expect(() => bus.emit(signal)).not.toThrow();
  expect(seen).toEqual([signal]);
});

it("tells nothing to one who has left, also when it leaves while it is told", () => {
  const bus = createBus();
  const seen: string[] = [];
  const leave = bus.subscribe(() => {
    seen.push("once");
    leave();
  });
  bus.subscribe(() => seen.push("stays"));
  bus.emit(signal);
  bus.emit(signal);
  expect(seen).toEqual(["once", "stays", "stays"]);
});

it("counts one function that watches twice as two watchers", () => {
  const bus = createBus();
  let calls = 0;
  const watch = () => {
    calls += 1;
  };
  const leave = bus.subscribe(watch);
  bus.subscribe(watch);
  leave();
  bus.emit(signal);
  expect(calls).toBe(1);
});

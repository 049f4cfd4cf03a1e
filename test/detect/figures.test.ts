import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { shippedUrgency } from "../../src/detect/detectors.ts";
import { messageModel } from "../../src/detect/models/message.ts";
import { repeatModel } from "../../src/detect/models/repeat.ts";
import { sessionModel } from "../../src/detect/models/session.ts";
import { urgencyModel } from "../../src/detect/models/urgency.ts";
import { digestOf, figuresSection } from "../../train/figures-page.ts";
import { shortMessageLine } from "../../train/short-messages.ts";
import { heldOutLines } from "../../train/urgency.ts";

const page = readFileSync(new URL("../../docs/detection.md", import.meta.url), "utf8");
const lines = (/```\n(?<lines>message mix:[\s\S]*?)\n```/.exec(page)?.groups?.lines ?? "").split("\n");
const shipped = { message: messageModel, session: sessionModel, repeat: repeatModel, urgency: urgencyModel };

test("the figures in docs/detection.md are those of the shipped models, as train/main.ts wrote them", () => {
  expect(page).toContain(figuresSection(lines, digestOf(shipped)));
});

test("a model with another weight has another digest", () => {
  expect(digestOf({ ...shipped, repeat: { ...repeatModel, bias: repeatModel.bias + 0.001 } })).not.toBe(digestOf(shipped));
});

test("a figure that somebody has changed by hand is found", () => {
  const [first = "", ...others] = lines;
  expect(page).not.toContain(figuresSection([first.replace("AUC 0.9", "AUC 0.99"), ...others], digestOf(shipped)).split("\n")[1]);
});

test("what needs no labelled folder is counted again: the sentences kept aside, and the language of short messages", {
  timeout: 60_000,
}, () => {
  for (const line of [...heldOutLines(shippedUrgency()), shortMessageLine()]) expect(lines).toContain(line);
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { messageModel } from "../../src/detect/models/message.ts";
import { repeatModel } from "../../src/detect/models/repeat.ts";
import { sessionModel } from "../../src/detect/models/session.ts";
import { urgencyModel } from "../../src/detect/models/urgency.ts";
import { digestOf, figuresSection } from "../../train/figures-page.ts";

const page = readFileSync(new URL("../../docs/detection.md", import.meta.url), "utf8");

test("the figures in docs/detection.md are those of the shipped models", () => {
  const digest = digestOf({ message: messageModel, session: sessionModel, repeat: repeatModel, urgency: urgencyModel });
  const lines = /```\n(?<lines>message mix:[\s\S]*?)\n```/.exec(page)?.groups?.lines ?? "";
  expect(page).toContain(figuresSection(lines.split("\n"), digest));
});

test("a model with another weight has another digest", () => {
  const models = { message: messageModel, session: sessionModel, repeat: repeatModel, urgency: urgencyModel };
  expect(digestOf({ ...models, repeat: { ...repeatModel, bias: repeatModel.bias + 0.001 } })).not.toBe(digestOf(models));
});

import { expect, test } from "vitest";
import { fold } from "../../src/text/fold.ts";
import { words } from "../../src/text/words.ts";

test.each([
  ["I can't log in!", ["i", "can't", "log", "in"]],
  ["order #42, please", ["order", "42", "please"]],
  ["Größe: 40cm", ["grosse", "40cm"]],
  ["退款在哪里", ["退款", "款在", "在哪", "哪里"]],
  ["好", ["好"]],
  ["हिन्दी में", ["हिन्दी", "में"]],
  ["😡😡 …", []],
])("the words of %s", (text, expected) => expect(words(fold(text))).toEqual(expected));

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { answerLine } from "../../src/cli/detect.ts";
import { cueClasses } from "../../src/detect/pack.ts";
import { packs } from "../../src/detect/packs/index.ts";

/** Letters, marks, digits and emoji of many scripts, all of them older than the oldest Unicode that a supported Node knows. */
const oddities = [
  "Ünïcödé",
  "ＦＵＬＬ",
  "не работает",
  "退款了吗",
  "μη",
  "I\u0307STANBUL",
  "ﬁx",
  "e\u0301",
  "😡",
  "🙂",
  "a\u200bb",
  "№5",
  "٣",
  "ß",
  "Ǆ",
];

const vocabulary = packs.flatMap((pack) => cueClasses.flatMap((kind) => pack.cues[kind] ?? [])).concat(oddities);

/** Numbers that look random and are the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

function conversations(count: number): readonly { readonly role: "user" | "agent"; readonly text: string }[][] {
  const next = numbers(20_261_121);
  const word = (): string => vocabulary[next() % vocabulary.length] ?? "";
  const text = (): string => {
    const said = Array.from({ length: 1 + (next() % 12) }, word).join(" ");
    const shaped = next() % 5 === 0 ? said.toUpperCase() : said;
    return `${shaped}${["", "?", "!!", "…", " 😤"][next() % 5]}`;
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + (next() % 5) }, (_, turn) => ({ role: turn % 3 === 1 ? "agent" : "user", text: text() })),
  );
}

/** The scores of the shipped models, as `detect --json` prints them. `npx vitest run test/detect/scores.test.ts -u` renews it after training. */
test("every version of Node hears the same in three hundred made-up conversations", () => {
  const lines = conversations(300).map((turns) => JSON.stringify(answerLine(turns)));
  expect(createHash("sha256").update(lines.join("\n")).digest("hex")).toMatchInlineSnapshot(
    `"424dc918e4e71e73fb4d094213b01d14fd2a69fad8692577297a4a9e2f7ace4a"`,
  );
});

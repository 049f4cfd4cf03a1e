/** The scorer's lines, out of fold, with confidence intervals. */

import { answerLine } from "../src/cli/detect.ts";
import type { Detectors } from "../src/detect/index.ts";
import type { Labelled } from "./data.ts";
import { auc, pointAt, recallAt, type Scored } from "./figures.ts";
import { interval } from "./interval.ts";
import { isMix } from "./message.ts";
import type { OutOfFold } from "./out-of-fold.ts";
import { isReal } from "./repeat.ts";

type Line = Scored & { readonly dialogue: string; readonly source: string; readonly lang: string };

export function reportLines(judged: OutOfFold): readonly string[] {
  const messages = linesOf(judged.messages);
  const mix = messages.filter(isMix);
  const ordinary = mix.filter((line) => line.source.startsWith("ordinary"));
  return [
    ...figures("message mix", mix),
    ...figures("message mix as speech", linesOf(judged.spoken).filter(isMix)),
    `   false alarms per 1,000 ordinary messages: ${perThousand(ordinary, 0.5)} at 0.5, ${perThousand(ordinary, 0.8)} at 0.8`,
    ...figures(
      "support turns",
      messages.filter((line) => line.source === "dfrustration"),
    ),
    ...figures(
      "support turns as speech",
      linesOf(judged.spoken).filter((line) => line.source === "dfrustration"),
    ),
    ...figures(
      "messages in Latvian",
      messages.filter((line) => line.lang === "lv"),
    ),
    ...sessionLines(judged),
    ...repeatLines(judged),
    ...probeLines(judged),
  ];
}

function linesOf(judged: OutOfFold["messages"]): readonly Line[] {
  return judged
    .filter(({ row }) => row.gray !== 1)
    .map(({ row, dialogue, answer }): Line => ({ ...row, dialogue, score: answer.frustration[0] ?? 0 }));
}

/** What detectors hear in one language, and what style and cues alone tell of it. */
export function languageLines(labelled: Labelled, lang: string, detectors: Detectors): readonly string[] {
  const rows = labelled.messages.filter((row) => row.lang === lang && row.gray !== 1);
  const heard = (by: Detectors): readonly Line[] =>
    rows.map((row) => ({ ...row, score: answerLine([{ role: "user", text: row.text }], by).frustration[0] ?? 0 }));
  const wordless = { ...detectors, message: { ...detectors.message, tables: [] } };
  return [
    ...figures(`messages in ${lang}, without its pack or any of its labels`, heard(detectors)),
    ...figures("   by style and cues alone", heard(wordless)),
  ];
}

function sessionLines(judged: OutOfFold): readonly string[] {
  const lines = (part: OutOfFold["sessions"], source: string, lang: string): readonly Line[] =>
    part
      .filter(({ row }) => row.gray === 0 && row.source === source && row.lang === lang)
      .map(({ row, dialogue, answer }) => ({ ...row, dialogue, score: answer.session }));
  const sets = [
    ["stc3", "en"],
    ["stc3", "zh"],
    ["dfrustration", "en"],
  ] as const;
  return sets.flatMap(([source, lang]) => [
    ...figures(`sessions ${source} ${lang}`, lines(judged.sessions, source, lang)),
    ...figures("   first turn alone", lines(judged.firsts, source, lang)),
  ]);
}

function repeatLines(judged: OutOfFold): readonly string[] {
  const pairs = judged.pairs
    .filter(({ row }) => isReal(row))
    .map(
      ({ row, dialogue, answer }): Line => ({
        source: row.source,
        lang: "",
        label: row.same,
        dialogue,
        score: answer.repeat[1]?.score ?? 0,
      }),
    );
  const links = judged.chains.flatMap(({ row, dialogue, answer }) =>
    row.messages.slice(1).map(
      (message, index): Line => ({
        source: "",
        lang: "",
        label: message.repeat_of === null ? 0 : 1,
        dialogue,
        score: answer.repeat[index + 1]?.score ?? 0,
      }),
    ),
  );
  return [...figures("real repeated questions", pairs), ...figures("made-up sessions", links)];
}

function probeLines(judged: OutOfFold): readonly string[] {
  const right = ({ row, answer }: OutOfFold["probes"][number]): boolean => {
    const score = row.text === undefined ? answer.repeat[1]?.score : answer.frustration[0];
    return (score ?? 0) >= 0.5 === (row.expected === 1);
  };
  const parts = [
    ["frustration", judged.probes.filter(({ row }) => row.text !== undefined)],
    ["repeat", judged.probes.filter(({ row }) => row.text === undefined)],
  ] as const;
  return parts.map(([name, part]) => {
    const wrong = part.filter((each) => !right(each)).map(({ row }) => row.id);
    return `${name} probes right: ${part.length - wrong.length} of ${part.length}${wrong.length > 0 ? `; wrong: ${wrong.join(" ")}` : ""}`;
  });
}

function figures(name: string, lines: readonly Line[]): readonly string[] {
  if (lines.length === 0) return [];
  const [low, high] = interval(lines, auc);
  const [lowF1, highF1] = interval(lines, (part) => pointAt(part, 0.5).f1);
  const [lowSure, highSure] = interval(lines, (part) => pointAt(part, 0.8).recall);
  const positive = lines.filter((line) => line.label === 1).length;
  const half = pointAt(lines, 0.5);
  const sure = pointAt(lines, 0.8);
  return [
    [
      `${name}: n ${lines.length}, positive ${positive}, AUC ${three(auc(lines))} [${three(low)}, ${three(high)}]`,
      `at 0.5: P ${three(half.precision)} R ${three(half.recall)} F1 ${three(half.f1)} [${three(lowF1)}, ${three(highF1)}]`,
      `at 0.8: P ${three(sure.precision)} R ${three(sure.recall)} [${three(lowSure)}, ${three(highSure)}]`,
      `best recall at precision .9: ${three(recallAt(lines, 0.9))}`,
    ].join(" | "),
  ];
}

function three(value: number): string {
  return value.toFixed(3);
}

function perThousand(lines: readonly Line[], threshold: number): string {
  return ((1_000 * lines.filter((line) => line.score >= threshold).length) / Math.max(1, lines.length)).toFixed(1);
}

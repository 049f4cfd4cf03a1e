/** Numbers as people dictate them: "four one five", "null eins sieben", "zéro six douze". */

import { type Aligned, respelled, type TextSpan } from "../../../text/aligned.ts";

/** The names of 0 to 9 in the languages of the packs, without marks, as in the copy. */
const digitNames: readonly string[] = [
  "zero oh o nought naught null cero nul nulle 零 〇",
  "one eins ein un une uno um uma een viens 一 幺 壹",
  "two zwei zwo deux dos due dois duas twee divi 二 两 贰",
  "three drei trois tres tre drie tris 三 叁",
  "four vier quatre cuatro quattro quatro cetri 四 肆",
  "five funf fuenf cinq cinco cinque vijf pieci 五 伍",
  "six sechs seis sei meia zes sesi 六 陆",
  "seven sieben sept siete sette sete zeven septini 七 柒",
  "eight acht huit ocho otto oito astoni 八 捌",
  "nine neun neuf nueve nove negen devini 九 玖",
];

const teenNames: readonly string[] = [
  "ten zehn dix diez dieci dez tien desmit",
  "eleven elf onze once undici vienpadsmit",
  "twelve zwolf zwoelf douze doce dodici doze twaalf divpadsmit",
  "thirteen dreizehn treize trece tredici treze dertien trispadsmit",
  "fourteen vierzehn quatorze catorce quattordici catorze veertien cetrpadsmit",
  "fifteen funfzehn fuenfzehn quinze quince quindici vijftien piecpadsmit",
  "sixteen sechzehn seize dieciseis sedici dezesseis dezasseis zestien sespadsmit",
  "seventeen siebzehn diecisiete diciassette dezessete dezassete zeventien septinpadsmit",
  "eighteen achtzehn dieciocho diciotto dezoito achttien astonpadsmit",
  "nineteen neunzehn diecinueve diciannove dezenove dezanove negentien devinpadsmit",
];

const tenNames: readonly string[] = [
  "twenty zwanzig vingt vingts veinte venti vinte twintig divdesmit",
  "thirty dreissig dreizig trente treinta trenta trinta dertig trisdesmit",
  "forty fourty vierzig quarante cuarenta quaranta quarenta veertig cetrdesmit",
  "fifty funfzig fuenfzig cinquante cincuenta cinquanta cinquenta vijftig piecdesmit",
  "sixty sechzig soixante sesenta sessanta sessenta zestig sesdesmit",
  "seventy siebzig septante setenta settanta zeventig septindesmit",
  "eighty achtzig huitante octante ochenta ottanta oitenta tachtig astondesmit",
  "ninety neunzig nonante noventa novanta noventa negentig devindesmit",
];

type Word =
  | { readonly kind: "one" | "teen" | "ten"; readonly value: number }
  /** Two digits in one word, such as "dreiundzwanzig". */
  | { readonly kind: "pair"; readonly digits: string }
  | { readonly kind: "and" }
  | { readonly kind: "times"; readonly value: number };

const words: ReadonlyMap<string, Word> = wordsOf();

function wordsOf(): ReadonlyMap<string, Word> {
  const all = new Map<string, Word>();
  const name = (lists: readonly string[], kind: "one" | "teen" | "ten", from: number, step: number) => {
    for (const [index, names] of lists.entries()) for (const each of names.split(" ")) all.set(each, { kind, value: from + index * step });
  };
  for (const and of ["y", "e", "et", "and", "en", "und"]) all.set(and, { kind: "and" });
  for (const [times, names] of [
    [2, "double doppel doppia doble duplo dubbel"],
    [3, "triple treble dreimal tripla triplo"],
  ] as const)
    for (const each of names.split(" ")) all.set(each, { kind: "times", value: times });
  name(tenNames, "ten", 20, 10);
  name(teenNames, "teen", 10, 1);
  name(digitNames, "one", 0, 1);
  for (const [ten, value] of all)
    if ("value" in value && value.kind === "ten") for (const pair of pairsWith(ten, value.value)) all.set(...pair);
  return all;
}

/** German and Dutch put the unit before the ten and Italian puts it after the ten, each in one word. */
function pairsWith(ten: string, value: number): readonly (readonly [string, Word])[] {
  return digitNames.flatMap((names, one) =>
    names.split(" ").flatMap((each) => {
      const pair = { kind: "pair", digits: String(value + one) } as const;
      const bare = /^[oue]/.test(each) ? ten.slice(0, -1) : ten; // ventuno, trentotto
      return one === 0 ? [] : [`${each}und${ten}`, `${each}en${ten}`, `${bare}${each}`].map((word) => [word, pair] as const);
    }),
  );
}

/** Han characters are separate tokens, because nothing separates them. */
const token = /\p{Script=Han}|(?:(?!\p{Script=Han})\p{L})+/gu;
/** Separators between two words of one number. */
const between = /^[\s,.'-]{0,3}$/;

/** People who dictate a number say at least this many words. */
const fewestWords = 3;
const fewestDigits = 4;

/** A run of spelled digits. */
interface Spelled extends TextSpan {
  readonly as: string;
}

/** The copy with digits instead of their names, and the positions of these digits. */
export function withSpokenDigits(copy: Aligned): { readonly copy: Aligned; readonly spelled: readonly TextSpan[] } {
  const changes = runsIn(copy.text);
  let shift = 0;
  const spelled = changes.map(({ start, end, as }) => {
    const from = start + shift;
    shift += as.length - (end - start);
    return { start: from, end: from + as.length };
  });
  return { copy: respelled(copy, changes), spelled };
}

interface Said extends TextSpan {
  readonly word: Word;
}

function runsIn(text: string): readonly Spelled[] {
  const found: Spelled[] = [];
  let run: Said[] = [];
  const endRun = () => {
    const spelled = spelledBy(run);
    if (spelled !== undefined) found.push(spelled);
    run = [];
  };
  for (const { 0: written, index } of text.matchAll(token)) {
    const word = words.get(written);
    const before = run.at(-1)?.end;
    if (before !== undefined && (word === undefined || index - before > 3 || !between.test(text.slice(before, index)))) endRun();
    if (word !== undefined) run.push({ word, start: index, end: index + written.length });
  }
  endRun();
  return found;
}

/** Undefined where it is no number of several digits. */
function spelledBy(run: readonly Said[]): Spelled | undefined {
  const said = trimmed(run);
  const [first] = said;
  const last = said.at(-1);
  if (first === undefined || last === undefined || said.length < fewestWords) return undefined;
  const as = digitsOf(said.map(({ word }) => word));
  return as.length < fewestDigits ? undefined : { start: first.start, end: last.end, as };
}

/** No number begins or ends with "and". */
function trimmed(run: readonly Said[]): readonly Said[] {
  const isNumber = ({ word }: Said) => word.kind !== "and";
  return run.slice(Math.max(0, run.findIndex(isNumber)), run.findLastIndex(isNumber) + 1);
}

function digitsOf(said: readonly Word[]): string {
  let digits = "";
  for (let at = 0; at < said.length; ) {
    const { text, taken } = numberAt(said, at);
    digits += text;
    at += taken;
  }
  return digits;
}

interface Taken {
  readonly text: string;
  readonly taken: number;
}

function numberAt(said: readonly Word[], at: number): Taken {
  const word = said[at];
  if (word === undefined || word.kind === "and") return { text: "", taken: 1 };
  if (word.kind === "pair") return { text: word.digits, taken: 1 };
  const next = said[at + 1];
  if (word.kind === "times")
    return next?.kind === "one" ? { text: String(next.value).repeat(word.value), taken: 2 } : { text: "", taken: 1 };
  if (word.kind === "ten") return tenAt(said, { value: word.value, from: at, next: at + 1 });
  // quatre-vingt is 80
  if (word.value === 4 && next?.kind === "ten" && next.value === 20) return tenAt(said, { value: 80, from: at, next: at + 2 });
  // dix-sept is 17
  if (word.value === 10 && next?.kind === "one" && next.value >= 7) return { text: String(10 + next.value), taken: 2 };
  return { text: String(word.value), taken: 1 };
}

/** A ten with its unit, where it has one; soixante-dix is 70, quatre-vingt-treize 93. */
function tenAt(
  said: readonly Word[],
  { value, from, next }: { readonly value: number; readonly from: number; readonly next: number },
): Taken {
  const at = said[next]?.kind === "and" ? next + 1 : next;
  const word = said[at];
  if (word?.kind === "one" && word.value > 0) return { text: String(value + word.value), taken: at + 1 - from };
  if (word?.kind === "teen" && (value === 60 || value === 80)) {
    const { text, taken } = numberAt(said, at);
    return { text: String(value + Number(text)), taken: at + taken - from };
  }
  return { text: String(value), taken: next - from };
}

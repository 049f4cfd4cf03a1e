/** E-mail addresses as people say them or hide them from machines: `john at example dot com`, `john (at) example.com`. */

import type { TextSpan } from "../../../text/aligned.ts";
import { longestDomain } from "./email.ts";

/** The languages of the packs and some neighbours; without accents, as in the copy. */
const at =
  "at[ -]sign|at|arroba|arobase|arrobase|klammeraffe|chiocciola|chiocciolina|apenstaartje|apenstaart|apestaartje|malpa|snabel-a|zavinac|собака";
const dot = "dot|punkt|punto|ponto|point|punt|punkts|punkte|kropka|prick|tecka|точка";
const dash =
  "dash|hyphen|minus|underscore|bindestrich|unterstrich|guion|guion bajo|tiret|tiret bas|trattino|hifen|underline|streepje|liggend streepje";

const hanAt = "艾特|圈a|小老鼠";
const hanDot = "点";

/** Inside brackets a word of this kind means the sign in every language. */
const bracketedAt = String.raw`\s{0,2}[([{<]\s?(?:${at}|et|a|@)\s?[)\]}>]\s{0,2}`;
const bracketedDot = String.raw`\s{0,2}[([{<]\s?(?:${dot}|\.)\s?[)\]}>]\s{0,2}`;

const separator = new RegExp(
  String.raw`(?<bracketed>${bracketedAt})|(?<bare>\s{1,2}(?:${at})\s{1,2}|\s?(?:${hanAt})\s?)|(?<sign>\s?@\s?)`,
  "gu",
);

const letter = String.raw`(?:(?!\p{Script=Han})[\p{L}\p{N}])`;
const label = `${letter}(?:${letter}|-(?=${letter})|_){0,62}`;
const spokenDot = String.raw`(?:${bracketedDot}|\s{1,2}(?:${dot})\s{1,2}|\s\.\s|\s?${hanDot}\s?)`;
const domain = new RegExp(
  String.raw`^${label}(?:(?:\.|${spokenDot}|\s{1,2}(?:${dash})\s{1,2})${label}){0,6}?(?<last>\.|${spokenDot})(?<top>\p{L}{2,24})(?!${letter}|\.${letter})`,
  "u",
);

/** A longer domain is tried first, so that "example dot co dot uk" is one domain. */
const longDomain = new RegExp(domain.source.replace("{0,6}?", "{0,6}"), "u");

const joint = new RegExp(String.raw`(?:${bracketedDot}|\s{1,2}(?:${dot}|${dash})\s{1,2}|\s?${hanDot}\s?)$`, "u");
const joinedAtMost = 4;
const longestJoint = 24;

/** Words before "at" in a sentence about a place. They are no names. */
const noNames = new Set(
  (
    "me us it him her them you i we they he she is are was were be been am look looking looked find found finding see seen shop shopping order ordered visit visiting " +
    "available buy bought sold store online page pages site website web here there live now today back check read listed out up meet meeting chat working work works " +
    "this that these those or and the a an not only even still are try book booking booked login log register started starting arrive arrived wait waiting worked " +
    "uns mich dich sie wir ihr ist sind finde schau schauen bestellt gekauft da nos nosotros estoy nous vous moi est sommes noi sono estou wij zijn"
  ).split(" "),
);

/** The endings of spoken addresses. Without them any two words around "at" and "dot" would match. */
const tops = new Set(
  (
    "com net org edu gov int info biz name eu io ai app dev co me tv cc shop store online site xyz cloud tech email mail de at ch li fr be lu nl es pt it lv lt ee uk ie " +
    "us ca mx br ar cl pe au nz cn tw hk jp kr in sg my th vn id ph ru ua by pl cz sk hu ro bg gr tr il ae sa za ng ke eg se no dk fi is si hr rs cat gmbh berlin test example"
  ).split(" "),
);

/** Words that announce an address. */
const cue = /(?:e-?mails?|mail|adress\w*|address|correo|courriel|posta|pasts|epasts|邮箱|邮件)(?!\p{L})[^.!?]{0,30}$/u;
const cueWithin = 48;

/** Finds spoken addresses in a copy of a text. It searches a limited distance around each sign or word for "at". */
export function spokenEmails(text: string): readonly TextSpan[] {
  const found: TextSpan[] = [];
  for (const { 0: written, index, groups = {} } of text.matchAll(separator)) {
    const from = index + written.length;
    const name = nameBefore(text, index, found.at(-1)?.end ?? 0);
    const host = domainAt(text, from);
    if (name === undefined || host === undefined) continue;
    const isAddress = groups.bare === undefined ? isMarked(host, groups.sign) : isSaid(text, name, host);
    if (isAddress) found.push({ start: name.start, end: from + host.length });
  }
  return found;
}

interface Host {
  readonly length: number;
  /** Whether a dot is a word, or stands alone before the ending of an address. */
  readonly isSpoken: boolean;
  readonly top: string;
}

function domainAt(text: string, from: number): Host | undefined {
  const ahead = text.slice(from, from + longestDomain);
  const matched = longDomain.exec(ahead) ?? domain.exec(ahead);
  if (matched === null) return undefined;
  const { last = "", top = "" } = matched.groups ?? {};
  return { length: matched[0].length, isSpoken: last.trim() !== "." || (last !== "." && tops.has(top)), top };
}

/** A sign is enough by itself. A sign with a blank before it needs a spoken dot, because "a @ b.com" is a price or a place. */
function isMarked({ isSpoken, top }: Host, sign: string | undefined): boolean {
  return sign === undefined || isSpoken || (sign.startsWith("@") && tops.has(top));
}

function isSaid(text: string, { start, name, isJoined }: Name, { isSpoken, top }: Host): boolean {
  if (!tops.has(top) || (noNames.has(name) && !isJoined)) return false;
  return isSpoken || isJoined || /[\d._]/.test(name) || cue.test(text.slice(Math.max(0, start - cueWithin), start));
}

interface Name {
  readonly start: number;
  /** Its last part. */
  readonly name: string;
  /** Whether it has several parts, with a spoken dot or dash between them. */
  readonly isJoined: boolean;
}

function nameBefore(text: string, end: number, floor: number): Name | undefined {
  let start = wordBefore(text, end, floor);
  if (start === end) return undefined;
  const name = text.slice(start, end);
  for (let joined = 0; joined < joinedAtMost; joined += 1) {
    const from = Math.max(floor, start - longestJoint);
    const [between] = joint.exec(text.slice(from, start)) ?? [];
    if (between === undefined) return { start, name, isJoined: joined > 0 };
    const before = wordBefore(text, start - between.length, floor);
    if (before === start - between.length) return { start, name, isJoined: joined > 0 };
    start = before;
  }
  return { start, name, isJoined: true };
}

const inWord = /(?!\p{Script=Han})[\p{L}\p{N}+_.%-]/u;
const longestWord = 64;

function wordBefore(text: string, end: number, floor: number): number {
  let start = end;
  while (start > Math.max(floor, end - longestWord) && inWord.test(text[start - 1] ?? "")) start -= 1;
  return start;
}

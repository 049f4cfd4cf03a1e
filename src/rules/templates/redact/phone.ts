/** Telephone numbers, in the forms that countries write them in. */

/** What stands between the digits of one. */
const gap = String.raw`[ \u00a0\u2009.\-/()\u2010-\u2015]{0,3}`;

/** Not in the middle of a word, a number or a date. */
const fresh = String.raw`(?<![\p{L}\p{N}]|\d[.,:/-])`;
const over = "(?!\\d)";

/** `02.03.2026` is a date, and `0.12345678` a share. */
const noDate = String.raw`(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?![./-]?\d)|0[.,]\d+(?![.,]?\d))`;

const forms: readonly string[] = [
  // +49 (0)170 1234567, 00371 2912 3456: 8 to 15 digits behind the sign (ITU-T E.164)
  String.raw`(?:(?<!\d)\+${gap}|${fresh}00${gap})[1-9](?:${gap}\d){7,14}${over}`,
  // 0170 1234567, 020 7946 0958, 06 12 34 56 78, 03-1234-5678: a zero and 8 to 11 more
  String.raw`${fresh}\(?${noDate}0\)?${gap}[1-9](?:${gap}\d){7,10}${over}`,
  // (212) 555-0123, 1-800-555-0199, 212.555.0123: North America
  String.raw`${fresh}(?:1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}${over}`,
  // 612 345 678, 612 34 56 78: Spain, Portugal
  String.raw`${fresh}[679]\d{2}(?:[ .-]\d{3}[ .-]\d{3}|(?: \d{2}){3})${over}`,
];

const anyForm = new RegExp(forms.join("|"), "gu");

/** Digits alone are a telephone number where the word before says so. */
const told =
  /(?<!\p{L})(?<cue>(?:tele)?(?:phone|fon)|tel|t[eé]l[eé]fon[eo]?|telefono|telefoon|telefons|mobile?|m[oó]vil|handy|cell|whatsapp|fax|call me)(?<rest>\P{Nd}{0,16})\d(?:[ \u00a0.\-/()]{0,3}\d){5,13}(?!\d)/giu;

/** Numbers in the place of which `[phone]` stands. */
export function withoutPhones(text: string): string {
  return text.replace(anyForm, "[phone]").replace(told, "$<cue>$<rest>[phone]");
}

/** The first number, as it was written. */
export function firstPhone(text: string): string | undefined {
  const [number] = text.match(anyForm) ?? [];
  if (number !== undefined) return number.trim();
  const [cued] = text.match(told) ?? [];
  return cued?.replace(/^\P{Nd}+/u, "");
}

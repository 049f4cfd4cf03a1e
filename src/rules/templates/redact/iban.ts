/** Bank accounts. The length that their country defines and the check digits of ISO 13616 identify them. */

import type { TextSpan } from "../../../text/aligned.ts";

/** SWIFT's IBAN registry: each country and how many characters its numbers have. */
const registry =
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 " +
  "GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 " +
  "MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 " +
  "XK20 YE30";

const lengths: ReadonlyMap<string, number> = new Map(registry.split(" ").map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]));

/** Some people write a blank after the country; people who spell write one after each character. */
const beginning = /(?<![a-z0-9])[a-z]\s?[a-z]\s?\d\s?\d/g;

/** Finds accounts in a copy of a text. */
export function ibansIn(text: string): readonly TextSpan[] {
  const found: TextSpan[] = [];
  for (const { index } of text.matchAll(beginning)) {
    const end = index < (found.at(-1)?.end ?? 0) ? undefined : endOfIban(text, index);
    if (end !== undefined) found.push({ start: index, end });
  }
  return found;
}

/** Undefined where no account begins there. */
function endOfIban(text: string, start: number): number | undefined {
  const country = text
    .slice(start, start + 3)
    .replace(/\s/, "")
    .slice(0, 2);
  const length = lengths.get(country.toUpperCase()) ?? 0;
  let signs = "";
  let end = start;
  for (; end < text.length && signs.length < length && end - start < 4 * length; end += 1) {
    const sign = text[end] ?? "";
    if (/[a-z0-9]/.test(sign)) signs += sign;
    else if (!/[\s.,-]/.test(sign)) return undefined;
  }
  return length > 0 && signs.length === length && isSound(signs.toUpperCase()) ? end : undefined;
}

/** ISO 13616: the first four characters move to the end, letters count from A = 10, and the number modulo 97 is 1. */
function isSound(signs: string): boolean {
  let rest = 0;
  for (const sign of signs.slice(4) + signs.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

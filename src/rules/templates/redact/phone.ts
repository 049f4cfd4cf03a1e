/** Telephone numbers, in the forms of several countries, and wherever the words before announce one. */

import type { TextSpan } from "../../../text/aligned.ts";
import { inOrder } from "./spans.ts";

/** Separators between the digits of one number. */
const gap = "[ .\\-/()]{0,3}";

/** Not inside a word, a number or a date. */
const fresh = String.raw`(?<![\p{L}\p{N}]|\d[.,:/-])`;
const over = "(?!\\d)";

/** `02.03.2026` and `2026-03-02` are dates, and `0.12345678` is a share. */
const noDate = String.raw`(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?![./-]?\d)|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?!\d)|0[.,]\d+(?![.,]?\d))`;

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

/** Words before a number, without marks, as in the copy. */
const cues: readonly string[] = [
  "(?:tele|smart|mobil|handy)?(?:phone|fon)s?",
  "tel|telf|tfno|telefono|telefone|telefonos?|telefoon|telefons|telefonu|telefonnummer|telefoonnummer|rufnummer|handynummer|mobilnummer",
  "mobile?|mobiel|mobilais|movil|movel|celular|cellulare|cell|portable|handy|whatsapp|fax|gsm|sms|viber",
  "(?:call|ring|text|phone|reach|dial)(?: me| us)?(?: back)?(?: (?:on|at|under))?",
  "llamame|llameme|marcame|appelez-moi|appelle-moi|rappelez-moi|(?:me )?joindre|ruf(?:en sie)? mich an|anrufen|erreichbar|erreichen",
  "chiamami|chiamatemi|mi chiami|liga-me|me liga|me ligue|bel me|bellen|bereikbaar|zvaniet|piezvani(?:et)?",
  "(?<!(?:order|ticket|invoice|tracking|account|customer|reference|serial|booking|confirmation|case|flight|part|model|policy|card|id|room|tax|version|batch|contract|member|membership)['s]{0,2} )numbers?(?: is| are|:|'s)",
  "my (?:contact )?numbers?|mi numero|mon numero|meine nummer|mein(?:e)? neue nummer|il mio numero|(?:o )?meu numero|mijn nummer|mans numurs",
];
const announced = new RegExp(
  String.raw`(?:(?<!\p{L})(?:${cues.join("|")})(?!\p{L})|电话|手机|致电|打给我|我的号码|号码是)(?<rest>\P{Nd}{0,24}?)(?<number>\+?\(?${noDate}(?!\d{1,4}[.,]\d{2}(?:[\s,]|$))\d(?:[ .\-/(),]{0,3}\d){5,14})(?!\d|\s?(?:€|\$|£|%|eur|usd|gbp|am|pm|uhr|:\d))`,
  "gu",
);

/** Counted, bought and booked things have numbers as well. After such a word no telephone number follows. */
const otherThing =
  /(?<!\p{L})(?:order|orders|ticket|invoice|tracking|parcel|account|customer|reference|ref|serial|booking|reservation|confirmation|case|flight|part|model|policy|card|room|tax|version|batch|contract|member|membership|price|prices|costs?|costing|total|amount|bestellung|bestellnummer|bestell|auftrag|auftragsnummer|rechnung|rechnungsnummer|kundennummer|ticketnummer|sendung|sendungsnummer|preis|kostet|pedido|factura|cliente|reserva|precio|cuesta|commande|facture|dossier|prix|coute|ordine|fattura|pratica|prezzo|costa|encomenda|fatura|preco|bestelling|factuur|klantnummer|prijs|pasutijum\w*|rekins|cena|订单|单号|价格)(?!\p{L})|[€$£%#№]|(?<=\p{L})[.!?]\s/u;

/** Finds telephone numbers in a copy of a text. `spelled` are digits that were written as words. */
export function phonesIn(text: string, spelled: readonly TextSpan[] = []): readonly TextSpan[] {
  return inOrder([...writtenIn(text), ...announcedIn(text), ...spelled.filter((span) => isDictated(text, span))]);
}

function writtenIn(text: string): readonly TextSpan[] {
  return Array.from(text.matchAll(anyForm), ({ 0: number, index }) => ({ start: index, end: index + number.length }));
}

function announcedIn(text: string): readonly TextSpan[] {
  const found: TextSpan[] = [];
  for (const { 0: whole, index, groups: { rest = "", number = "" } = {} } of text.matchAll(announced)) {
    const end = index + whole.length;
    if (!otherThing.test(rest) && !otherThing.test(whole.slice(0, whole.length - number.length - rest.length)))
      found.push({ start: end - number.length, end });
  }
  return found;
}

const fewestDictated = 9;
const mostDictated = 15;
const thingWithin = 40;

/** People dictate this many digits only for a telephone number, unless the words before name another thing. */
function isDictated(text: string, { start, end }: TextSpan): boolean {
  const length = end - start;
  return length >= fewestDictated && length <= mostDictated && !otherThing.test(text.slice(Math.max(0, start - thingWithin), start));
}

/** The first number as it was written, but with ASCII digits. */
export function firstPhone(text: string): string | undefined {
  const [written] = writtenIn(text);
  const [first] = written === undefined ? announcedIn(text) : [written];
  return first === undefined ? undefined : text.slice(first.start, first.end).trim();
}

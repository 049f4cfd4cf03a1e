/** Keys of data that say what their value is, because a bare number does not. */

import { align } from "../../../text/aligned.ts";

const phoneWords = new Set(
  (
    "phone phones telephone tel mobile mobil mobiel movil movel cell cellphone cellular fax whatsapp msisdn sms gsm handy telefon telefono telefone telefoon telefons " +
    "phonenumber mobilenumber telefonnummer telefoonnummer rufnummer handynummer mobilnummer celular cellulare portable caller callerid 电话 手机"
  ).split(" "),
);

const cardWords = new Set("card cardnumber creditcard pan kreditkarte kartennummer tarjeta carte carta cartao".split(" "));

/** 6 to 15 digits in any groups. No name and no sentence looks like this. */
const dialled = /^\+?[\s().\-/]*\d(?:[\s().\-/]{0,3}\d){5,14}$/;
const embossed = /^\d(?:[\s.-]?\d){11,18}$/;

/** Whether the key says that this value is a number of this kind. */
export function isPersonalKey(kind: string, key: string, value: string | number): boolean {
  if (kind !== "phone" && kind !== "card") return false;
  const text = String(value);
  if (text.length > 40 || !(kind === "phone" ? dialled : embossed).test(align(text).text.trim())) return false;
  const words = kind === "phone" ? phoneWords : cardWords;
  return wordsIn(key).some((word) => words.has(word));
}

const longestKey = 100;

/** `customerPhone`, `phone_number`, `Phone 2`. */
function wordsIn(key: string): readonly string[] {
  const spaced = key.slice(0, longestKey).replace(/(\p{Ll})(?=\p{Lu})/gu, "$1 ");
  return align(spaced).text.split(/[^\p{L}]+/u);
}

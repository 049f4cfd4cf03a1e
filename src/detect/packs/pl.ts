import { list, type Pack } from "../pack.ts";

/** Polish. Small: the plainest complaints. Rests on phrases alone, no labelled Polish messages were at hand. */
export const pl: Pack = {
  language: "pl",
  cues: {
    anger: list(
      `okropne|okropny|okropna|straszne|tragedia|koszmar|wkurza|wkurzony|wkurzona|wściekły|wściekła|skandal|żenada|masakra|mam dość|dosyć tego|rozczarowany|rozczarowana|niedopuszczalne|absurdalne|beznadzieja|beznadziejne|beznadziejny|żałosne|wstyd|nie do przyjęcia|kpina|denerwuje|denerwujące`,
    ),
    insult: list(
      `bezużyteczn*|głupi|głupia|głupie|idiota|idioci|debil*|kretyn*|oszust*|oszukali|złodziej*|niekompetentn*|strata czasu|kłam*`,
    ),
    swear: list(`kurwa|cholera|cholerny|gówno|szlag|pieprz*|jasna cholera`),
    failure: list(
      `nie działa|dalej nie działa|nadal nie działa|nic nie działa|nie pomaga|nikt nie odpowiada|nie odpowiadacie|zepsute|zepsuty|nadal nie|wciąż nie|nie przyszło|nie dotarło|ciągle nie`,
    ),
    blame: list(`wasza wina|obiecaliście|nie rozumiesz|nie rozumiecie|w ogóle mnie nie rozumiesz`),
    again: list(
      `już mówiłem|już mówiłam|mówiłem już|mówiłam już|ile razy|trzeci raz|po raz kolejny|kolejny raz|już trzy razy|powtarzam|w kółko|setny raz`,
    ),
    waiting: list(`czekam już|ile mam czekać|za długo|ciągle czekam|od tygodni|od godzin|kiedy wreszcie|wreszcie`),
    sarcasm: list(`dzięki za nic|dziękuję za nic|brawo`),
    thanks: list(`dziękuję|dzięki|bardzo dziękuję`),
    solved: list(`już działa|udało się|rozwiązane|rozumiem już`),
    calm: list(`proszę|dzień dobry|czy mogę|jak mogę|gdzie mogę|chciałbym|chciałabym|przepraszam`),
  },
  guards: {
    negation: list("nie|nigdy|bez|żaden|nikt"),
    "third-person": list("ona|oni|jego|klient|klienci|kolega|szef|mąż|żona"),
    topic: list("piosenka|książka|słowo|znaczy"),
    duration: list("minut|minuty|godzin|godziny|godzinę|dni|tygodni|tygodnie|miesięcy|miesiące"),
    me: list("ja|mnie|mój|moja|moje|nam|nas"),
    you: list("ty|cię|twój|wasz|wasza|państwo"),
    answer: list("tak|dziękuję"),
    asking: list("kto|gdzie|kiedy|dlaczego|jak|jaki|jaka|jakie|ile|czy"),
  },
  fillers: list(
    `się|jest|są|że|jak|czy|dla|przez|przy|już|jeszcze|bardzo|mój|moja|mnie|mam|chcę|proszę|dzień|dobry|gdzie|kiedy|ile|który|która`,
  ),
  acknowledgements: list("tak|dziękuję|dzięki|dobrze|rozumiem|cześć|dzień dobry|do widzenia|dobra|jasne"),
  endings: list("ami|ach|owi|ego|emu|ymi|ych|ów|om|ie|ą|ę|y"),
  synonyms: [list("human|konsultant|człowiek|pracownik"), list("order|zamówienie|zamówienia"), list("cost|kosztuje|cena|koszt")],
};

/** Stories about somebody else: what a landlord did to the visitor is no frustration with the avatar. By language, `en landlord|boss`. */

import type { Lexicon } from "./lexicon.ts";
import { listed } from "./listed.ts";
import type { Utterance } from "./utterance.ts";

/** People of the visitor: after a "my". */
const people = list(`
  en landlord|landlady|boss|manager|wife|husband|mom|mum|mother|dad|father|brother|sister|son|daughter|parents|friend|friends|neighbor|neighbour|neighbors|
  neighbours|colleague|colleagues|coworker|coworkers|teacher|ex|uncle|aunt|cousin|roommate|flatmate|tenant|girlfriend|boyfriend|partner|professor|coach|doctor|
  dentist|lawyer|employer|kid|kids|grandma|grandmother|grandfather|team|customer|client|patient|student|students;
  de vermieter|vermieterin|chef|chefin|frau|mann|mutter|vater|bruder|schwester|sohn|tochter|eltern|freund|freundin|nachbar|nachbarin|nachbarn|kollege|kollegin|
  kollegen|lehrer|lehrerin|ex|onkel|tante|mitbewohner|mitbewohnerin|arzt|anwalt|kunde|kundin;
  fr propriétaire|patron|chef|femme|mari|mère|père|frère|soeur|fils|fille|parents|ami|amie|voisin|voisine|voisins|collègue|collègues|professeur|ex|oncle|tante|
  colocataire|médecin|client|cliente;
  es casero|casera|jefe|jefa|mujer|esposa|marido|madre|padre|hermano|hermana|hijo|hija|padres|amigo|amiga|vecino|vecina|vecinos|compañero|profesor|ex|tío|tía|
  médico|cliente;
  it padrone|capo|moglie|marito|madre|padre|fratello|sorella|figlio|figlia|genitori|amico|amica|vicino|vicina|vicini|collega|colleghi|professore|ex|zio|zia|
  coinquilino|medico|cliente;
  pt senhorio|chefe|esposa|marido|mãe|pai|irmão|irmã|filho|filha|pais|amigo|amiga|vizinho|vizinha|vizinhos|colega|professor|ex|tio|tia|médico|cliente;
  nl huisbaas|baas|vrouw|man|moeder|vader|broer|zus|zoon|dochter|ouders|vriend|vriendin|buurman|buurvrouw|buren|collega|leraar|ex|oom|tante|huisgenoot|arts|klant;
  lv saimnieks|priekšnieks|sieva|vīrs|māte|tēvs|brālis|māsa|dēls|meita|draugs|kaimiņš|kolēģis|skolotājs`);

/** Pronouns for them, with which a story goes on. */
const pronouns = list(`
  en he|she|him|her|they|them|his|their|he's|she's|they're|he'd|she'd; de er|sie|ihm|ihn|ihr|ihnen|sein|seine; fr il|elle|ils|elles|lui|leur;
  es él|ella|ellos|ellas|le|les; it lui|lei|loro; pt ele|ela|eles|elas; nl hij|zij|ze|hem|haar|hun; lv viņš|viņa|viņi|viņam|viņai`);

/** The visitor's own business with us, in a story or not. */
const business = list(`
  en you|your|yours|u|this|here|we|our|order|refund|delivery|parcel|account|app|website|site|service|support|bot|robot|machine|avatar|assistant|payment|booking;
  de du|dir|dich|dein|ihnen|euch|euer|eure|hier|das|bestellung|lieferung|konto|app|webseite|service|kundendienst|roboter|wir|unsere;
  fr vous|tu|votre|vos|ici|ça|commande|livraison|compte|site|service|nous|notre; es usted|ustedes|tú|su|aquí|esto|pedido|cuenta|servicio|nosotros;
  it voi|tu|vostro|qui|questo|ordine|conto|servizio|noi; pt você|vocês|aqui|isso|pedido|conta|serviço|nós; nl jij|je|u|jullie|hier|dit|bestelling|service|wij|we;
  lv jūs|jums|jūsu|šeit|pasūtījums|mēs`);

/** Whether the message is about somebody else: it begins with "my landlord", or goes on about "him". */
export function isAboutOthers({ words }: Utterance, wasAboutOthers: boolean, { guards }: Lexicon): boolean {
  if (words.some(({ text }) => business.has(text))) return false;
  const names = words.some(({ text }, index) => people.has(text) && isMine(words[index - 1]?.text, words[index - 2]?.text, guards.me));
  return names || (wasAboutOthers && words.some(({ text }) => pronouns.has(text)));
}

/** "My landlord", "my old landlord". */
function isMine(before: string | undefined, further: string | undefined, me: ReadonlySet<string>): boolean {
  return mine.has(before ?? "") || (mine.has(further ?? "") && !me.has(before ?? ""));
}

const mine = list(`
  en my; de mein|meine|meinem|meinen|meiner; fr mon|ma|mes; es mi|mis; it mio|mia|miei|mie; pt meu|minha|meus|minhas; nl mijn; lv mans|mana|mani|manas`);

function list(text: string): ReadonlySet<string> {
  return new Set(listed(text).map(({ phrase }) => phrase.replaceAll("'", "")));
}

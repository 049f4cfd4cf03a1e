import { list, type Pack } from "../pack.ts";

/** Dutch. Rests on phrases alone: no labelled Dutch messages were at hand. */
export const nl: Pack = {
  language: "nl",
  cues: {
    anger:
      list(`boos|woedend|kwaad|geïrriteerd|irritant|gefrustreerd|frustrerend|teleurgesteld|teleurstellend|verontwaardigd|schandalig|een schande|schande|onacceptabel
      |belachelijk|vreselijk|verschrikkelijk|afschuwelijk|waardeloos|een drama|een ramp|slechtste|ik haat|ben het zat|spuugzat|genoeg van|klaar mee|onvoorstelbaar|te gek voor woorden|klacht|walgelijk|beschamend`),
    insult: list(
      `nutteloos|domme|stom|stomme|idioot|idioten|sukkel*|achterlijk*|incompetent*|onbekwaam|rotzooi|troep|oplichting|oplichters|oplichter|dieven|leugen*|een grap|tijdverspilling|houd je mond|hou je kop|prutsers|slechte service`,
    ),
    swear: list(`kut|klote|klootzak*|godverdomme|verdomme|tering|kanker|tyfus|shit|fuck*|eikel|rot op|flikker op|klere*`),
    failure:
      list(`werkt niet|doet het niet|nog steeds niet|nog steeds geen|nog altijd niet|nog altijd geen|geen antwoord|geen reactie|niemand reageert|niemand antwoordt|reageert niet
      |kapot|helpt niet|geen hulp|niemand helpt|niet aangekomen|nooit aangekomen|niet ontvangen|nooit ontvangen|loopt vast|vastgelopen|er gebeurt niets|lost niets op`),
    blame: list(
      `jullie schuld|jullie fout|jullie hebben beloofd|beloofd|twee keer afgeschreven|waarom kunnen jullie|wat is dit voor|begrijp je niet|begrijpt me niet|klantenservice|geld terug`,
    ),
    again: list(
      `alweer|al weer|weer niet|al gezegd|al verteld|zoals ik zei|zoals gezegd|nog een keer|nogmaals|hoe vaak|hoeveel keer|elke keer|iedere keer|derde keer|vierde keer|tweede keer|meerdere keren|hetzelfde|al uitgelegd|al gevraagd|laatste keer|telkens`,
    ),
    waiting: list(
      `wacht al|wacht nog|ik wacht|al weken|al dagen|al uren|al maanden|veel te lang|te lang|te traag|hoe lang nog|hoelang nog|wanneer eindelijk|eindelijk|te laat|vertraging|onmiddellijk|meteen|in de wacht`,
    ),
    leaving: list(
      `ik zeg op|zeg mijn abonnement op|opzeggen|nooit meer|concurrent|concurrentie|stap over|overstappen|advocaat|aangifte|laat maar|vergeet het|ik geef het op|mijn geld terug`,
    ),
    sarcasm: list(
      `bedankt voor niets|bedankt voor niks|lekker dan|goed bezig|fijn hoor|mooi is dat|gefeliciteerd|neem de tijd|knap hoor|geweldige service hoor`,
    ),
    correction: list(`ik zei|dat vroeg ik niet|dat is niet wat|mijn vraag|dat klopt niet|lees|luister`),
    human: list(
      `een mens|echt mens|echt persoon|echte persoon|medewerker|een medewerker|leidinggevende|iemand spreken|met iemand praten|iemand aan de lijn|geen robot|telefoonnummer|bel mij`,
    ),
    praise: list(`goed|fijn|mooi|leuk|blij|tevreden|geweldig|perfect|uitstekend|prima|aardig|snel|lief`),
    thanks: list(`bedankt|dank|dank je|dank u|dankjewel|dank u wel|hartelijk dank`),
    solved: list(`werkt nu|werkt weer|doet het weer|doet het nu|opgelost|gelukt|gevonden|alles goed|begrepen|duidelijk`),
    calm: list(
      `alstublieft|alsjeblieft|aub|kunt u|kun je|hoe kan ik|waar kan ik|ik wil graag|zou u|hallo|hoi|goedemorgen|goedemiddag|goedenavond|sorry`,
    ),
  },
  guards: {
    negation: list("niet|geen|nooit|niets|niks|zonder|nauwelijks|noch"),
    "third-person": list("hij|zij|hem|haar|hun|klant|klanten|gebruiker|gebruikers|bezoeker|vriend|vriendin|vrouw|baas|collega|mensen"),
    topic: list("schaal|niveau|rapport|woord|betekent|film|boek|liedje|spel|statistiek"),
    duration: list("minuut|minuten|uur|uren|dag|dagen|week|weken|maand|maanden|jaar|jaren"),
    direction: list("naar|vanaf"),
    me: list("ik|mij|me|mijn|wij|ons|onze"),
    you: list("jij|je|jou|jouw|u|uw|jullie"),
    answer: list("ja|nee|ok|oké|bedankt|prima"),
    asking: list("wie|wat|waar|waarom|wanneer|hoe|hoeveel|welke|welk|kan|kun|kunt|kunnen|heeft|hebben|mag"),
  },
  fillers:
    list(`de|het|een|en|of|maar|ik|jij|je|hij|zij|ze|wij|we|jullie|u|mij|me|mijn|jouw|uw|zijn|haar|is|ben|bent|was|waren|wordt|heb|heeft|hebben|kan|kun|kunnen|moet|wil|zou
    |naar|aan|bij|voor|uit|over|om|als|dan|dat|die|dit|deze|wat|wie|waar|wanneer|waarom|hoe|niet|geen|nog|al|ook|wel|maar|eens|er|hier|nu|steeds|weer|graag
    |hallo|hoi|bedankt|ja|nee|doen|gaat|te`),
  acknowledgements: list(
    "ja|nee|ok|oké|goed|bedankt|dank je|dank je wel|dank u|hallo|hoi|goedemorgen|goedemiddag|doei|tot ziens|prima|precies|klopt|alsjeblieft|top|duidelijk",
  ),
  endings: list("ingen|ing|lijk|heid|eren|en|er|es|e|t|s"),
  synonyms: [
    list("order|bestelling|bestellingen|besteld"),
    list("refund|terugbetaling|terugbetalen"),
    list("cancel|annuleren|opzeggen"),
    list("bill|factuur|rekening"),
    list("password|wachtwoord"),
    list("delivery|levering|bezorging|leveren"),
    list("parcel|pakket|pakje"),
    list("address|adres"),
    list("human|mens|medewerker|persoon"),
    list("cost|kost|prijs|kosten"),
    list("card|kaart|pas"),
    list("pay|betalen|betaling"),
    list("close|sluiten|sluit|dicht"),
    list("toilet|wc"),
    list("wifi|internet"),
    list("park|parkeren|parkeerplaats"),
    list("document|documenten|papieren"),
    list("account|rekening"),
    list("child|kind|kinderen"),
    list("dog|hond|honden"),
    list("breakfast|ontbijt"),
    list("ticket|kaartje"),
    list("store|winkel"),
    list("luggage|bagage|koffer"),
    list("forgot|vergeten|resetten"),
    list("help|hulp|helpen"),
  ],
};

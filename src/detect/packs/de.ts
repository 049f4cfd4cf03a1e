import { list, type Pack } from "../pack.ts";

/** German. Rests on phrases alone: no labelled German messages were at hand. */
export const de: Pack = {
  language: "de",
  cues: {
    anger:
      list(`wütend|sauer|stinksauer|verärgert|ärgerlich|genervt|nervt|nervig|frustriert|frustrierend|enttäuscht|enttäuschend|enttäuschung|empört
      |unverschämt|unverschämtheit|frechheit|unmöglich|inakzeptabel|nicht akzeptabel|katastrophe|katastrophal|schrecklich|furchtbar|grauenhaft|grottig
      |miserabel|unterirdisch|lächerlich|peinlich|schlimm|schlimmste*|schlechteste*|zum kotzen|ich hasse|zumutung|eine zumutung|skandal|sauerei|reicht mir
      |es reicht|mir reicht's|schnauze voll|nase voll|keine geduld|geduld ist am ende|am ende meiner geduld|unfassbar|beschwerde|beschweren`),
    insult:
      list(`nutzlos|unbrauchbar|wertlos|dumm|blöd|blöde*|dämlich|idiot*|trottel|depp|inkompetent|unfähig|unfähige*|schrott|müll|dreck|witz|ein witz
      |betrug|betrüger|abzocke|abzocker|lügner|lügen|lüge|gelogen|verarscht|verarschen|verarsche|saftladen|dummkopf|halt die klappe|halt den mund|zeitverschwendung
      |wollt ihr mich|mieser service|schlechter service|sauladen`),
    swear: list(
      `scheiße|scheiß*|scheiss*|verdammt*|verflucht*|so ein mist|kacke|arsch*|leck mich|fick*|verpiss*|zum teufel|himmel herrgott`,
    ),
    failure:
      list(`funktioniert nicht|geht nicht|klappt nicht|geht immer noch nicht|funktioniert immer noch nicht|immer noch nicht|immer noch kein|immer noch keine
      |noch immer nicht|noch immer keine|keine antwort|niemand antwortet|antwortet nicht|meldet sich nicht|niemand meldet sich|kaputt|defekt|hilft nicht|nicht hilfreich
      |keine hilfe|nichts passiert|passiert nichts|tut sich nichts|falsch|schon wieder kaputt|stürzt ab|abgestürzt|nie angekommen|nicht angekommen|niemand hilft`),
    blame:
      list(`euer fehler|ihr fehler|wieso könnt ihr|warum könnt ihr|was soll das|was ist los mit euch|kundendienst|ihr habt versprochen|sie haben versprochen
      |versprochen|zweimal abgebucht|doppelt abgebucht|geld zurück|verstehst du nicht|verstehen sie nicht|verstehst mich nicht|hören sie mir nicht zu`),
    again:
      list(`schon wieder|schon gesagt|bereits gesagt|habe ich gesagt|hab ich gesagt|wie gesagt|wie ich schon sagte|noch einmal|noch mal|nochmal|immer wieder
      |zum dritten mal|zum vierten mal|zum zweiten mal|zum x-ten mal|zum letzten mal|wie oft|jedes mal|dasselbe|immer dasselbe|das gleiche|bereits erklärt|schon erklärt
      |schon dreimal|schon zweimal|schon mehrmals|mehrfach|mehrmals`),
    waiting:
      list(`warte seit|warte schon|warte immer noch|ich warte|seit wochen|seit tagen|seit stunden|seit monaten|wochenlang|stundenlang|tagelang|ewig|zu lange
      |wie lange noch|wann endlich|endlich|viel zu spät|zu spät|warteschleife|sofort|dauert ewig|seit montag|seit gestern`),
    leaving:
      list(`kündige|ich kündige|kündigung|konkurrenz|nie wieder|nie mehr|wechsle|anbieter wechseln|zur konkurrenz|anwalt|rechtsanwalt|verbraucherzentrale
      |vergiss es|vergessen sie es|ich gebe auf|mein geld zurück|anzeige`),
    sarcasm:
      list(`na toll|toll gemacht|super gemacht|danke für nichts|vielen dank für nichts|ganz toll|herzlichen glückwunsch|lassen sie sich zeit|lasst euch zeit
      |tolle leistung|klasse leistung|schönen dank auch|na super|na klasse|wirklich hilfreich`),
    correction: list(
      `nein ich sagte|ich sagte|das habe ich nicht gefragt|das war nicht meine frage|meine frage war|nicht das|das stimmt nicht|lies doch|lesen sie`,
    ),
    human:
      list(`mensch|einem menschen|echten menschen|richtigen menschen|mitarbeiter|mitarbeiterin|berater|ansprechpartner|vorgesetzten|vorgesetzter|ihren chef|den chef
      |geschäftsführer|jemanden sprechen|jemandem sprechen|mit jemandem reden|verbinden sie mich|rufen sie mich an|rückruf|kein roboter|keinen bot|telefonnummer`),
    praise: list(
      `gut|super|toll|klasse|prima|schön|freue mich|freut mich|zufrieden|glücklich|perfekt|wunderbar|großartig|hilfreich|liebe|nett|freundlich|schnell`,
    ),
    thanks: list(`danke|dankeschön|vielen dank|besten dank|herzlichen dank|danke sehr|danke schön`),
    solved: list(
      `funktioniert jetzt|geht jetzt|geht wieder|funktioniert wieder|gelöst|erledigt|hat geklappt|hat sich erledigt|alles gut|alles klar|gefunden|verstanden`,
    ),
    calm: list(
      `bitte|könnten sie|können sie|könnt ihr|wie kann ich|wo kann ich|gibt es|hallo|guten tag|guten morgen|guten abend|ich möchte|ich hätte gern|entschuldigung`,
    ),
  },
  guards: {
    negation: list("nicht|kein|keine|keinen|keiner|nie|niemals|nichts|weder|ohne|kaum"),
    "third-person": list(
      "er|ihm|ihn|kunde|kunden|kundin|nutzer|besucher|freund|freundin|mann|frau|kollege|kollegin|nachbar|patient|gast|leute",
    ),
    topic: list("skala|stufe|bericht|wort|bedeutet|bedeutung|film|buch|lied|spiel|auswertung|statistik"),
    duration: list("minute|minuten|stunde|stunden|tag|tage|tagen|woche|wochen|monat|monate|monaten|jahr|jahre|jahren"),
    direction: list("von|nach"),
    me: list("ich|mich|mir|mein|meine|meinen|wir|uns"),
    you: list("du|dich|dir|dein|deine|ihr|euch|euer|eure|sie|ihnen"),
    answer: list("ja|nein|doch|ok|danke|gut|klar"),
    asking:
      list(`wer|wen|wem|wessen|was|wo|wohin|woher|wann|warum|wieso|weshalb|wie|wieviel|welche|welcher|welches|welchen|kann|kannst|können
      |könnt|könnte|könnten|gibt|darf`),
  },
  fillers:
    list(`der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|und|oder|aber|ich|du|er|sie|es|wir|ihr|mich|mir|dich|dir|uns|euch|sich|mein|meine
    |meinen|meiner|meinem|dein|deine|sein|seine|ist|sind|bin|waren|wird|werden|wurde|habe|haben|hatte|kann|können|konnte|muss|soll|will|möchte|würde
    |zu|zum|zur|in|im|an|am|auf|mit|bei|für|von|vom|aus|nach|über|unter|um|als|wie|was|wer|wo|wann|warum|wieso|welche|welcher|dass|wenn|dann|denn|doch|noch
    |schon|nur|auch|mal|bitte|hallo|danke|ja|nein|so|sehr|hier|da|jetzt|immer|wieder|etwas|gibt|geht|bekomme|bekommen|machen|mache`),
  acknowledgements: list(
    "ja|nein|ok|okay|gut|danke|danke schön|dankeschön|vielen dank|hallo|guten tag|guten morgen|guten abend|tschüss|auf wiedersehen|alles klar|genau|stimmt|bitte|super|toll|na gut|klar|doch|moin|servus",
  ),
  endings: list("ungen|ung|lich|isch|heit|keit|ern|en|er|es|em|e|n|s|t"),
  synonyms: [
    list("order|bestellung|bestellungen|bestellt"),
    list("refund|rückerstattung|erstattung|erstatten"),
    list("cancel|kündigen|stornieren|stornierung"),
    list("bill|rechnung|rechnungen"),
    list("password|passwort|kennwort"),
    list("account|konto|benutzerkonto"),
    list("delivery|lieferung|liefern|geliefert"),
    list("parcel|paket|sendung"),
    list("address|adresse|anschrift"),
    list("human|mensch|menschen|mitarbeiter|berater"),
    list("cost|kostet|kosten|preis"),
    list("card|karte"),
    list("pay|bezahlen|zahlen|zahlung"),
    list("appointment|termin"),
    list("close|schließen|schließt|zumachen"),
    list("toilet|toilette|klo|wc"),
    list("wifi|wlan|internet"),
    list("park|parken|parkplatz|parkplätze"),
    list("document|unterlagen|dokumente|papiere"),
    list("order|auftrag"),
    list("delivery|versand"),
    list("child|kind|kinder"),
    list("dog|hund|hunde"),
    list("breakfast|frühstück"),
    list("ticket|eintritt|karten|fahrkarte"),
    list("store|laden|geschäft"),
    list("luggage|gepäck|koffer"),
    list("forgot|vergessen|zurücksetzen"),
    list("exchange|umtauschen|umtausch"),
    list("help|hilfe|helfen"),
    list("arrive|ankommen|kommt|kommen"),
  ],
};

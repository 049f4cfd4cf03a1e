import { type Grammar, lines, words } from "../grammar.ts";

/** German. Written for this project; no labelled German messages were at hand. */
export const de: Grammar = {
  language: "de",
  words: {
    speak: words(
      `sprechen|spreche|gesprochen|reden|rede|telefonieren|unterhalten|chatten|kontakt aufnehmen|in kontakt treten|sprechn|schprechen`,
    ),
    reach: words(
      `durchgestellt|rangeben|zuruckrufen|verbinden|verbinde|verbindet|verbindung|weiterleiten|leite|leiten|durchstellen|stellen|stell|kontaktieren|erreichen|erreiche|anrufen|holen|hol|ruf|rufen sie|schicken|vermitteln|uebergeben|übergeben|weiterverbinden`,
    ),
    want: words(
      `will|möchte|moechte|möcht|brauche|brauch|hätte gern|hätte gerne|hätte|gib mir|geben sie mir|gebt mir|gibt es|gibts|gibt es hier|habt ihr|haben sie|wo ist|wo sind|wo finde ich|wünsche|verlange|bitte um|suche|lieber`,
    ),
    person:
      words(`(mensch|menschen|mensch|person|personen|mitarbeiter|mitarbeiterin|mitarbeitern|kollege|kollegen|kollegin|berater|beraterin|kundenberater|kundenberaterin|kundenbetreuer|kundendienst|kundenservice|kundensupport|kundenbetreuung|support|supportmitarbeiter
      |servicemitarbeiter|sachbearbeiter|sachbearbeiterin|operator|agent|agenten|chef|chefin|vorgesetzten|vorgesetzte|vorgesetzter|manager|filialleiter|geschäftsführer|personal|ansprechpartner|ansprechpartnerin|fachmann|techniker|service|hotline|zentrale|vertrieb|verkäufer
      |rezeption|empfang|büro|abteilung|teamleiter|team)|jemand echtes|jemand echten|echte person|echten menschen|echter mensch|richtigen menschen|lebenden menschen|einem von euch|jemandem von euch|jemand von euch|jemanden von euch`),
    strong:
      words(`echten menschen|echter mensch|echte person|echten person|echte menschen|richtigen menschen|richtiger mensch|richtige person|lebenden menschen|lebendigen menschen|menschlichen (mitarbeiter|berater|agenten|ansprechpartner|support)|menschliche hilfe|mitarbeiter|mitarbeiterin|kundenberater|kundenbetreuer
      |sachbearbeiter|ansprechpartner|vorgesetzten|vorgesetzter|operator|servicemitarbeiter|jemand echtes|einen menschen|einem menschen|ein mensch|kollegen von (ihnen|dir|euch)|personal`),
    some: words(
      `jemand|jemanden|jemandem|jemand anderen|jemand anderem|irgendjemand|irgendjemanden|irgendjemandem|irgendwen|irgendwem|wem|einem|einer|wen`,
    ),
    machine: words(
      `roboter|robotern|maschine|maschinen|computer|bot|bots|chatbot|automat|automaten|avatar|ki|künstliche intelligenz|künstlichen intelligenz|programm|software|sprachcomputer|bandansage|automatische ansage`,
    ),
    law: words(`anwalt|anwältin|rechtsanwalt|rechtsanwältin|anwälte|rechtsbeistand|rechtsabteilung`),
    account: words(`konto|kundenkonto|abo|abonnement|mitgliedschaft|vertrag|verträge|account|versicherung|tarif|profil|benutzerkonto`),
    data: words(
      `daten|informationen|personenbezogene daten|personenbezogenen daten|persönliche daten|persönlichen daten|angaben|infos|gespräche|aufzeichnungen|aufnahmen`,
    ),
  },
  polite: words(
    `bitte|mal|jetzt|hallo|ja|nein|einen|eine|ein|einem|den|mir|ich|möchte|will|guten|tag|danke|sofort|halt|einfach|doch|mit|den|der`,
  ),
  hesitations: words(`äh|ähm|öh|öhm|hmm|tja`),
  patterns: {
    human: lines(`
      geben sie mir (bitte|) (einen|eine|einen anderen) (berater|beraterin|mitarbeiter|mitarbeiterin|kollegen|menschen)
      (mit|an|zu) .. <person> .. <speak>
      (mit|an) .. <person> .. <reach>
      <speak> .. (mit|an) .. <person>
      (mit|an) .. <some> .. <speak>
      <some> .. mit (dem|der|denen) .. <speak>
      <person> .. <speak>
      (kann|darf|könnte|will|möchte|moechte|lass|lassen|muss|würde) .. <person> .. (sprechen|reden|kontaktieren|erreichen)
      <reach> .. (mich|mir|uns) .. <person>
      <reach> (sie|du|) (mich|uns) (mit|an|zu|zum|zur|durch|weiter)
      (verbinden|verbinde|verbindet|durchstellen|weiterverbinden) (sie|du|) (mich|uns) (bitte|)
      <want> .. <strong>
      <want> .. (kein|keinen|nicht) .. <machine> .. <person>
      <want> .. <person> .. (kein|keinen|nicht) .. <machine>
      (nicht|kein|keine|keinen|keinem) .. (mit|) .. <machine> .. <speak>
      (nicht|kein|keine|keinen|keinem) .. <speak> .. <machine>
      (rufen|ruf|ruft) (sie|mich) .. (mich|an|zurück)
      (mich|uns) .. (zurückrufen|anrufen|zurückruft|anruft|zurück rufen)
      (rückruf|rueckruf) .. (bitte|bitten|vereinbaren|wünsche|haben|anfordern|bekommen)
      (bitte|um) .. (rückruf|rueckruf)
      (kann|könnte|könnten|würde) .. <strong> .. (helfen|weiterhelfen|übernehmen|kommen|beraten|anschauen|antworten|erklären|anrufen|zurückrufen)
      (kann|könnte|könnten) .. (jemand anders|jemand anderes|ein kollege|jemand von euch|jemand von ihnen|eine kollegin) .. (helfen|übernehmen|kommen|beraten)
      (telefonnummer|nummer|hotline|durchwahl) .. (kundendienst|kundenservice|support|service|büro|hotline|zentrale|kundensupport|von euch|von ihnen)
      (kundendienst|kundenservice|support|büro|hotline) .. (telefonnummer|nummer|erreichen|anrufen|sprechen)
      (wie|wo|wann) .. (erreiche|kontaktiere|finde) ich .. (person|kundendienst|kundenservice|support|jemanden|einen menschen|mitarbeiter|euch telefonisch|ansprechpartner)
      (gibt es|gibts|ist) .. (jemanden|jemand|irgendjemanden|irgendwen) .. (der|die|da|hier)
      ^ <person> $
      (stellen|stell|durchstellen|durchstellt) .. (mich|uns) .. (durch|zu|zum|zur|an)
      (mich|uns) .. (durchstellen|weiterleiten|weiterverbinden|rüberleiten|verbinden)
      <speak> (ich|) .. (nicht|kein|keinen|keiner|keinem|ungern) .. (mit|) .. <machine>
      (nicht|kein|keinen|keine) .. (mit|) .. <machine> .. <speak>
      (will|möchte|mag|brauche) .. (kein|keinen|keine) <machine>
      <some+person> .. (am telefon|an der strippe|ans telefon|am apparat|persönlich sprechen)
      (kann|könnte|könnten|würde) .. <some> .. (kommen|herkommen|vorbeikommen|dazukommen|mir helfen)
      (kann|könnte|darf|will|möchte|hätte) .. (ich|wir|) .. (einen|eine|ein) .. <strong+person> .. (haben|bekommen|kriegen|sehen)
      (rufen|ruf|ruft|holen|hol|holt|schicken|schick) (sie|) (bitte|mal|mir|uns|doch|) .. <some+person>
      (unter|welche|welcher|welcher|eine) .. (telefonnummer|nummer|rufnummer) .. (anrufen|erreichen|kann ich|euch|sie|vom|von)
      (gibt es|haben sie|habt ihr|wie ist|wie lautet|geben sie mir|gib mir) .. (telefonnummer|rufnummer|hotline|durchwahl)
      (ist|gibt es|gibts|sitzt) .. (da|hier|dort|) .. (echter mensch|ein mensch|einen menschen|echte person|jemand echtes|jemand)  $
      (wie|wo) .. (erreiche|bekomme|kriege|spreche) ich .. <some+person+strong>
      (geben|gib|gebt|will|brauche|möchte) .. (einen menschen|eine person|einen echten|eine echte|ihren chef|ihren vorgesetzten|deinen chef|ihre chefin|ihren kollegen|einen kollegen)
      nicht mit (einem|einer|dem|der|ner|nem|so einem|so einer|) <machine> .. <speak>
      - (bist|sind|seid|war) (du|sie|ihr|das) .. <person+machine>
      - (bist|sind|seid|ist) (du|sie|ihr|das|der|die) (ein|eine|überhaupt ein|wirklich ein|echt|kein|) .. <person+machine>
      - (spreche|rede|chatte) ich .. (mit|) .. <person+machine>
      - (ich bin|ich arbeite als|als|ich war) .. <person+strong>
      - (mein|meine|meinen|meinem|meiner|sein|seine|ihr|unser|unsere) <person+strong>
      - (was|wie viel|wieviel) (verdient|macht|kostet|heißt|bedeutet|ist) .. <person+strong>
      - (habe|hab|hatte|wurde|haben) .. (bereits|schon|gestern|eben|gerade|letzte|heute) .. (gesprochen|geredet|telefoniert)
      - (will|möchte|muss|brauche|brauch) (nicht|kein|keinen|keine) .. <person+strong>
      - (will|möchte|muss|brauche|brauch) (nicht|) (mit|) (niemand|niemanden|niemandem|jemand|jemanden|jemandem) (stören|belästigen|verärgern)
      - (ohne|statt) .. <person+strong+some>
      - (reisebüro|reise|versicherungs|immobilien) (agent|mitarbeiter|berater)
      - (er|sie) (will|möchte) .. <person> .. <speak>
      - (nicht|nie|niemals) .. (anrufen|zurückrufen|verbinden)
      - (rufen|ruf|holen|hol) .. (ein taxi|einen krankenwagen|die polizei|den notarzt)
      - (handy|telefon|meine) .. nummer
    `),
    unanswered: lines(`
      (tut mir leid|leider|entschuldigung|verzeihung|sorry|bedaure|bedauere) ... (nicht|keine|kein|nichts) .. (verstanden|verstehe|verstehen|weiterhelfen|helfen|beantworten|finden|gefunden|informationen|auskunft|möglich|sagen|weiß|zugriff|antwort|gehört|folgen|mitbekommen)
      (das|sie|dich|ihre frage|deine frage|die frage) .. (habe|hab|konnte|kann) ich .. nicht .. (verstanden|verstehen|beantworten)
      ich (habe|hab|konnte) (das|sie|dich|ihre frage|deine frage) .. nicht .. (verstanden|verstehen|gehört)
      ich (verstehe|weiß) (das|sie|dich|die frage|ihre frage|es|) .. nicht
      (kann|könnte) ich .. nicht .. (helfen|weiterhelfen|beantworten|sagen|finden)
      ich kann .. (nicht|nichts|keine|kein) .. (helfen|weiterhelfen|beantworten|sagen|finden|geben|dazu|auskunft)
      dabei kann ich .. nicht
      dazu (habe|kann|liegen) .. (keine|nichts|nicht)
      (habe|haben|liegen|finde|besitze) .. (keine|keinen) .. (information|informationen|antwort|daten|zugriff|auskunft|angaben|kenntnisse|kenntnis|ahnung)
      (könnten|könntest|können|kannst) (sie|du) .. (anders formulieren|umformulieren|wiederholen|neu formulieren|anders sagen|noch einmal sagen|nochmal sagen|genauer sagen|anders stellen|präzisieren)
      (bitte|) .. (formulieren|formuliere|wiederholen|wiederhole) .. (frage|anders|neu|noch einmal|nochmal|anfrage)
      (versuchen|versuche) .. (es|) .. (später|anders|anderen worten) 
      (weiß|weiss) ich (leider|auch|) nicht
      (wenden|wende) (sie|dich) .. (an|) .. (kundenservice|kundendienst|support|unser team|mitarbeiter|hotline)
      (außerhalb|übersteigt) .. (meiner|meine|meines) .. (möglichkeiten|fähigkeiten|wissens|kenntnisse)
      nicht (unterstützt|vorgesehen) $
      (ist|es ist) ein fehler aufgetreten
      (bin|bin mir|bin ich mir) .. (nicht|leider nicht) (ganz |) sicher .. (was|ob|wie|worauf)
      (bin|da bin) .. (überfragt|nicht in der lage|leider nicht befugt)
      (kann|können|darf) (ich|wir) .. (nicht|leider nicht|nichts) .. (sagen|helfen|beantworten|mitteilen|nennen)
      (ich|wir) (kann|können) nur .. (fragen|auskunft|helfen) .. (zu|zum|zur|beantworten|bei)
      (dazu|darüber|davon|hierzu|wozu|worüber|darauf) .. (ich|wir) .. (nichts|keine|keinen|nicht) .. (sagen|auskunft|antwort|angaben|äußern|geben)
      - (wenn|falls|sollte) ... (nicht|kein)
      - (sie|du|man|er|es) (können|kannst|kann|haben|hast|hat) .. nicht
    `),
    courtesy: lines(`
      (wie|womit|kann ich) .. (helfen|behilflich|tun)
      (gern geschehen|bitte schön|keine ursache|schönen tag|auf wiedersehen|sonst noch etwas|noch etwas|vielen dank)
    `),
    urgent: lines(`
      (lippen|gesicht) .. (werden|wird|sind|ist|ganz) blau
      (bringe|bring|bringen|brächte|töte|erschieße|erhänge|erhängen|ritze|umbringen|töten) (ich|) (mich|uns) (um|selbst|)
      (mich|mir) .. (umbringen|umzubringen|das leben nehmen|das leben zu nehmen|erschießen|erhängen|selbst töten|etwas antun|die pulsadern|ritzen|vor den zug werfen|selbst verletzen)
      (will|möchte|mag|kann|wollte) .. (nicht|nimmer|nimma) mehr (leben|weiterleben|am leben sein|da sein|aufwachen|weiter leben|weitermachen)
      (will|möchte|wollte|würde|am liebsten) .. (sterben|tot sein|tot wäre)
      (ich|wär|wäre) .. lieber tot
      keine (lust|kraft) mehr .. (zu leben|am leben|weiterzuleben)
      (selbstmord|suizid) .. (begehen|begehe|machen|denke|gedanken|nachdenken|gefährdet|absicht)
      (denke|gedanken|nachgedacht) .. (an|über) .. (selbstmord|suizid|umzubringen|schluss zu machen)
      (selbstmordgedanken|suizidgedanken|selbstmordgefährdet|suizidal)
      (ende|schluss) .. (meinem leben|mit dem leben|mit meinem leben)
      (meinem|mein) leben .. (ende setzen|beenden|ein ende)
      (keinen sinn|nichts) .. (mehr im leben|zu leben|wofür es sich zu leben lohnt|weiterzuleben)
      (überdosis|zu viele (tabletten|pillen|schlaftabletten)) .. (genommen|geschluckt|eingenommen)
      (habe|hat) .. (tabletten|pillen) .. geschluckt
      (rufen|ruf|ruft|brauche|brauchen|holen|hol|holt|schicken) .. (krankenwagen|notarzt|rettungswagen|sanitäter|notruf|polizei|feuerwehr|einen arzt schnell|rettungsdienst|eins eins zwei|112|110)
      (krankenwagen|notarzt|sanitäter) (bitte|schnell|sofort)
      (jemand|mann|frau|kind|mutter|vater|er|sie|freund|freundin|kollege|kollegin|gast|oma|opa|baby|sohn|tochter|kunde|person|bruder|schwester) .. (zusammengebrochen|bewusstlos|ohnmächtig|umgekippt|atmet nicht|atmet nicht mehr|erstickt|bewegt sich nicht|reagiert nicht|verblutet|ertrinkt|ist am sterben|liegt im sterben|stirbt|in ohnmacht)
      (atmet|atme) (nicht|kaum) (mehr|)
      (bekomme|krieg|kriege|bekommt|kriegt) .. keine luft
      (herzinfarkt|schlaganfall|herzstillstand|krampfanfall|allergischen schock)
      (starke|schlimme|habe|hab|stechende) .. (brustschmerzen|schmerzen in der brust)
      (blutet|blute|bluten) .. (stark|sehr|schlimm|viel|überall|hört nicht auf)
      (es|hier) brennt (hier|im|in|bei|$)
      (haus|wohnung|küche|gebäude|büro|auto|zimmer) .. (brennt|steht in flammen|voller rauch)
      (gasgeruch|riecht nach gas|riecht stark nach gas|gasleck)
      (eingesperrt|eingeschlossen|stecke|stecken|gefangen) .. (aufzug|fahrstuhl|feuer|keller)
      (ich|wir) .. (bringe|bring|bringen|steche|erschieße|knall|knalle|schlage|töte) .. (dich|euch|sie|alle|ihn|euch alle) .. (um|ab|tot|nieder|)
      (werde|werd|will) .. (dich|euch|sie alle|euch alle|ihn) .. (umbringen|töten|abstechen|erschießen|abknallen|totschlagen|fertig machen und umbringen)
      (komme|komm|kommen) .. (mit|) .. (waffe|pistole|messer|gewehr|axt|bombe)
      (habe|hab) (eine|ein) (waffe|pistole|bombe|gewehr|messer) .. (dabei|bei mir|und|hier)
      (eine|) bombe .. (gelegt|versteckt|hochgehen|platziert|im gebäude)
      (weiß|weiss) .. wo .. (du|ihr|sie) .. (wohnst|wohnt|wohnen|arbeitest|arbeiten|arbeitet)
      (werde|wurde|werden|hat mich|greift mich|schlägt mich|verfolgt mich|bedroht mich) .. (bedroht|angegriffen|verfolgt|geschlagen|vergewaltigt|überfallen|verprügelt|an)
      (er|sie|mein mann|mein freund|mein vater|jemand) (schlägt|bedroht|verfolgt|würgt|vergewaltigt) (mich|uns|sie)
      (das|es) ist ein (notfall|medizinischer notfall)
      (habe|hab|haben) (einen|hier einen) notfall
      (mein|unser) (kind|sohn|tochter|baby) .. (verschwunden|entführt|verschluckt|erstickt)
      (angst) .. (um mein leben|dass er mich umbringt)
      (lebensgefahr|in gefahr)
      (er|sie|mann|frau|jemand|typ|kunde|gast|da|einer|kerl|junge|freund|ex) .. (hat|mit|hält|zieht|zückt|fuchtelt|bedroht) .. (ein messer|eine waffe|eine pistole|ein gewehr|eine bombe|eine axt|einem messer|einer waffe|einer pistole|mit messer)
      (liegt|liegen|lag) .. (am boden|auf dem boden|bewusstlos|regungslos|blutend)
      (mein|meine|mann|frau|vater|mutter|kind|jemand|er|sie|oma|opa) .. (bewegt sich nicht|wacht nicht auf|reagiert nicht|antwortet nicht|atmet nicht)
      (aus dem fenster|vom dach|von der brücke|vor den zug|vors auto) .. (springen|spring|springe|werfen|stürzen)
      (springe|spring|spring ich|stürze) .. (aus dem fenster|vom dach|von der brücke|vor den zug)
      (kein|keinen|nicht) .. (ausweg|sinn) mehr
      (wäre|wären|wär) .. (besser|alle) .. (ohne mich|wenn ich tot|nicht mehr da)
      ohne mich .. besser (dran|)
      (bricht|brechen|einbrecher|eingebrochen) .. (bei mir ein|ins haus|in meine wohnung|im haus|in der wohnung|gerade ein)
      (explosion|schüsse|schießerei) .. (hier|gehört|gefallen|im|in|gab)
      sich .. (umbringen|umzubringen|das leben nehmen|erhängen|erschießen|töten)
      (feuer|brand) .. (ausgebrochen|im haus|im gebäude|in der küche|bei uns)
      (bewaffneter|bewaffnete|bewaffneten) .. (mann|person|täter|kerl)
      - (das|es|die|der|warten|warterei|hitze|stress) bringt mich um
      - (film|buch|song|lied|serie|spiel|heißt|roman) ... (selbstmord|suizid|umbringen|sterben|brennt|notfall|bombe|waffe|tot)
      - (kein|nicht|keinen) (notfall|wirklicher notfall|in gefahr)
      - (was|wie|falls|im fall|im falle|bei|nach|symptome|anzeichen|kurs|versicherung) ... (notfall|herzinfarkt|schlaganfall|feuerwehr|krankenwagen|brustschmerzen|notruf|polizei|brennt|selbstmord|suizid)
      - (handy|akku|computer|laptop) .. (tot|stirbt|zusammengebrochen)
      - brennt .. (interesse|frage|auf der seele|cd|dvd|lampe|licht)
      - (messer|waffe|pistole) (set|sammlung|block|schleifer|schein|geschäft)
      - (ratlos|frage|liegt am boden die|preise)
      - (melder|alarm|versicherung|schutz) .. (feuer|brand)
    `),
    leaving: lines(`
      ich kündige (zum|per|hiermit|fristgerecht|fristlos|sofort)
      (kündige|kündigen|kündigung|gekündigt|kuendigen|kuendige) .. (mein|meinen|meine|den|das|die|hiermit|alles|abo|vertrag|mitgliedschaft|konto|bei euch|bei ihnen|sofort|einreichen|schicken)
      (möchte|will|wollen|werde|würde gern|hiermit|mein|meinen|meine|den|das|abo|vertrag|mitgliedschaft) .. (kündigen|kuendigen|kündige)
      (konto|kundenkonto|abo|mitgliedschaft|account|profil|vertrag) .. (löschen|schließen|auflösen|beenden|kündigen|stornieren|schliessen|deaktivieren)
      (löschen|löschen sie|lösch|löscht|schließen|schließen sie|beenden) .. (mein|meinen|meine) .. <account>
      (wechsle|wechsel|wechseln|gehe|geh|gehen|bin weg) .. (anbieter|konkurrenz|anderen anbieter|woanders hin|zur konkurrenz|zu einem anderen)
      (zur|bei der) konkurrenz
      (suche|suchen|schauen|schaue|sehen|gucken|vergleichen) .. (anderen anbieter|andere anbieter|nach alternativen|anderen anbietern|alternative anbieter|neuen anbieter)
      (nie wieder|nicht mehr|nie mehr|kein mal mehr) .. (bestelle|bestellen|kaufe|kaufen|buche|buchen|komme|kunde|bei euch|bei ihnen)
      (ihr verliert|sie verlieren|verloren) .. (kunden|kundin)
      (das letzte mal|letztes mal) .. (bestellt|gekauft|hier|bei euch|bei ihnen|kunde)
      (will|möchte) (nicht mehr|kein|keine) (kunde|kundin|mitglied) .. sein
      (vertrag|abo) .. nicht .. (verlängern|erneuern)
      - (nicht|ohne|kein) .. (kündigen|zu kündigen|löschen)
      - (kündigungsfrist|gebühr|kosten|warum|wieso|wurde) .. (kündigen|kündigung|gekündigt)
      - (bestellung|termin|buchung|reservierung|alarm|wecker|nachricht|mein job|arbeit|stelle|arbeitsvertrag|wohnung|mietvertrag) .. (kündigen|stornieren|löschen|absagen|gekündigt|beenden)
    `),
    legal: lines(`
      (von|mit) (meinem|meiner|unserem|einem) .. <law>
      (mein|meinen|meinem|einen|unser|unseren|meine|zum|den) <law>
      (verklage|verklagen|verklag|klage einreichen|vor gericht|gerichtlich|klagen werde|anzeige|anzeigen|zeige|strafanzeige|rechtliche schritte|juristische schritte|rechtlich vorgehen|rechtsweg) .. (euch|sie|erstatten|gehen|einleiten|prüfen|ziehen|vorgehen|sehen|an|einlegen|werde|einreichen)
      (werde|will|euch|sie) .. (verklagen|anzeigen|klagen|rechtlich vorgehen|vor gericht)
      (rechtliche|juristische) (schritte|konsequenzen)
      (verbraucherzentrale|verbraucherschutz|schlichtungsstelle|bundesnetzagentur|datenschutzbehörde)
      (das|es) (ist|verstößt) .. (illegal|gesetzwidrig|rechtswidrig|strafbar|betrug|gegen das gesetz|gegen das recht|gegen die dsgvo)
      (schadensersatz|schadenersatz|schmerzensgeld)
      (wir sehen uns|sehen uns) vor gericht
      vor gericht .. (enden|ziehen|landen|gehen|sehen|bringen|ende|treffen|wieder)
      - (suche|brauche|empfehlen|kennen|gibt es|kosten|kostet|termin bei) .. <law> .. (für|in|der|die|$)
      - (ich bin|er ist|sie ist|als) .. <law>
      - (ist|wäre) (es|das) (illegal|strafbar|legal) .. (zu|wenn)
      - (kein|keinen|nicht) .. (anwalt|klagen|verklagen|gericht)
    `),
    data_request: lines(`
      (löschen|löschen sie|lösche|löscht|lösch|entfernen|vernichten) .. (meine|alle meine|alle|sämtliche|unsere) .. <data>
      (meine|alle meine|alle|sämtliche) .. <data> .. (löschen|gelöscht|entfernen|löscht|vernichten|herausgeben)
      (welche|was für) .. <data> .. (habt|haben|speichert|speichern|gespeichert|sammelt|über mich|von mir)
      was .. (habt|haben|wisst|wissen|speichert|speichern) (ihr|sie) .. (über|von) mich
      (was|welche) .. (gespeichert|speichern|speichert) .. (über mich|von mir|zu mir)
      (auskunft|kopie|export|einsicht|übersicht) .. (über|meiner|zu meinen|in meine|meine|der) .. (daten|gespeicherten)
      (meine|alle meine) (daten|personenbezogenen daten) .. (einsehen|exportieren|herunterladen|anfordern|bekommen|haben|sehen|widerspreche)
      (dsgvo|datenschutzgrundverordnung|recht auf vergessenwerden|recht auf löschung|auskunftsrecht|artikel 15|datenauskunft)
      (widerrufe|widerspreche|widerruf|widersprechen) .. (einwilligung|verarbeitung|nutzung|speicherung|datenverarbeitung)
      (geben|verkaufen|teilen|gebt|verkauft) .. meine .. (daten|informationen)
      - (mobile|mobilen|roaming) daten
      - (daten) (volumen|paket|tarif|kabel|rate)
      - (datenvolumen|bankdaten|zugangsdaten|lieferdaten|kontaktdaten) .. (ändern|löschen|eingeben)
    `),
  },
};

import { type Grammar, lines, words } from "../grammar.ts";

/** Dutch. Written for this project; no labelled Dutch messages were at hand. */
export const nl: Grammar = {
  language: "nl",
  words: {
    speak: words(`spreken|spreek|praten|praat|kletsen|overleggen|bellen|chatten|contact opnemen|contact|in gesprek|te woord gestaan`),
    reach: words(
      `verbind|verbinden|doorverbinden|verbindt|contact|bereiken|bereik|roep|haal|stuur|geef|breng|vinden|doorschakelen|doorsturen`,
    ),
    want: words(
      `wil|wilde|graag|zou graag|heb nodig|nodig|geef me|mag ik|is er|hebben jullie|heeft u|waar is|waar vind ik|liever|zoek|eis|kan ik|krijg ik`,
    ),
    person:
      words(`mens|mensen|persoon|echt mens|echte persoon|echt persoon|levend persoon|medewerker|medewerkers|medewerkster|collega|collega's|agent|operator|telefoniste|adviseur|leidinggevende|manager|supervisor|baas|chef|klantenservice|klantendienst|helpdesk|support|personeel|team|vertegenwoordiger|specialist
      |iemand echt|iemand van jullie|iemand van u|iemand van het team|receptie|receptionist|kantoor|verkoop|afdeling`),
    strong: words(
      `echt mens|echte mens|een mens|echte persoon|echt persoon|medewerker|menselijke medewerker|collega|operator|leidinggevende|supervisor|personeel|teamlid|iemand van vlees en bloed|adviseur`,
    ),
    some: words(`iemand|iemand anders|een mens|wie`),
    machine: words(
      `robot|machine|computer|bot|chatbot|antwoordapparaat|kunstmatige intelligentie|ai|avatar|programma|automaat|digitale assistent`,
    ),
    law: words(`advocaat|advocaten|jurist|rechtsbijstand|juridische afdeling`),
    account: words(`abonnement|account|contract|lidmaatschap|rekening|verzekering|dienst|profiel`),
    data: words(`gegevens|persoonsgegevens|persoonlijke gegevens|data|informatie|gesprekken|opnames|geschiedenis`),
  },
  polite: words(`alsjeblieft|alstublieft|aub|nu|hallo|ja|nee|een|de|het|ik|wil|graag|hoi|dank|even|gewoon|met|met|goedendag`),
  hesitations: words(`eh|ehm|uhm|nou|tja|hè`),
  patterns: {
    human: lines(`
      (met|een|de) .. <person> .. <speak>
      <speak> .. (met|een|de) .. <person>
      <speak> .. met .. <some>
      (met) .. <some> .. <speak>
      <some> .. (met wie|waarmee|die ik kan) .. <speak>
      <some> .. <speak>
      (is er|zijn er|hebben jullie) .. <some> .. (helpen|daar|beschikbaar|aanwezig|spreken|praten|die)
      <reach> .. (me|mij|ons) .. (met|door|een) .. <person+some>
      (verbind|doorverbinden|verbindt) .. (me|mij|ons|door) .. (met|door|naar|aan)
      (kunt|kun|kan|wilt|wil|zou) .. (doorverbinden|doorschakelen)
      <want> .. <strong>
      (niet|geen|zat van|in plaats van|stoppen met|genoeg van) .. (met een|met de|praten|een|) .. <machine>
      (bel|belt|bellen|terugbellen|belt u|kan) .. (me|mij|ons) .. (terug|terugbellen|bellen|op)
      (teruggebeld|terugbelverzoek|terugbellen|bel me terug|bel mij)
      (telefoonnummer|nummer) .. (van|voor) .. (klantenservice|support|helpdesk|jullie|kantoor|klantendienst)
      (kan|zou|kunnen) .. (een collega|iemand anders|een mens|een echt persoon|collega van) .. (helpen|uitleggen|overnemen|komen)
      (hoe|waar) .. (bereik|contact|spreek|vind|bel) .. <person+some>
      ^ <person> $
      (wil|wilde|graag|zou|mag|kan|heb|krijg|liever) .. <some+person> .. (van de klantenservice|aan de telefoon|aan de lijn|spreken|nodig|praten|van het team|te spreken)
      (kan|kunnen|kon|zou) .. <some> .. (komen|langskomen|helpen|bellen|terugbellen|mij helpen|me helpen)
      (heb|wil|zoek|geef|krijg|neem) .. (een|) (mens|persoon|echt mens|echt persoon|echte persoon|medewerker|collega|leidinggevende) .. (nodig|spreken|graag|$)
      (wat is|geef|geef me|heeft u|hebben jullie|weet u) .. (nummer|telefoonnummer) .. (klantenservice|klantendienst|helpdesk|support|kantoor|bellen|winkel)
      (zet|schakel|verbind|stuur|leid) .. (me|mij|ons) .. (door|naar|met|over)
      (roep|haal|stuur|laat) .. <some+person>
      (mag|kan|wil) .. (ik|) .. (je baas|uw baas|de baas|je chef|uw chef|de chef|de leidinggevende|de manager|uw manager|je manager|uw collega|je collega) .. (spreken|hebben|praten|$)
      (is|zit) .. (daar|er|hier) .. (een mens|een echt persoon|echt iemand|iemand|een echt mens|echt persoon)
      (praat|spreek) .. liever .. (met|) .. <some+person>
      wil (geen|niet een) <machine>
      (nummer|telefoonnummer) .. <person>
      (wil|graag|kan|wilde) .. (gebeld|teruggebeld) worden
      - (ben|bent|zijn) (je|jij|u|jullie|dit|dat) .. <person+machine>
      - is (dit|dat|het) (een|een echt|echt een|) <person+machine>
      - (spreek|praat|chat) ik .. <person+machine>
      - (ik ben|ik werk als|als) .. <person+strong>
      - (mijn|haar|onze|ons|hun) <person+strong>
      - (verdient|doet|betekent|kost|wat is) .. <person+strong>
      - (al|gisteren|heb) .. (gesproken|gebeld|gepraat)
      - (wil niet|hoef niet|zonder|niet nodig|hoef geen|wil geen) .. <person+some>
      - (reis|verzekerings|politie) (agent|medewerker)
      - (hij|zij) wil .. <speak>
      - niet .. (terugbellen|bellen)
      - (roep|bel|haal) .. (taxi|ambulance|politie|brandweer)
    `),
    unanswered: lines(`
      (die|deze|dat) (informatie|gegevens|antwoord) (heb|weet|ken) ik niet
      (sorry|helaas|excuses|het spijt me|spijtig|pardon) ... (niet|geen|niets) .. (begrepen|begrijp|begrijpen|helpen|kan|weet|vinden|gevonden|beantwoorden|informatie|toegang|antwoord|mogelijk|verstaan|gehoord|verder)
      (dat|u|je|uw vraag|je vraag|het) .. niet .. (begrepen|verstaan)
      ik (begrijp|snap|weet) (het|dat|je|u|de vraag|uw vraag|) .. niet
      (heb|kon) .. niet .. (begrepen|verstaan|begrijpen)
      (kan|kunnen) (ik|we|u|je|) .. (niet|geen) .. (helpen|beantwoorden|vinden|geven|vertellen|toegang|zeggen|verder)
      (heb|beschik) .. (geen|niet over) .. (informatie|antwoord|toegang|gegevens|kennis)
      (kunt|kun|zou|kan) (u|je|jij) .. (anders formuleren|herformuleren|herhalen|anders zeggen|verduidelijken|nog een keer zeggen|nogmaals stellen|opnieuw formuleren)
      (herhaal|herformuleer|formuleer|probeer) .. (vraag|opnieuw|anders|later|andere woorden)
      (valt|buiten) .. (mijn|wat ik) .. (mogelijkheden|kennis|kan)
      neem contact op met .. (klantenservice|support|medewerker|ons team|helpdesk)
      er is (een fout|iets fout|iets mis) .. (opgetreden|gegaan|misgegaan)
      (weet|begrijp|snap) (ik|we) .. niet
      (dat|het|daar) weet ik .. niet
      (dat|het) zou ik (u|je|) (echt|) niet (kunnen|) (weten|zeggen|vertellen)
      (daar|daarover|hierover) (kan|mag|weet|heb) (ik|we) (helaas|) (u|je|) .. (niets|niks|geen) .. (over|van|antwoord|zeggen|vertellen|mening)
      (kan|kunnen) (ik|we|dat|u dat) .. niet .. (vertellen|zeggen|beantwoorden|helpen)
      ik (weet|ken|heb) (het|) (antwoord|) niet
      (ik|wij) (kan|kunnen) alleen .. (vragen|helpen|antwoord)
      - (als|indien|wanneer) ... (niet|geen)
      - (als|wanneer) .. niet .. weet
    `),
    courtesy: lines(`
      (hoe|waarmee|kan ik) .. (helpen|van dienst)
      (graag gedaan|nog iets|fijne dag|tot ziens|geen dank|dank u wel)
    `),
    urgent: lines(`
      (lippen|gezicht) .. (worden|wordt|zijn|is|helemaal) blauw
      (mezelf|mijzelf|me zelf) .. (doden|vermoorden|ophangen|van kant maken|iets aandoen|pijn doen|snijden|verdrinken|van het leven beroven)
      (zelfmoord) .. (plegen|gedachten|denk|denken)
      (zelfmoordgedachten|suïcidaal|suicidaal|zelfdoding)
      (denk|denken|gedacht) .. (aan|over) .. (zelfmoord|zelfdoding|er een eind aan)
      (wil|wou|zou willen|liever) .. (dood|doodgaan|sterven|dood zijn|er niet meer zijn)
      (wil|kan) niet meer (leven|verder leven|wakker worden)
      (einde|eind|punt) .. (aan mijn leven|aan maken|achter mijn leven)
      (geen zin|niets|geen reden) .. (meer in het leven|om voor te leven|om te leven)
      (te veel|alle|een hele pot) .. (pillen|slaappillen|medicijnen) .. (genomen|geslikt|ingenomen)
      overdosis
      (bel|belt|roep|stuur|heb|nodig|bellen) .. (ambulance|112|politie|brandweer|dokter snel|ziekenwagen|hulpdiensten|een arts)
      (ambulance) (nu|snel|alsjeblieft|nodig)
      (iemand|man|vrouw|kind|moeder|vader|baby|vriend|vriendin|hij|zij|ze|collega|gast|klant|oma|opa|zoon|dochter|persoon) .. (in elkaar gezakt|ingestort|flauwgevallen|bewusteloos|ademt niet|ademt niet meer|stikt|reageert niet meer|bloedt dood|verdrinkt|gaat dood|stervende|hartaanval|beroerte|ligt op sterven|buiten bewustzijn|onwel geworden)
      (ademt|adem) niet
      (krijg|krijgt) geen (adem|lucht)
      (hartaanval|hartinfarct|hartstilstand|beroerte|herseninfarct)
      (pijn) .. (op de borst|op mijn borst|in mijn borst|op zijn borst)
      (bloedt|bloed) .. (hevig|heel erg|overal|veel|stopt niet)
      er is brand
      (er is|het|staat) (brand|brandt|in brand) .. (hier|in|het|de|$)
      (huis|keuken|gebouw|kantoor|auto) .. (in brand|staat in brand|vol rook)
      (gaslek|gaslucht|ruik gas)
      (zit|opgesloten|vast|gevangen) .. (lift|brand)
      (ik|we) (ga|gaan|zal|maak|schiet|steek) .. (je|jullie|u|hem|haar|iedereen) .. (vermoorden|doden|afmaken|neersteken|neerschieten|dood|kapot|dood schieten|doodschieten|doodsteken|overhoop)
      (kom|komen) .. met (een|mijn) (pistool|mes|wapen|bom|geweer|bijl)
      (heb|heeft) een (pistool|wapen|bom|geweer|mes bij)
      weet waar (je|jullie|u|hij|zij) (woont|wonen|werkt|werken)
      (er ligt|een) bom .. (geplaatst|verstopt|gelegd|in het|afgaan)
      (word|werd|wordt|ben) .. (aangevallen|gevolgd|bedreigd|geslagen|verkracht|mishandeld|achtervolgd|ontvoerd|gestalkt)
      (hij|man|vriend|iemand|vader) (slaat|bedreigt|achtervolgt|wurgt|mishandelt) (me|mij|ons|haar)
      (dit|het) is (een|) (noodgeval|medisch noodgeval|noodsituatie|spoedgeval)
      (levensgevaar|in gevaar|kwestie van leven of dood)
      (mijn kind|zoon|dochter|baby) .. (vermist|ontvoerd|verslikt|stikt)
      (hij|zij|ze|iemand|man|vrouw|vent|klant|gast|jongen|ex|er is|vriend) .. (heeft|met|trekt|zwaait met|heeft een|houdt) (een|zijn) (mes|pistool|wapen|geweer|bom|bijl|vuurwapen)
      (ligt|liggen|lag) .. (op de grond|op de vloer|bewusteloos|bewegingloos) .. (beweegt|ademt|niet|bloedt|reageert|$)
      (hij|zij|ze|man|vrouw|vader|moeder|kind|opa|oma|vriend) .. (beweegt|reageert|ademt|wordt) .. niet (meer|wakker|)
      (van de brug|van het dak|uit het raam|voor de trein) .. (springen|spring|springt|gooien)
      (spring|springen) .. (van de brug|van het dak|uit het raam|voor de trein)
      (beter|beter af) .. zonder mij
      (geen) .. (reden|zin) .. (om te leven|te leven|meer in het leven|om verder te)
      (inbreker|inbrekers|ingebroken) .. (huis|binnen|nu|bij mij)
      gewapende .. (man|vrouw|persoon|overvaller)
      - (lach|lachen|ga|ga ik|sterf) .. dood (van|van het)
      - (film|boek|liedje|serie|spel|nummer|heet) ... (dood|zelfmoord|brand|bom|noodgeval|vermoorden|hartaanval)
      - (geen|niet) .. (noodgeval|gevaar|spoed)
      - (wat|hoe|in geval van|bij|symptomen|cursus|verzekering|nummer van) ... (hartaanval|brand|noodgeval|ambulance|beroerte|politie|pijn op de borst|overdosis)
      - (telefoon|batterij|accu|mobiel) .. (dood|leeg)
      - stervende (interesse|nieuwsgierig)
      - (scherm|app|site|muis|computer|telefoon|pagina|server) .. (beweegt|reageert) .. niet
    `),
    leaving: lines(`
      (stap|stappen|overstappen|ga|gaan) .. (over|) naar (een andere|een ander) (aanbieder|leverancier|bedrijf|bank|provider)
      (opzeggen|opzeg|zeg|beëindigen|beeindigen|opheffen|sluiten|verwijderen|stopzetten|annuleren|stop) .. (mijn|het|ons|de) .. <account>
      (mijn|het|ons|dit) .. <account> .. (opzeggen|op te zeggen|beëindigen|opheffen|sluiten|verwijderen|stopzetten|op|afsluiten|annuleren)
      (wil|ga|wens) .. (opzeggen|uitschrijven|me uitschrijven|mijn lidmaatschap beëindigen)
      (stap|stappen|ga|overstappen|wissel|verhuis|overgestapt|gaan) .. (over naar|naar de concurrent|concurrentie|andere aanbieder|ander bedrijf|andere leverancier|andere bank|een concurrent)
      (naar|bij) de (concurrent|concurrentie)
      (zoek|zoeken|kijk|kijken|vergelijken|vergelijk) .. (andere aanbieder|andere aanbieders|andere leverancier|andere leveranciers|alternatief|alternatieven|een ander bedrijf)
      (nooit meer|niet meer) .. (bestel|bestellen|kopen|koop|bij jullie|bij u|klant|terug|bestelt)
      (verliezen|verloren|kwijt) .. (klant|klanten|mij als)
      (laatste keer) dat .. (bestel|koop|hier|kom|gebruik)
      (geen klant meer|niet verlengen|niet meer verlengen)
      - (niet|zonder|waarom|kosten|opzegtermijn|boete) .. (opzeggen|beëindigen|opzegging)
      - (bestelling|afspraak|reservering|wekker|vlucht|aankoop|betaling|kaart|bericht|baan|huur) .. (annuleren|opzeggen|verwijderen|afzeggen|stopzetten)
      - stop (met|de|het) (muziek|gesprek)
    `),
    legal: lines(`
      (mijn|een|onze|de) <law>
      (ik|we|ga|zal|wil|zullen) .. (aanklagen|aanklaag|aangifte doen|naar de rechter|juridische stappen|een rechtszaak|voor de rechter slepen|klacht indienen bij de)
      (klaag|klagen) .. (aan)
      (doe|doen) aangifte
      (juridische|gerechtelijke) (stappen|actie|procedure)
      (consumentenbond|geschillencommissie|autoriteit persoonsgegevens|kifid|acm|ombudsman|juridisch loket)
      (dit|dat|het) is .. (illegaal|strafbaar|tegen de wet|contractbreuk|onwettig)
      (schadevergoeding|schadeclaim|ingebrekestelling)
      (zie je|tot ziens|zien elkaar) .. (rechtbank|rechter)
      - (zoek|nodig|kent|aanbevelen|kost) .. <law> .. (voor|in|die|$)
      - (ik ben|is|als) .. <law>
      - is (het|dat) (illegaal|strafbaar|legaal) .. (om|als)
    `),
    data_request: lines(`
      (verwijder|verwijderen|wis|wissen|vernietig|verwijdert) .. (mijn|al mijn|alle mijn|alle) .. <data>
      (mijn|al mijn|alle) .. <data> .. (verwijderen|verwijderd|wissen|gewist|vernietigen|verwijdert)
      (welke|wat voor) .. <data> .. (hebben|heeft|bewaren|bewaart|verzamelen|slaan|over mij|van mij)
      wat .. (weten|weet|bewaren|hebben) .. (jullie|u) .. (over|van) (mij|me)
      (kopie|inzage|export|overzicht|downloaden|inzien|opvragen) .. (van|in|) .. (mijn|al mijn) .. <data>
      (mijn) .. <data> .. (inzien|opvragen|downloaden|exporteren)
      (avg|gdpr|recht om vergeten|recht op vergetelheid|recht op inzage|inzageverzoek)
      (trek|intrekken) .. toestemming
      (niet|stop met) .. (verkopen|delen|bewaren|gebruiken) .. mijn .. <data>
      - mobiele data
      - (databundel|bezorggegevens|betaalgegevens|inloggegevens)
      - (wijzigen|aanpassen|veranderen) .. <data>
    `),
  },
};

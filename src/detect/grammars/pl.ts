import { type Grammar, lines, words } from "../grammar.ts";

/** Polish. Small: written for this project, with no labelled Polish messages at hand. */
export const pl: Grammar = {
  language: "pl",
  words: {
    speak: words(`rozmawiać|porozmawiać|pogadać|gadać|mówić|skontaktować się|kontakt|pomówić|połączenie|porozmawiam|rozmowa|rozmowę`),
    want: words(
      `chcę|chciałbym|chciałabym|potrzebuję|proszę o|daj mi|dajcie mi|czy jest|jest tu|gdzie jest|gdzie znajdę|poproszę|wolę|szukam|żądam|macie|są tu|mogę prosić`,
    ),
    person: words(
      `człowiek*|ludźmi|osobą|osoba|osobę|osoby|konsultant*|pracownik*|pracownic*|operator*|kierownik*|przełożon*|menedżer*|doradc*|agent*|przedstawiciel*|kimś|kogoś|ktoś żywy|obsług* klienta|obsługą|wsparci*|biur*|personel*|szef*|specjalist*|kolegą|kolega|koleżank*|infolini*|recepcj*`,
    ),
    strong: words(
      `człowiek*|żyw* człowiek*|prawdziw* człowiek*|prawdziw* osob*|żyw* osob*|konsultant*|pracownik*|operator*|kierownik*|przełożon*|doradc*|przedstawiciel*|personel*`,
    ),
    machine: words(
      `robot*|bot|botem|boty|maszyn*|komputer*|automat*|czatbot*|sztuczn* inteligencj*|awatar*|programem|automatyczn* sekretark*`,
    ),
    data: words(`dane|danych|informacje|informacji|dane osobowe|danych osobowych|rozmowy|nagrania|historię`),
  },
  polite: words(`proszę|dzień|dobry|tak|nie|teraz|z|ja|chcę|dziękuję|mi|cześć|pan|pani|poproszę`),
  hesitations: words(`yyy|eee|yy|hmm`),
  patterns: {
    human: lines(`
      <speak> .. z .. <person>
      z .. <person> .. <speak>
      (połącz|połączcie|połączyć|przełącz|przełączyć|przekieruj|proszę połączyć|przełączcie|przekierować) .. (mnie|nas|z|do|na)
      <want> .. <strong>
      nie (chcę|będę|zamierzam) .. (rozmawiać|gadać|mówić) .. <machine>
      nie (chcę|będę) .. <machine> .. (rozmawiać|gadać)
      (oddzwońcie|oddzwoń|zadzwońcie|zadzwoń|oddzwonić|zadzwonić|oddzwonienie) .. (do mnie|do nas|proszę|$)
      (ktoś|pan|pani) .. (oddzwonić|do mnie zadzwonić|zadzwonić do mnie|oddzwonił|zadzwonił)
      (numer|telefon) .. (obsług*|infolini*|biura|kontaktow*|do was|wsparcia|konsultanta|działu)
      (czy|mógłby|może) .. (ktoś inny|inny pracownik|kolega|człowiek|twój kolega|żywy człowiek) .. (pomóc|pomoże|wyjaśnić|odpowiedzieć)
      (czy jest|jest tu|są tu|czy są) .. (ktoś|jakiś człowiek|ktoś żywy|personel|pracownicy) .. (z kim|porozmawiać|kto|żywy|dostępny)
      (jak|gdzie) .. (skontaktować|dodzwonić|porozmawiać) .. (z|do) .. <person>
      ^ <person> $
      (zawołać|zawołaj|zawołajcie|poproś|poproście|przyślijcie|przyślij|wezwać|zawoła|proszę zawołać) .. (kogoś|kierownika|szefa|pracownika|człowieka|menedżera|kogokolwiek|przełożonego|kolegę|koleżankę)
      (dajcie|daj|dawaj|dawajcie|potrzebny|potrzebna|potrzebuję) .. (mi|) .. <strong>
      (podać|jaki jest|dajcie|macie|poproszę|proszę o|podajcie) .. (numer|telefon) .. (biur*|obsług*|infolini*|wsparci*|konsultant*|klient*|pomocy)
      (połącz|połączcie|połączyć|przełącz|przełączcie|proszę połączyć) (mnie|nas)
      (czy|) (jest|są) .. (tu|tam|) .. (ktoś|jakiś człowiek|człowiek|ludzie) .. (żywy|prawdziwy|człowiek|z kim)  $
      (czy|może|mógłby|niech) .. ktoś .. (podejść|przyjść|pomóc|zadzwonić|oddzwonić|zadzwoni|oddzwoni|podejdzie|mi pomóc|mi pomoże)
      (jest|są) (tu|tam) .. ktoś (żywy|prawdziwy|$)
      (do mnie|do nas) .. (oddzwonić|zadzwonić|oddzwońcie|oddzwoń|zadzwoń|zadzwońcie)
      (rozmawiać|porozmawiać|mówić|pogadać) .. z .. (szefem|kierownikiem|kierowniczką|przełożonym|dyrektorem|menedżerem|kimś|człowiekiem)
      nie (chcę|potrzebuję) (robota|bota|maszyny|automatu|robotów)
      - (jesteś|czy jesteś|czy to|pan jest|pani jest|to jest|czy pan|czy ty) .. (człowiek*|robot*|bot|botem|maszyn*|osob*|automat*)
      - (jestem|pracuję jako|jako) .. <person>
      - (mój|moja|mojego|moim|nasz|jego|jej|moją|mojej) .. <person>
      - (ile|co) .. (zarabia|robi|znaczy|kosztuje) .. <person>
      - (już|wczoraj) .. (rozmawiał*|mówił*) .. <person>
      - nie (potrzebuję|chcę|muszę) .. <person>
      - (agent*|biur*) (nieruchomości|podróży|ubezpieczeniow*)
      - (praw*|ciał*) człowieka
      - nie (dzwońcie|dzwoń|oddzwaniaj*)
      - (zawołać|wezwać|wezwijcie|zamówić) .. (taksówkę|karetkę|policję|pogotowie|straż)
    `),
    unanswered: lines(`
      (przepraszam|niestety|przykro mi|wybacz) ... (nie rozumiem|nie zrozumiał*|nie mogę|nie wiem|nie mam|nie potrafię|nie znalazł*|nie jestem w stanie|nie udało)
      nie (zrozumiał*|rozumiem|dosłyszał*) .. (pytania|pana|pani|cię|co|tego|$)
      nie (mogę|potrafię|jestem w stanie) .. (pomóc|odpowiedzieć|znaleźć|udzielić|podać)
      nie (mam|posiadam|dysponuję) .. (informacji|danych|dostępu|odpowiedzi)
      (czy|proszę|możesz|może) .. (przeformułować|powtórzyć|sformułować|powiedzieć to inaczej|zapytać inaczej|sprecyzować|zadać pytanie inaczej)
      (powtórz|przeformułuj|spróbuj) .. (pytanie|ponownie|inaczej|później)
      nie wiem $
      (skontaktuj się|proszę o kontakt|proszę skontaktować się) .. (z) .. (obsługą|biurem|konsultantem|działem|infolinią)
      - (jeśli|jeżeli|gdy) ... nie
    `),
    courtesy: lines(`
      (w czym|jak) .. (pomóc|mogę)
      (nie ma za co|miłego dnia|do widzenia|coś jeszcze|cieszę się)
    `),
    urgent: lines(`
      (zabić się|zabiję się|popełnić samobójstwo|samobójstw*|samobójcz*|powiesić się|powieszę się|odebrać sobie życie|zrobić sobie krzywdę|podciąć sobie żyły|targnąć się na życie|się zabić|skończyć ze sobą|tnę się)
      (chcę|chciałbym|chciałabym|wolę|wolałbym|wolałabym) .. (umrzeć|nie żyć|być martw*|zniknąć na zawsze|się nie obudzić)
      nie chcę .. (żyć|dłużej żyć|już żyć|się obudzić)
      (nie ma sensu|nie widzę sensu|nie mam po co) .. (żyć|życia|dalej żyć)
      (wziął*|połknął*|wzięł*|łyknął*|połknęł*) .. (za dużo tabletek|wszystkie tabletki|garść tabletek|dużo tabletek|tabletki nasenne|opakowanie)
      przedawkował*
      (wezwijcie|wezwij|dzwońcie|zadzwońcie|zadzwoń|potrzebuję|potrzebna|potrzebny|wezwać|potrzebujemy) .. (karetkę|karetka|karetki|pogotowie|policję|straż pożarną|strażaków|112|999|997|lekarza szybko|pogotowia|ambulans)
      (ktoś|mężczyzna|kobieta|dziecko|mama|tata|mąż|żona|przyjaciel|on|ona|babcia|dziadek|klient|kolega|syn|córka|pan|pani|matka|ojciec) .. (zemdlał*|stracił* przytomność|nieprzytomn*|nie oddycha|umiera|dusi się|topi się|zawał|udar|wykrwawia się|zakrztusił*|nie reaguje|osunął się|upadł i nie|drgawki|zasłabł*)
      nie (oddycha|mogę oddychać|może oddychać)
      (zawał serca|ma zawał|mam zawał|udar mózgu|zatrzymanie krążenia)
      (ból|boli mnie|bóle) .. (w klatce|klatka|klatce)
      (krwawi*|krew) .. (mocno|bardzo|wszędzie|nie przestaje|leje się)
      (pali się|jest pożar|wybuchł pożar|mamy pożar|pożar w|stoi w ogniu|dym wszędzie)
      (ulatnia się gaz|wyciek gazu|czuć gaz|śmierdzi gazem)
      (utknął*|uwięzion*|zatrzasn*|utknęł*) .. (windzie|pożarze)
      (zabiję|zastrzelę|zadźgam|wysadzę|zamorduję|pobiję) (cię|was|ich|go|ją|wszystkich|ten|tę|wasz*)
      (przyjdę|przyjadę|idę|jadę) .. z .. (nożem|pistoletem|bronią|bombą|siekierą|strzelbą)
      (mam|on ma) (bombę|broń|pistolet|strzelbę)
      wiem gdzie (mieszkasz|mieszkacie|pracujesz|pracujecie|mieszka)
      (podłożył*|jest|podłożona) .. bomb*
      (mnie|nas) .. (bije|biją|prześladuje|śledzi|zgwałcił*|porwał*|dusi|chce zabić|zaatakował*|napadł*|pobił*)
      (grozi|groził) .. (mi śmiercią|że mnie zabije)
      (to|mam|mamy) .. (nagły wypadek|nagły przypadek|stan zagrożenia życia|sytuacja awaryjna życia)
      (zagrożenie życia|w niebezpieczeństwie|sprawa życia i śmierci|ratunku)
      (dziecko|syn|córka) .. (zaginął|zaginęła|zaginęło|porwane|porwany)
      (on|ona|ktoś|mężczyzna|facet|kobieta|klient|człowiek|gość) .. (ma|z|wyciągnął|trzyma|grozi) (nóż|broń|pistolet|bombę|nożem|bronią|pistoletem|siekierę)
      (leży|upadł|upadła) .. (na podłodze|na ziemi|nieprzytomny|nieprzytomna|nie rusza się|nie oddycha)
      nie (oddycha|rusza się|reaguje|budzi się)
      (skoczę|skoczyć|rzucę się|rzucić się) .. (z mostu|z dachu|z okna|pod pociąg)
      (wszystkim|im) .. lepiej beze mnie
      - (umieram|umrę|umrzeć|padam) (z|ze) (głodu|śmiechu|nudów|ciekawości|wstydu|gorąca|zmęczenia)
      - (film*|piosenk*|książk*|serial*|gr*|powieść) ... (zabić|umrzeć|samobójstw*|bomb*|pożar*|samobójc*)
      - nie (jest to|to|ma) .. (nagły|niebezpieczeństw*|pożaru)
      - (co robić|jak|objawy|ubezpieczenie|w razie|w przypadku|kurs*|po|numer) ... (zawał*|udar*|pożar*|karetk*|pogotowi*|ból w klatce|przedawkowan*|policj*)
      - (telefon|bateria|komputer) .. (umarł|padł|umiera)
      - pali się (lampka|kontrolka|światło|dioda)
      - (ekran|aplikacja|mysz|kursor|strona|telefon|komputer) .. nie (reaguje|rusza się)
    `),
    leaving: lines(`
      (zamknąć|zamknijcie|zamknij|usunąć|usuńcie|anulować|wypowiedzieć|rozwiązać|zlikwidować|zrezygnować|rezygnuję|rezygnować|wypowiadam|skasować) .. (konto|abonament|umowę|subskrypcję|członkostwo|z usługi|z usług|z abonamentu|z subskrypcji|z umowy|z konta|polisę|profil)
      (odchodzę|przechodzę|przejdę|odejdę|przenoszę się|idę) .. (do konkurencji|do innego|do innej|gdzie indziej)
      do konkurencji
      (szukam|szukamy|rozglądam się|rozważamy|patrzymy) .. (innego dostawcy|innych dostawców|innego operatora|alternatyw*|innej firmy|innego banku|za innym)
      (nigdy więcej|już nigdy|więcej nie) .. (kupię|zamówię|skorzystam|u was|nic|kupować|wrócę)
      (tracicie|straciliście|stracicie|tracisz) .. klient*
      (ostatni raz) .. (kupuję|zamawiam|korzystam|coś)
      (wypisać|wypiszcie) .. (mnie|się)
      - (nie chcę|bez|dlaczego|ile|opłata|kara) .. (zamknąć|zamykać|anulować|wypowiedzieć|rezygnacj*|zrezygnować)
      - (anulować|odwołać|usunąć|zamknąć) (zamówienie|rezerwację|wizytę|alarm|lot|płatność|spotkanie|okno|drzwi|wiadomość)
    `),
    legal: lines(`
      (mój|mojego|moim|moją|do|z|od|nasz) .. (prawnik*|adwokat*|radc* prawn*)
      (pozwę|pozwać|pozew|oddam sprawę|skieruję sprawę|zgłoszę|zgłosić|pójdę|zgłaszam) .. (was|do sądu|na policję|do uokik|sądow*|przeciwko|do rzecznika|do prokuratury|firmę)
      (spotkamy|widzimy) się w sądzie
      (uokik|rzecznik* konsument*|rzecznik* praw konsument*|sąd* konsumencki*|uodo|inspekcj* handlow*)
      (to|jest) .. (nielegalne|niezgodne z prawem|bezprawne|przestępstwo|złamanie umowy|łamanie prawa)
      (kroki prawne|droga sądowa|drogę sądową|odszkodowani*)
      - (szukam|potrzebuję|polecić|polecisz|ile kosztuje) .. (prawnik*|adwokat*) .. (od|do|który|w|$|dla)
      - (jestem|jest|jako) .. (prawnik*|adwokat*)
    `),
    data_request: lines(`
      (usuńcie|usunąć|usuń|skasujcie|skasować|wykasować|wymazać|usunięcie) .. (moje|wszystkie moje|moich|wszystkich moich|wszystkie) .. <data>
      (jakie|które|co) .. <data> .. (macie|przechowujecie|posiadacie|zbieracie|o mnie)
      (co|jakie) .. (wiecie|przechowujecie|macie) .. (o mnie|na mój temat)
      (kopi*|pobrać|wgląd|eksport|udostępnijcie|dostęp|otrzymać) .. (moich|moje|do moich|swoich) .. <data>
      (rodo|gdpr|prawo do bycia zapomnianym|prawo dostępu do danych)
      (wycofuję|cofam|wycofać|cofnąć) .. zgod*
      (nie chcę|nie zgadzam się|przestańcie) .. (przechowywali|sprzedawali|używali|przetwarzanie|sprzedawać|przetwarzać) .. (moich|moje) .. <data>
      - (mobilne dane|dane mobilne|pakiet danych)
      - (zmienić|zaktualizować|poprawić) .. <data>
    `),
  },
};

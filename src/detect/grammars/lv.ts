import { type Grammar, lines, words } from "../grammar.ts";

/** Latvian. Written for this project; the labelled Latvian messages at hand say nothing of these topics. */
export const lv: Grammar = {
  language: "lv",
  words: {
    speak: words(`runāt|parunāt|aprunāties|sarunāties|sazināties|parunāties|runātu|izrunāties`),
    reach: words(
      `savienot|savienojiet|savieno|pārslēgt|pārslēdziet|sazināties|sazvanīt|pasauciet|pasaukt|pieslēgt|pieslēdziet|sasniegt|dodiet|iedodiet`,
    ),
    want: words(`gribu|vēlos|gribētu|vajag|vajadzīgs|nepieciešams|dodiet|iedodiet|vai ir|kur ir|kur atrast|labāk|meklēju`),
    person: words(
      `cilvēks|cilvēku|cilvēkam|cilvēki|dzīvs cilvēks|dzīvu cilvēku|īstu cilvēku|operators|operatoru|operatoram|operatore|operatori|konsultants|konsultantu|konsultanti|darbinieks|darbinieku|darbinieci|darbiniekam|vadītājs|vadītāju|priekšnieks|priekšnieku|speciālists|speciālistu|aģents|aģentu|kolēģis|kolēģi|kolēģa|klientu apkalpošana|klientu apkalpošanu|klientu apkalpošanas|atbalsta dienestu|atbalstu|menedžeris|menedžeri|personāls|personālu|biroju`,
    ),
    some: words(`kādu|kādam|kāds|ar kādu|citu cilvēku|kādu citu|kādu dzīvu`),
    machine: words(
      `robots|robotu|robotiem|mašīna|mašīnu|datoru|dators|botu|bots|čatbotu|automātu|mākslīgo intelektu|avataru|programmu|autoatbildētāju`,
    ),
    data: words(`datus|dati|personas datus|personas dati|informāciju|informācija|sarunas|ierakstus`),
  },
  polite: words(`lūdzu|tagad|labdien|sveiki|jā|nē|es|gribu|ar|paldies|man|vēlos`),
  hesitations: words(`ee|mmm`),
  patterns: {
    human: lines(`
      (gribu|vēlos|gribētu) (runāt|parunāt|aprunāties) ar .. (servisu|dienestu|darbinieku|darbiniekiem)
      (ar|pie) .. <person> .. <speak>
      <speak> .. (ar) .. <person>
      <speak> .. (ar kādu|ar kādu no|ar citu)
      (ar kādu|ar kādu no) .. <speak>
      (savienot|savienojiet|savieno|pārslēgt|pārslēdziet|pieslēgt) .. (mani|ar|uz|pie|pret)
      <want> .. <person>
      (negribu|nevēlos|pietiek|neesmu gatavs) .. <speak> .. <machine>
      (negribu|nevēlos) .. (ar|) .. <machine>
      (piezvaniet|piezvani|atzvaniet|pārzvaniet|atzvanīt|piezvanīt|pārzvanīt) .. (man|mums|lūdzu|atpakaļ|$)
      (vai|lai) .. (kāds|kāds no|operators|darbinieks) .. (piezvanītu|atzvanītu|palīdzētu|varētu palīdzēt|man piezvanīt|atzvanīt)
      (telefona|tālruņa|talruna) (numurs|numuru|numurs)
      (vai|varētu|var) .. (kolēģis|cits cilvēks|dzīvs cilvēks|kāds cits) .. (palīdzēt|paskaidrot)
      (kā|kur) .. (sazināties|sazvanīt|atrast|runāt) .. (ar|) .. <person>
      (vai) .. (šeit|te|jums) .. (ir|) .. (darbinieki|cilvēki|personāls|kāds dzīvs)
      ^ <person> $
      (vai|vai te|te|šeit|tur) .. (ir|būtu) .. (kāds|cilvēks|īsts|dzīvs) .. (cilvēks|dzīvs|īsts|darbinieks|palīdzēt)
      (pasauciet|pasauc|atsūtiet|atvediet|ataiciniet|uzaiciniet) .. (kādu|kādam|priekšnieku|vadītāju|kolēģi|darbinieku|cilvēku|menedžeri)
      (dabūt|gribu|vēlos|varu) .. <person> .. (pie telefona|klausulē|uz līnijas)
      (klientu|atbalsta|dienesta|biroja|operatora|palīdzības) .. (numurs|numuru|telefons|telefonu|tālrunis)
      (numurs|numuru|telefons|tālrunis) .. (klientu|atbalsta|dienesta|operatora)
      (zvaniet|piezvaniet|atzvaniet|zvani) (man|mums) ..
      (pārslēdziet|pārslēdz|savienojiet|pieslēdziet) (mani|mūs)
      (vai|var|varētu) .. (kāds|kāda) .. (nākt|atnākt|palīdzēt|pienākt|runāt|aprunāties)
      (labāk|gribētu) .. (runātu|runāt) .. ar .. <person>
      (negribu|nevajag|nevēlos) <machine>
      - (vai tu esi|tu esi|jūs esat|vai jūs esat|vai tas ir|vai tu|esi) .. <person+machine>
      - (es esmu|esmu|strādāju par) .. <person>
      - (mans|mana|manu|mūsu|viņa|manam) <person>
      - (cik|ko) .. (pelna|dara|nozīmē|maksā) .. <person>
      - (jau|vakar) .. (runāju|sazinājos) .. <person+some>
      - (negribu|nevajag|bez|nevēlos) .. <person+some>
      - (tūrisma|nekustamo|apdrošināšanas) aģents
      - (pasauciet|izsauciet) .. (taksi|ātro|policiju)
    `),
    unanswered: lines(`
      (vai varat|vai vari|lūdzu) .. (pateikt|formulēt|izteikt|pajautāt) .. (citiem vārdiem|citādi|savādāk)
      (atvainojiet|diemžēl|piedodiet|atvainojos|žēl) ... (nesapratu|nesaprotu|nevaru|nezinu|nav|neizdevās|nespēju|neatradu|nespēšu|nevarēšu)
      (nesapratu|nesaprotu) .. (jūsu|jautājumu|tevi|jūs|ko|$)
      (nevaru|nevarēšu|nespēju) .. (palīdzēt|atbildēt|sniegt|piekļūt|pateikt|atrast)
      (man|mums) .. (nav) .. (informācijas|atbildes|piekļuves|datu|šādas)
      (vai|lūdzu) .. (pārformulēt|pārformulējiet|atkārtot|atkārtojiet|pateikt citādi|precizēt|precizējiet|uzdot citādi)
      (pārformulējiet|atkārtojiet) .. jautājumu
      (mēģiniet|pamēģiniet) .. (vēlāk|vēlreiz|citādi)
      nezinu $
      (sazinieties|vērsieties) .. (ar|pie) .. (klientu|atbalsta|operatoru|speciālistu)
      (lūdzu|) (pārfrazējiet|pārformulējiet|precizējiet|atkārtojiet) .. (jautājumu|teikto|lūdzu|vēlreiz|$)
      (es|mēs) (nezinu|nezinām|nesapratu|nesaprotu) .. (atbildi|jautājumu|ko|kā|jūs|jūsu|$)
      (man|mums) nav .. (atbildes|informācijas|ziņu|datu)
      (jūs|tevi|to|jautājumu) .. (nesapratu|nesaprotu|nedzirdēju)
      diemžēl .. (nezinu|nevaru|nav iespējams|nespēju)
      (varu|spēju) tikai .. (atbildēt|palīdzēt)
      - (ja|gadījumā) ... (nav|nevaru|nesapratu)
    `),
    courtesy: lines(`
      (kā|ar ko) .. (palīdzēt)
      (nav par ko|vēl kaut|jauku dienu|uz redzēšanos|visu labu)
    `),
    urgent: lines(`
      (nogalināt sevi|pašnāvību|pašnāvība|pašnāvības|izdarīt pašnāvību|nogalināšu sevi|pakārties|sagriezt vēnas|nodarīt sev pāri|darīt sev pāri)
      (gribu|vēlos|gribētu|labāk) .. (mirt|nomirt|būt miris|būt mirusi)
      (negribu|nevēlos|nespēju) .. (vairs) .. (dzīvot|pamosties|būt dzīvs|būt dzīva)
      (negribu|nevēlos) (dzīvot)
      (nav jēgas|nav kāpēc) .. dzīvot
      (iedzēru|sadzēros|izdzēru) .. (daudz tablešu|visas tabletes|tabletes|zāles par daudz)
      (izsauciet|izsauc|zvaniet|vajag|saucu|izsaukt|sauciet) .. (ātro palīdzību|ātro|ātrie|policiju|ugunsdzēsējus|112|113|ārstu ātri|mediķus|glābējus)
      (kāds|vīrietis|sieviete|bērns|mamma|māte|tētis|tēvs|vīrs|sieva|draugs|draudzene|viņš|viņa|mazulis|klients|kolēģis|vecmāmiņa|vectēvs|cilvēks) .. (sabruka|saļima|noģība|bez samaņas|neelpo|nereaģē|mirst|slīkst|smok|aizrijās|zaudēja samaņu|sirdslēkme|insults|stipri asiņo|nokrita un)
      (nevaru|nevar) (paelpot|elpot)
      (sirdslēkme|infarkts|insults)
      (sāpes|sāp) .. (krūtīs|sirds rajonā)
      (asiņo|asinis) .. (stipri|daudz|visur|neapstājas)
      (deg|izcēlies) .. (māja|dzīvoklis|ēka|virtuve|birojs|ugunsgrēks|šeit|mašīna)
      ugunsgrēks (šeit|ēkā|mājā|$)
      (gāzes) .. (noplūde|smaka)
      (iesprūdis|iesprūdusi|iesprūdām|iesprostots) .. (liftā|ugunsgrēkā)
      (nogalināšu|nošaušu|noduršu|uzspridzināšu|piekaušu|sadedzināšu) .. (tevi|jūs|visus|viņu|tevi|jūsu|)
      (nāku|atnākšu|braucu|ierados) .. ar .. (ieroci|nazi|pistoli|bumbu|cirvi|šauteni)
      (man ir|viņam ir) (ierocis|pistole|bumba|nazis)
      (zinu|noskaidroju) kur (tu|jūs|viņš|viņa) (dzīvo|strādā|dzīvojat|strādājat)
      (nolikta|ielikta|ir) bumba
      (mani|mūs) .. (sit|vajā|uzbrūk|piekāva|izvaroja|apdraud|seko|nolaupīja|grib nogalināt|žņaudz|uzbruka)
      (tas ir|šis ir|tā ir) .. (ārkārtas situācija|ārkārtas gadījums)
      (dzīvība ir briesmās|briesmās|dzīvības un nāves)
      (bērns|dēls|meita) .. (pazudis|pazudusi|nolaupīts|aizrijies)
      (viņam|viņai|kādam|vīrietim|cilvēkam|tur|klientam) .. (ir|rokā|rokās) .. (nazis|ierocis|pistole|bumba|šautene)
      (ar) (nazi|pistoli|ieroci) .. (rokā|uzbrūk|draud|šeit)
      (guļ|nokrita|nogāzās|pakrita) .. (uz grīdas|zemē|uz zemes) .. (nekustas|neelpo|nereaģē|asiņo|bezsamaņā|$)
      (nekustas|neelpo|nereaģē|nemostas)
      (lekšu|nolekšu|lēkt|nolēkt|lekt) .. (no tilta|no jumta|pa logu|zem vilciena)
      (bez manis) .. labāk
      - (mirstu|nomirt|mirt) .. (no smiekliem|no bada|no garlaicības|no kauna|aiz smiekliem)
      - (filma|dziesma|grāmata|seriāls|spēle) ... (mirt|pašnāvība|bumba|ugunsgrēks)
      - (nav) .. (ārkārtas|steidzami|briesmās)
      - (ko darīt|kā|pazīmes|simptomi|apdrošināšana|gadījumā|kursi) ... (infarkts|insults|ugunsgrēks|sirdslēkme|ātro|policiju)
      - (ekrāns|lietotne|pele|dators|lapa|telefons) .. (nekustas|nereaģē)
    `),
    leaving: lines(`
      (lauzt|laužu|lauzīšu|izbeigt|izbeidzu|slēgt|slēdziet|atcelt|atteikties|atsakos|dzēst|pārtraukt|pārtraucu) .. (līgumu|abonementu|kontu|no pakalpojuma|no pakalpojumiem|no abonementa|dalību|pakalpojumu)
      (līgumu|abonementu|kontu) .. (lauzt|izbeigt|slēgt|dzēst|pārtraukt)
      (pāriešu|pāreju|eju|aiziešu|pāriet|mainīšu|mainu|mainīt) .. (pie konkurentiem|pie cita|citu operatoru|citu pakalpojumu|operatoru|pakalpojumu sniedzēju|banku)
      (pie konkurentiem)
      (meklēju|meklējam|skatāmies|skatos|apsveram) .. (citu operatoru|citu pakalpojumu|alternatīvas|citus piegādātājus|citu piegādātāju|citus)
      (nekad vairs|vairs nekad|vairs nepirkšu|vairs nebūšu) .. (pirkšu|pasūtīšu|pie jums|klients|izmantošu|)
      (zaudējat|zaudējāt|zaudēsiet) .. klientu
      (pēdējo reizi) .. (pērku|pasūtu|izmantoju)
      - (negribu|nevēlos|bez|kāpēc|cik) .. (lauzt|slēgt|izbeigt)
      - atcelt (pasūtījumu|rezervāciju|tikšanos|maksājumu|vizīti|lidojumu)
    `),
    legal: lines(`
      (advokāts|advokātu|advokātam|juristu|jurists|juristam|advokāta)
      (iesūdzēšu|iesūdzēt|sūdzēšu|tiesāšos|sūdzēt) .. (tiesā|jūs|)
      (tiesā|tiesu) .. (tiksimies|iesniegšu|sūdzēšu|došos|vērsīšos)
      (vērsīšos|ziņošu|sūdzēšos) .. (ptac|policijā|tiesā|patērētāju|datu valsts inspekcijā)
      (ptac|patērētāju tiesību|datu valsts inspekcija|datu valsts inspekcijā)
      (nelikumīgi|pretlikumīgi|pretlikumīga|noziegums)
      (juridiski|juridiskas) .. (soļi|darbības|rīkošos)
      - (meklēju|vajag|ieteikt|ieteiksiet) .. (advokātu|juristu) .. (lai|kurš|šķiršanās|$)
      - (esmu|strādāju par|ir) .. (advokāts|jurists)
    `),
    data_request: lines(`
      (dzēst|dzēsiet|izdzēst|izdzēsiet|izdzēs|dzēs) .. (manus|visus manus|visus|manu) .. <data>
      (manus|visus manus) datus .. (dzēst|izdzēst|dzēsiet|izdzēsiet)
      (kādus|kādu|kādi|ko) .. (glabājat|uzglabājat|glabā|zināt|ir jums|jums ir|vācat) .. (par mani|mani|manus)
      (kādus|kādi|kāda) .. <data> .. (par mani|glabājat|uzglabājat)
      (kopiju|eksportēt|lejupielādēt|saņemt|piekļuvi|piekļūt) .. (maniem|manu|manus|visu manu) .. (datiem|datu|datus|informācijas)
      (vdar|gdpr|tiesības tikt aizmirstam)
      (atsaucu|atsaukt) .. piekrišanu
      (negribu|nevēlos|pārtrauciet) .. (glabājat|pārdodat|izmantojat|glabāt|izmantot|pārdot) .. manus datus
      - (mobilie|mobilos|mobilajiem) .. dat*
      - (mainīt|labot|atjaunot) .. <data>
    `),
  },
};

import { list, type Pack } from "../pack.ts";

/** Latvian. Phrases, and what the message model learned from 210 labelled support messages. */
export const lv: Pack = {
  language: "lv",
  cues: {
    anger:
      list(`dusmīgs|dusmīga|dusmas|nikns|nikna|kaitina|kaitinoši|vīlies|vīlusies|vilšanās|sašutis|sašutusi|kauns|kauna lieta|nepieņemami|briesmīgi|briesmīgs|šausmīgi|šausmas|šausmīgs
      |drausmīgi|katastrofa|sliktākais|sliktākā|slikts|slikta|slikti|apnicis|apnika|pietiek|ienīstu|absurds|smieklīgi|neticami|sūdzība|sūdzēties|neapmierināts|neapmierināta|neērti|nenormāli|traki`),
    insult: list(
      `bezjēdzīg*|nederīg*|stulb*|muļķ*|idiot*|debil*|nekompetent*|mēsls|mēsli|krāpnieki|krāpšana|zagļi|meļi|melojat|melo|meli|ņirgāšanās|ņirgājaties|laika izšķiešana|izsmiekls|murgs|murgi`,
    ),
    swear: list(`sūds|sūdi|sūdīg*|dirs*|maita|sasodīt*|velns|nolādēt*|bļe|bļa|kuce|pisties|pohuj|nahuj`),
    failure:
      list(`nestrādā|nedarbojas|joprojām nav|joprojām nestrādā|joprojām nedarbojas|vēl joprojām|neviens neatbild|neatbild|nav atbildes|nekādas atbildes|nevar sazvanīt|nevar pieslēgties|nevar|nevaru
      |salūzis|salauzts|nepalīdz|nav saņemts|neesmu saņēmis|neesmu saņēmusi|neatnāca|nekas nenotiek|atkal nestrādā|pazudis|zūd|raustās|karas|neiet`),
    blame: list(
      `jūsu vaina|jūs solījāt|solījāt|solīja|kāpēc jūs|kāpēc nevar|kas tas ir|cik var|klientu serviss|apkalpošana|neprotat|jūs nesaprotat`,
    ),
    again: list(
      `atkal|kārtējo reizi|vēlreiz|jau teicu|jau rakstīju|jau uzrakstīju|cik reizes|katru reizi|trešo reizi|otro reizi|ceturto reizi|vairākas reizes|nepārtraukti|visu laiku|viens un tas pats|tas pats|regulāri|jau sen`,
    ),
    waiting: list(
      `gaidu|joprojām gaidu|jau nedēļu|nedēļām|mēnešiem|stundām|pārāk ilgi|cik ilgi|kad beidzot|beidzot|kavējas|kavēšanās|lēni|lēns|nekavējoties|steidzami|kopš vakardienas`,
    ),
    leaving: list(
      `lauzīšu līgumu|lauzt līgumu|nekad vairs|vairs nekad|konkurenti|pie konkurentiem|pāriešu|mainīšu operatoru|advokāts|ptac|aizmirstiet|padodos|atdodiet naudu|naudu atpakaļ`,
    ),
    sarcasm: list(`paldies par neko|lieliski sanāk|apsveicu|super serviss|labs darbs|kā vienmēr|kā parasti|nu forši`),
    correction: list(`es teicu|es prasīju|tas nav tas|mans jautājums|nepareizi|lasiet|klausieties`),
    human: list(
      `cilvēks|cilvēku|ar cilvēku|dzīvu cilvēku|operators|operatoru|vadītājs|vadītāju|konsultants|konsultantu|runāt ar|parunāt ar|piezvaniet|ne robots|tālruņa numurs`,
    ),
    praise: list(`labs|laba|labi|lieliski|lielisks|forši|jauki|prieks|priecājos|apmierināts|apmierināta|patīk|super|ātri|perfekti|izcili`),
    thanks: list(`paldies|liels paldies|pateicos|paldies jums`),
    solved: list(`strādā|viss strādā|tagad strādā|darbojas|izdevās|atrisināts|atradu|viss kārtībā|sapratu|skaidrs`),
    calm: list(`lūdzu|vai jūs varat|vai varat|kā es varu|kur var|kur es varu|vēlos|gribētu|sveiki|labdien|labrīt|labvakar|čau|atvainojiet`),
  },
  guards: {
    negation: list("ne|nav|nekad|bez|neesmu|neviens|nekas"),
    "third-person": list("viņš|viņa|viņi|viņas|klients|klienti|lietotājs|draugs|vīrs|sieva|kolēģis|cilvēki"),
    topic: list("skala|līmenis|atskaite|vārds|nozīmē|filma|grāmata|dziesma|spēle"),
    duration: list("minūte|minūtes|stunda|stundas|stundu|diena|dienas|dienu|nedēļa|nedēļas|nedēļu|mēnesis|mēneši|mēnešus|gads|gadi|gadus"),
    direction: list("uz|līdz"),
    me: list("es|man|mani|mans|mana|mēs|mums"),
    you: list("tu|tev|tevi|tavs|jūs|jums|jūsu"),
    answer: list("jā|nē|labi|paldies|ok"),
    asking: list("kas|ko|kam|kur|kurp|kad|kāpēc|kādēļ|kā|kāds|kāda|kādi|kādas|cik|cikos|vai|kurš|kura|varat"),
  },
  fillers:
    list(`un|vai|bet|es|tu|viņš|viņa|mēs|jūs|man|tev|jums|mans|mana|ir|nav|esmu|bija|būs|būt|var|varu|kas|ko|kā|kur|kad|kāpēc|cik|tas|tā|šis|šī|to|no|uz|ar|par|pie|pēc|pa|lai|ja
    |jau|vēl|arī|tikai|ļoti|tagad|te|tur|lūdzu|paldies|jā|nē|sveiki|labdien|kāds|kāda|jūsu`),
  acknowledgements: list("jā|nē|labi|paldies|liels paldies|sveiki|labdien|čau|ok|skaidrs|protams|lūdzu|sapratu|tieši tā|uz redzēšanos"),
  endings: list("šanas|šana|šanu|ības|ība|ību|iem|ām|ams|ies|as|es|is|us|os|am|ai|im|ot|ti|ts|a|e|i|s|u|o|t"),
  synonyms: [
    list("order|pasūtījums|pasūtījumu|pasūtīju"),
    list("bill|rēķins|rēķinu"),
    list("internet|internets|internetu|interneta"),
    list("human|cilvēks|cilvēku|operators|operatoru"),
  ],
};

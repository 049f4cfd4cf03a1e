/** What identifies a language: its small words and those of a help desk, its endings, and its own letters. */

export interface LanguageMarks {
  /** ISO 639-1. */
  readonly code: string;
  /** Words as they are written; the spelling without accents is known too. */
  readonly words: string;
  /** Ends of longer words. */
  readonly endings?: string;
  /** Letters of few languages. */
  readonly letters?: string;
}

/** Languages that share a script; words distinguish them. */
export const languageMarks: readonly LanguageMarks[] = [
  {
    code: "en",
    words:
      "the and is are was were be been to of in that this it its i i'm i've you your my me we they he she not don't doesn't can't isn't won't do does did have has had with for from on at by as an or but if so what where when why how who which there here would could should will can about get got need want please thanks thank hello hi order refund account password help still working work yes no just any some my order back would like again never nothing anyone someone talk speak cannot delivery card broken wrong other file files upload add select remove good morning evening afternoon night great lost see tomorrow today yesterday much cost costs open close time what's understand know think thing one more us then than late early where's repeat english bye goodbye sorry let find found look looking help's only very too",
    endings: "ing tion ed ly ght ould ness",
  },
  {
    code: "de",
    words:
      "der die das und ist sind war nicht ich du er sie es wir ihr mein meine meinen dein ihre ein eine einen einem einer zu von mit auf für bei im am dem den des wie was wo wann warum wer auch noch schon nur aber oder wenn dass kann können muss habe haben hat hatte wird werden bitte danke hallo guten tag bestellung rechnung konto passwort hilfe funktioniert geht ja nein kein keine immer jetzt hier mir mich uns nach aus um über möchte will sehr mehr geld zurück jemand mensch sprechen lieferung bekommen seit wieder nichts warten datei dateien vielen dank morgen abend nacht bis super viel kostet kosten finde verstehe verstehen verstanden weiß uhr wieviel öffnen schließen heute gestern toilette gern gerne schön wiedersehen tschüss nochmal sagen etwas alles gut kannst könnt sollte würde brauche suche zeigen wohin woher welche welcher entschuldigung helfen reden wirklich deutsch",
    endings: "ung keit lich isch chen heit tion ieren",
    letters: "ßäöü",
  },
  {
    code: "fr",
    words:
      "le la les un une des du de et est sont était je tu il elle nous vous ils mon ma mes votre vos notre ne pas plus que qui quoi où quand comment pourquoi dans sur pour avec sans par en au aux ce cette ces c'est j'ai n'est d'un d'une qu'il l'on mais ou si bien très bonjour merci s'il oui non commande compte facture mot passe aide problème marche fonctionne toujours encore suis ai avez peux pouvez veux voudrais être avoir fait faire remboursement quelqu'un parler rien jamais livraison reçu depuis attends salut fichier fichiers ajouter beaucoup combien coûte demain journée bonne bonsoir revoir comprends comprendre heure est-il peut-on m'aider aider aujourd'hui hier fermez ouvrez ouvert fermé cherche trouve trouver d'accord pardon désolé excusez-moi répéter parlez français besoin quelque chose tout vraiment toilettes dire",
    endings: "tion ment eur euse ique ais ait ez aient",
    letters: "çèêàùœûîô",
  },
  {
    code: "es",
    words:
      "el la los las un una unos de del y es son está están era que qué no yo tú usted él ella nosotros mi mis tu su sus me te se le lo nos en con por para sin sobre como cómo cuándo dónde por quién pero o si sí muy más ya también hola gracias favor buenos buenas días pedido cuenta contraseña factura ayuda problema funciona puedo puede quiero necesito tengo tiene hay hace hacer todavía siempre nada nunca alguien hablar persona reembolso dinero envío todo esto esta este cuánto llegado al archivo archivos añadir muchas muchos cuesta cuestan puedes ayudarme ayudar mañana entiendo entender noches tardes hasta luego adiós hora horas abren cierran cierra busco encontrar baño perdón disculpe repetir hablas español vale bien mal gustaría podría quisiera decir algo hoy ayer tarde temprano",
    endings: "ción mente dad ado ando iendo aron ciones",
    letters: "ñ¿¡",
  },
  {
    code: "pt",
    words:
      "o a os as um uma uns de do da dos das e é são está estão era que não eu você ele ela nós meu minha meus seu sua me te se lhe em no na nos nas com por para pelo pela sem sobre como quando onde quem porque mas ou se muito mais já também olá oi obrigado obrigada favor bom boa dia pedido conta senha fatura ajuda problema funciona posso pode quero preciso tenho tem há fazer ainda sempre nada nunca alguém falar pessoa reembolso dinheiro entrega tudo isso isto esta este quanto chegou ao à estou foi gostaria ficheiro arquivo arquivos adicionar custa ajudar ajuda-me até amanhã entendi entendo entender horas noite tarde fecham abrem procuro encontrar banheiro desculpe desculpa repetir português fala tchau hoje ontem cedo vocês bem mal poderia dizer algo coisa fica",
    endings: "ção mente dade ado ando endo ções eiro",
    letters: "ãõ",
  },
  {
    code: "it",
    words:
      "il lo la i gli le un uno una di del della dei delle e è sono era che chi non io tu lui lei noi voi mio mia miei suo sua mi ti si ci ne in nel nella con per da dal su sul come quando dove perché ma o se molto più già anche ciao salve grazie prego favore buongiorno ordine conto fattura aiuto problema funziona posso può voglio vorrei ho ha hai abbiamo fare ancora sempre niente mai qualcuno parlare persona rimborso soldi spedizione tutto questo questa quello quanto arrivato al alla mie cosa sto stato file aggiungi mille costa costano puoi aiutare aiutarmi domani capisco capire ore sera serata giornata buona buon notte arrivederci chiudete aprite apre chiude cerco trovare bagno scusi scusa ripetere parla italiano oggi ieri tardi bene male potrebbe dire qualcosa dov'è mattina",
    endings: "zione mente ità ato ando endo oni ione",
    letters: "ìò",
  },
  {
    code: "nl",
    words:
      "de het een en is zijn was waren niet ik jij je u hij zij we wij jullie mijn uw jouw van voor met op in aan bij naar uit om over door dat dit deze die wat waar wanneer hoe waarom wie ook nog al maar of als kan kunnen moet heb hebt heeft hebben had wordt worden wil graag alstublieft alsjeblieft bedankt dank hallo goedemorgen bestelling rekening wachtwoord hulp werkt doet ja nee geen altijd nu hier mij ons er te zo meer geld terug iemand mens spreken praten levering gekregen sinds weer niets wachten zou bestand bestanden toevoegen wel kun helpen hoeveel kost tot morgen begrijp begrijpen snap laat avond goedenavond goedemiddag goedendag nacht vandaag gisteren zoek vinden wc sorry herhalen spreekt nederlands doei dag open dicht sluiten iets alles goed zeggen zien hoelaat waarheen kunt me",
    endings: "heid lijk ijk ing oor aar eren",
  },
  {
    code: "sv",
    words:
      "och att det en ett är var inte jag du han hon vi ni de min mitt mina din ditt er den som på i med för av till från om hur vad var när varför vem också men eller så kan ska skulle måste har hade blir vill snälla tack hej beställning konto lösenord faktura hjälp fungerar ja nej ingen inga alltid nu här mig oss mer mycket pengar tillbaka någon människa prata leverans fått sedan igen inget väntar finns måste göra fil filer lägg hjälpa kostar ses imorgon förstår god morgon kväll natt idag igår stänger öppnar söker hitta toalett ursäkta förlåt upprepa talar svenska hejdå bra dåligt säga något klockan mår fin dag",
    endings: "ning ande erna het lig arna",
    letters: "åäö",
  },
  {
    code: "da",
    words:
      "og at det en et er var ikke jeg du han hun vi i de min mit mine din dit den som på med for af til fra om hvordan hvad hvor hvornår hvorfor hvem også men eller så kan skal skulle må har havde bliver vil venligst tak hej bestilling konto adgangskode faktura hjælp virker ja nej ingen altid nu her mig os mere meget penge tilbage nogen menneske tale levering fået siden igen intet venter findes gøre noget af fil filer tilføj mange hjælpe koster ses morgen forstår klokken godmorgen aften godaften nat idag dag går lukker åbner leder finde toilet undskyld gentage taler dansk farvel godt dårligt sige fin",
    endings: "ning ende erne hed lig else",
    letters: "åæø",
  },
  {
    code: "no",
    words:
      "og å det en et er var ikke jeg du han hun vi dere de min mitt mine din ditt den som på i med for av til fra om hvordan hva hvor når hvorfor hvem også men eller så kan skal skulle må har hadde blir vil vennligst takk hei bestilling konto passord faktura hjelp fungerer virker ja nei ingen alltid nå her meg oss mer mye penger tilbake noen menneske snakke levering fått siden igjen ingenting venter finnes gjøre noe ble fil filer legg tusen hjelpe koster ses morgen forstår klokka klokken ha fin kveld natt idag dag går stenger åpner leter finne toalett unnskyld gjenta snakker norsk bra dårlig si god",
    endings: "ning ende ene het lig else",
    letters: "åæø",
  },
  {
    code: "fi",
    words:
      "ja on ei en et se hän minä sinä me te he tämä tuo mikä mitä missä milloin miten miksi kuka että jos kun mutta tai myös vain vielä nyt jo hyvin paljon ole olen olet oli ovat olla voi voin voitte haluan haluaisin pitää täytyy kiitos hei moi terve tilaus tilaukseni tili salasana lasku apua ongelma toimi toimii kyllä aina täällä minun minulle sinun teidän meidän rahat takaisin joku ihminen puhua toimitus mitään odotan kanssa ennen jälkeen tiedosto tiedostoa tiedostot lisää voitko auttaa minua paljonko maksaa ymmärrä hyvää huomenta iltaa yötä päivää aikaan suljette avaatte tänään huomenna eilen etsin löytää vessa anteeksi toistaa puhutko suomea näkemiin onko joo kello",
    endings: "ssa ssä sta stä lla llä lle nen inen mme tte vat vät minen taan tään",
    letters: "äö",
  },
  {
    code: "pl",
    words:
      "i w z na do nie jest są był była to ten ta te że się jak co kto gdzie kiedy dlaczego czy ale lub albo jeśli ja ty on ona my wy oni mój moje moja mnie mi mam ma masz może mogę można chcę chciałbym chciałabym proszę dziękuję cześć dzień dobry zamówienie konto hasło faktura pomoc pomocy problem działa tak już jeszcze tylko bardzo zawsze nic nigdy ktoś człowiekiem rozmawiać zwrot pieniądze dostawa paczka dla od po za przez przy o być został mojego plik pliki plików dodaj ile kosztuje możesz pomóc rozumiem dobranoc wieczór zobaczenia widzenia dziś dzisiaj jutro wczoraj zamykacie otwieracie szukam znaleźć toaleta przepraszam powtórzyć mówi polsku dobrze źle która godzina poproszę",
    endings: "ość anie enie ować owa ych ego emu ów",
    letters: "łżźśćńąę",
  },
  {
    code: "cs",
    words:
      "a v z na do ne je jsou byl byla to ten ta že se jak co kdo kde kdy proč ale nebo když já ty on ona my vy oni můj moje moji mě mi mám má máte může mohu můžu chci chtěl chtěla prosím děkuji ahoj dobrý den objednávka objednávku účet heslo faktura pomoc problém funguje ano už ještě jen velmi vždy nic nikdy někdo někým člověkem mluvit vrácení peníze doručení pro od po za při o být jsem jste nefunguje kde čekám týden soubor soubory souborů přidat moc kolik stojí můžete pomoci pomoct nerozumím rozumím ráno večer noc dobré dobrou shledanou nashledanou dnes zítra včera zavíráte otevíráte hledám najít toaleta promiňte opakovat zopakovat mluvíte česky čau dobře špatně hodin",
    endings: "ost ání ení ovat ých ého ému ů ách",
    letters: "řěů",
  },
  {
    code: "sk",
    words:
      "a v z na do nie je sú bol bola to ten tá že sa ako čo kto kde kedy prečo ale alebo keď ja ty on ona my vy oni môj moja moje ma mi mám má máte môže môžem chcem chcel chcela prosím ďakujem ahoj dobrý deň objednávka objednávku účet heslo faktúra pomoc problém funguje áno už ešte len veľmi vždy nič nikdy niekto niekým človekom hovoriť vrátenie peniaze doručenie pre od po za pri o byť som ste nefunguje čakám týždeň súbor súbory súborov pridať pekne koľko stojí môžete pomôcť nerozumiem rozumiem ráno večer noc dobré dobrú dovidenia dnes zajtra včera zatvárate otvárate hľadám nájsť toaleta prepáčte zopakovať hovoríte slovensky čau dobre zle hodín",
    endings: "osť anie enie ovať ých ého ému ov ách",
    letters: "ľĺŕôäď",
  },
  {
    code: "hu",
    words:
      "a az egy és nem van vannak volt hogy ez azt ezt én te ő mi ti ők mit hol mikor hogyan miért ki de vagy ha is csak még már most nagyon sok lehet tudok tudom szeretnék szeretném kell kérem köszönöm szia helló jó napot rendelés rendelésem fiók fiókom jelszó számla segítség segítsen probléma működik igen mindig itt nekem engem önök vissza pénzt valaki valakivel emberrel beszélni szállítás semmi soha várok óta ban ben fájl fájlok fájlt hozzáadása szépen mennyibe kerül tudna segíteni értem reggelt estét éjszakát viszontlátásra ma holnap tegnap zárnak nyitnak keresem találom mosdó elnézést megismételni beszél magyarul jól rosszul hány óra",
    endings: "nak nek ban ben ból ből val vel hoz hez ság ség tam tem ott ett",
    letters: "őű",
  },
  {
    code: "ro",
    words:
      "și în la de cu pe nu este sunt era că ce cine unde când cum de ce dar sau dacă eu tu el ea noi voi ei meu mea mei mele mă îmi am are aveți pot poate vreau doresc trebuie rog mulțumesc salut bună ziua comanda comandă cont contul parola factură ajutor problemă funcționează merge da încă doar foarte mereu nimic niciodată cineva om vorbesc banii înapoi livrare pentru din prin fără mai acest această un o fi fost fișier fișiere fișierul adaugă mult cât costă costa puteți ajuta ajutați înțeleg dimineața seara noapte revedere azi astăzi mâine ieri închideți deschideți caut găsi găsesc toaleta scuze scuzați repeta vorbiți română pa bine rău ora",
    endings: "ție ții ește ului elor ează are ilor",
    letters: "ășțțş",
  },
  {
    code: "hr",
    words:
      "i u na je su nije sam si smo ste da ne se to što tko gdje kada kako zašto ali ili ako ja ti on ona mi vi oni moj moja moje me mi imam ima imate može mogu želim htio htjela trebam molim hvala bok dobar dan narudžba narudžbu račun lozinka pomoć problem radi još samo vrlo uvijek ništa nikad netko nekim čovjekom razgovarati povrat novac dostava za od po s sa iz biti bio bila koji koja datoteka datoteke datoteku dodaj lijepa koliko košta možete li pomoći razumijem dobro jutro večer noć doviđenja danas sutra jučer zatvarate otvarate tražim naći wc oprostite ponoviti govorite hrvatski loše sati",
    endings: "ost anje enje ovati ima ama oga ijem",
    letters: "đć",
  },
  {
    code: "sl",
    words:
      "in v na je so ni sem si smo ste da ne se to kaj kdo kje kdaj kako zakaj ampak ali če jaz ti on ona mi vi oni moj moja moje me mi imam ima imate lahko želim rad rada potrebujem prosim hvala živjo dober dan naročilo račun geslo pomoč težava deluje še samo zelo vedno nič nikoli nekdo nekom človekom govoriti vračilo denar dostava za od po s z iz biti bil bila ki datoteka datoteke datoteko dodaj najlepša koliko stane pomagate pomagati razumem dobro jutro večer noč nasvidenje danes jutri včeraj zaprete odprete iščem najti stranišče oprostite ponoviti govorite slovensko slabo ura",
    endings: "ost anje enje ovati ega emu jo imi",
  },
  {
    code: "tr",
    words:
      "ve bir bu şu ben sen o biz siz onlar benim senin ne nasıl neden nerede kim için ile ama veya eğer değil var yok çok daha da de mi mı mu mü hala hâlâ şimdi evet hayır lütfen teşekkürler teşekkür ederim merhaba selam sipariş siparişim hesap hesabım şifre fatura yardım sorun çalışmıyor çalışıyor istiyorum gerekiyor olarak gibi kadar sonra önce her hiç biri insan konuşmak iade para geri kargo gelmedi bekliyorum nerede oldu olan dosya dosyalar dosyayı ekle bana eder misin edebilir misiniz anlamıyorum anladım günaydın iyi akşamlar geceler saat kaçta kaç kapanıyor açılıyor bugün yarın dün arıyorum tuvalet pardon özür tekrar türkçe konuşuyor hoşça kal görüşürüz lazım",
    endings: "lar ler yor ıyor iyor mak mek dır dir ması mesi ları leri",
    letters: "ğış",
  },
  {
    code: "lv",
    words:
      "un ir nav bija es tu viņš viņa mēs jūs mans mana manu man tas tā šis šī kas ko kur kad kā kāpēc vai bet ja ar uz no par pie pēc līdz arī vēl jau tikai ļoti lūdzu paldies sveiki labdien pasūtījums pasūtījumu konts kontu parole paroli rēķins rēķinu palīdzība palīdziet problēma strādā nestrādā jā nē varu var gribu vēlos vajag atpakaļ naudu kāds kādu cilvēku runāt piegāde nekas nekad gaidu joprojām būt esmu fails failu failus pievienot liels cik maksā varat palīdzēt nesaprotu saprotu labrīt labvakar labu nakti redzēšanos šodien rīt vakar slēdzat atverat meklēju atrast tualete piedodiet atkārtot runājat latviski labi slikti pulkstenis",
    endings: "šana šanu ums umu iem ība ības ām ējs",
    letters: "āēīģķļņ",
  },
  {
    code: "lt",
    words:
      "ir yra nėra buvo aš tu jis ji mes jūs mano man tas ta šis ši kas ką kur kada kaip kodėl ar bet jei jeigu su į iš apie prie po iki taip pat dar jau tik labai prašau prašome ačiū sveiki laba diena užsakymas užsakymą paskyra paskyrą slaptažodis slaptažodį sąskaita sąskaitą pagalba padėkite problema veikia neveikia ne galiu gali noriu norėčiau reikia atgal pinigus kas nors žmogumi kalbėti pristatymas nieko niekada laukiu vis būti esu failas failą failus pridėti kiek tai kainuoja galite padėti nesuprantu suprantu labas rytas vakaras labanakt viso gero šiandien rytoj vakar uždarote atidarote ieškau rasti tualetas atsiprašau pakartoti kalbate lietuviškai gerai blogai valandą",
    endings: "imas imą ijos ams ybė ais uose tis",
    letters: "ąęėįųū",
  },
  {
    code: "et",
    words:
      "ja on ei oli ma mina sa sina ta tema me meie te teie nad minu mu see mis kus millal kuidas miks kes kas aga või kui et ka veel juba ainult väga palun aitäh tänan tere tellimus tellimust konto kontole parool parooli arve abi aidake probleem tööta töötab jah saan saab tahan soovin sooviksin vaja tagasi raha keegi kellegagi inimesega rääkida tarne mitte midagi kunagi ootan ikka olema olen ole fail faili faile failid lisa suur tänu palju maksab saate mind aidata aru saa hommikust õhtust ööd head aega täna homme eile sulgete avate otsin leida tualett vabandust korrata räägite eesti hästi halvasti kell",
    endings: "mine tud sse st le lt ga mist vad ne",
    letters: "õäöü",
  },
  {
    code: "id",
    words:
      "yang dan di ke dari ini itu tidak bukan ada adalah saya aku kamu anda dia kami kita mereka apa siapa di mana kapan bagaimana kenapa mengapa tapi tetapi atau jika kalau juga masih sudah belum hanya sangat tolong mohon terima kasih halo hai selamat pagi pesanan akun kata sandi tagihan bantuan bantu masalah bekerja bisa dapat mau ingin perlu harus untuk dengan pada sebagai kembali uang seseorang orang bicara pengiriman berfungsi lagi akan telah berkas file unggah tambahkan banyak berapa harganya harga mengerti siang malam sore sampai jumpa hari besok kemarin tutup buka jam mencari toilet permisi ulangi bahasa baik buruk membantu ya",
    endings: "kan nya lah an",
  },
  {
    code: "vi",
    words:
      "và là của không có tôi bạn anh chị em chúng ta họ này đó gì ai đâu khi nào sao thế nhưng hoặc nếu cũng vẫn đã chưa chỉ rất xin vui lòng cảm ơn chào đơn hàng tài khoản mật khẩu hóa đơn giúp đỡ vấn đề hoạt động được muốn cần phải cho với trong từ để lại tiền người nói chuyện giao các một những tệp nhiều bao nhiêu hiểu buổi sáng tối tạm biệt hôm nay ngày mai qua đóng cửa mở tìm nhà vệ sinh lỗi nhắc tiếng việt tốt mấy giờ",
    letters: "ơưđăạảấầẩậắằặẹẻẽếềểễệỉịọỏốồổộớờởợụủứừửữựỳỵỷỹ",
  },
  {
    code: "ru",
    words:
      "и в не на что это как я ты он она мы вы они мой моя мои мне меня где когда почему кто но или если с со по из за от до для у о же бы есть был была нет да пожалуйста спасибо привет здравствуйте заказ заказа счет аккаунт пароль помощь помогите проблема работает могу может хочу нужно еще ещё уже только очень всегда ничего никогда деньги вернуть человеком оператором доставка файл файлы файлов большое сколько стоит можете мочь помочь понимаю понял доброе утро добрый день вечер спокойной ночи свидания сегодня завтра вчера закрываетесь открываетесь ищу найти туалет извините простите повторить повторите говорите русски хорошо плохо час времени",
    endings: "ость ение ого его ать ить ется ются ый ий ая",
    letters: "ыэъё",
  },
  {
    code: "uk",
    words:
      "і в не на що це як я ти він вона ми ви вони мій моя мої мені мене де коли чому хто але або якщо з із по за від до для у о ж є був була немає ні так будь ласка дякую привіт вітаю замовлення рахунок акаунт пароль допомога допоможіть проблема працює можу може хочу потрібно ще вже тільки дуже завжди нічого ніколи гроші повернути людиною оператором доставка та файл файли файлів скільки коштує можете допомогти розумію зрозумів доброго ранку дня добрий вечір надобраніч побачення сьогодні завтра вчора зачиняєтесь відчиняєтесь шукаю знайти туалет вибачте повторити говорите українською добре погано година",
    endings: "ість ення ого ати ити ється ються ий ія",
    letters: "іїєґ",
  },
  {
    code: "bg",
    words:
      "и в не на че това как аз ти той тя ние вие те мой моя моята моите ми ме къде кога защо кой но или ако с със по от за до до при е са беше няма да моля благодаря здравей здравейте поръчка поръчката сметка акаунт парола помощ проблем работи мога може искам трябва още вече само много винаги нищо никога пари пари върнете човек оператор доставка ще съм сте си файл файлове файла колко струва можете ли помогнете разбирам добро утро добър ден вечер лека нощ довиждане днес утре вчера затваряте отваряте търся намеря тоалетна извинете повторите говорите български добре зле часа",
    endings: "ата ето ите ът ането ение ост ване",
    letters: "ъщ",
  },
  {
    code: "sr",
    words:
      "и у на је су није сам си смо сте да не се то што ко где када како зашто али или ако ја ти он она ми ви они мој моја моје ме имам има имате може могу желим треба молим хвала здраво добар дан поруџбина рачун лозинка помоћ проблем ради још само врло увек ништа никад неко човеком разговарати повраћај новац достава за од по са из бити био била датотека датотеке пуно колико кошта можете ли помогнете разумем добро јутро вече лаку ноћ довиђења данас сутра јуче затварате отварате тражим наћи тоалет извините поновити говорите српски лоше сати",
    endings: "ост ање ење овати има ама ога",
    letters: "ђјљњћџ",
  },
  {
    code: "ar",
    words:
      "في من على إلى لا ما هذا هذه أن هل كيف أين متى لماذا أنا أنت هو هي نحن مع عن كان لم لن أريد أحتاج شكرا مرحبا طلبي حسابي كلمة المرور مساعدة مشكلة لكن أو إذا بعد قبل كل جزيلا كم السعر يمكنك مساعدتي يمكن أفهم صباح الخير مساء السلامة اليوم غدا أمس تغلقون تفتحون أبحث الحمام عفوا آسف مرة أخرى تتكلم العربية جيد الساعة لو سمحت فضلك",
    letters: "ةىأإ",
  },
  {
    code: "fa",
    words:
      "و در از به که این آن را با برای است نیست هست من تو او ما شما می چه چرا کجا کی چطور آیا اما یا اگر سلام ممنون لطفا سفارش حساب رمز عبور کمک مشکل کار نمی خواهم باید هم بود خیلی قیمتش چقدر می‌توانید کمکم کنید نمی‌فهمم صبح بخیر شب خداحافظ امروز فردا دیروز می‌بندید باز دنبال دستشویی ببخشید دوباره فارسی خوب ساعت متشکرم",
    letters: "پچژگکی",
  },
  {
    code: "ur",
    words:
      "اور میں ہے ہیں کا کی کے کو سے نے یہ وہ کیا کیوں کہاں کب کیسے نہیں میرا میری مجھے آپ ہم پر تو لیکن یا اگر شکریہ سلام براہ کرم آرڈر اکاؤنٹ پاس ورڈ مدد مسئلہ تھا رہا بہت اس قیمت سمجھ آیا کر سکتے صبح بخیر شب خدا حافظ آج کل بند کھلتا تلاش معاف دوبارہ اردو اچھا کتنے بجے کتنا",
    letters: "ٹڈڑںےہ",
  },
];

/** Scripts of one language, as far as visitors of a help desk write. */
export const scripts: readonly (readonly [code: string, letter: RegExp])[] = [
  ["ja", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["ko", /\p{Script=Hangul}/gu],
  ["zh", /\p{Script=Han}/gu],
  ["th", /\p{Script=Thai}/gu],
  ["el", /\p{Script=Greek}/gu],
  ["he", /\p{Script=Hebrew}/gu],
  ["hi", /\p{Script=Devanagari}/gu],
  ["bn", /\p{Script=Bengali}/gu],
  ["ta", /\p{Script=Tamil}/gu],
  ["te", /\p{Script=Telugu}/gu],
  ["ka", /\p{Script=Georgian}/gu],
  ["hy", /\p{Script=Armenian}/gu],
];

/** The languages that are distinguished, ISO 639-1. */
export const languageCodes: readonly string[] = [...languageMarks.map(({ code }) => code), ...scripts.map(([code]) => code)];

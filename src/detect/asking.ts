/** Words that show what a message asks for, by language, as `listed` reads them; `/` separates alternatives. */

/** What is asked for, where the words differ between two questions: "when", "at what time". */
export const questionKinds = `
    en when|when's|what time|which time|at what hour|until what time|how late|what day; de wann|um wie viel uhr|wie viel uhr|wieviel uhr|
    bis wann|wie lange habt|um welche uhrzeit|welche uhrzeit; fr quand|quelle heure; es cuándo|qué hora; it quando|che ora; pt quando|
    que horas; nl wanneer|hoe laat; lv kad|cikos; zh 几点|什么时候|何时|什么时间; ja いつ|何時; ru когда|во сколько|в какое время; pl kiedy|o której
    /
    en where|where's|which place|in which room; de wo|wohin|woher; fr où; es dónde; it dove|dov'è; pt onde; nl waar; lv kur; zh 哪里|哪儿|在哪;
    ja どこ; ru где|куда; pl gdzie|dokąd
    /
    en how much|what does it cost|price|cost|costs; de wie viel kostet|was kostet|wieviel kostet|kostet|kosten|preis; fr combien|coûte|
    prix; es cuánto|cuesta|precio; it quanto costa|costa|prezzo; pt quanto|custa|preço; nl hoeveel|kost|prijs; lv cik maksā|cena; zh 多少钱|
    价格; ja いくら|値段; ru сколько стоит|цена; pl ile kosztuje|cena
    /
    en how long|how many days|how many hours|how many weeks; de wie lange|wie lang; fr combien de temps; es cuánto tiempo|cuánto tarda;
    it quanto tempo; pt quanto tempo; nl hoe lang; lv cik ilgi; zh 多久|多长时间; ja どのくらい; ru как долго|сколько времени; pl jak długo|ile czasu
    /
    en why|how come; de warum|wieso|weshalb; fr pourquoi; es por qué; it perché; pt por que|porque; nl waarom; lv kāpēc; zh 为什么; ja なぜ|
    どうして; ru почему|зачем; pl dlaczego|czemu
    /
    en who|who's|whom; de wer|wem|wen; fr qui est|qui sont; es quién; it chi; pt quem; nl wie; lv kurš; zh 谁; ja 誰; ru кто|кому; pl kto|
    komu`;

/** Words of a command to the avatar or its page: a second "next" means the one after the next. */
export const commands = `
  en next|previous|back|forward|forwards|backward|backwards|continue|proceed|skip|repeat|again|replay|stop|pause|resume|play|start|
  restart|begin|wait|louder|quieter|softer|slower|faster|more|another|other|up|down|left|right|scroll|zoom|in|out|volume|turn|go|move|
  page|slide|song|track|picture|image|photo|video|step|item|question|first|last|say|show|read|give|tell|bigger|smaller|closer|further|on|
  off|mute|unmute|rotate|done|ready|enter|confirm|select|yes|no|one|two|once|time|come|keep|going|little|bit; de nächste*|weiter|weitere*|
  zurück|vor|nochmal|noch|mal|einmal|wiederholen|wiederhol*|stopp|stop|halt|pause|start|starten|lauter|leiser|langsamer|schneller|mehr|
  seite|bild|lied|frage|schritt|hoch|runter|links|rechts|oben|unten|zeig|zeige|zeigen|sag|bestätigen|überspringen|fertig; fr suivant*|
  suivante|précédent*|retour|encore|répète*|répéter|stop|arrête|pause|continue*|plus|fort|lentement|vite|page|image|question|gauche|
  droite|haut|bas|montre*|passe*|avance*|recommence*; es siguiente|anterior|atrás|adelante|otra|otro|vez|repite|repetir|repita|para|pausa|
  continúa|continuar|sigue|más|alto|despacio|rápido|página|imagen|pregunta|izquierda|derecha|arriba|abajo|muestra*|salta*; it prossim*|
  successiv*|precedente|indietro|avanti|ancora|ripeti|ripetere|ripeta|ferma|stop|pausa|continua|continuare|più|forte|piano|veloce|pagina|
  immagine|domanda|sinistra|destra|su|giù|mostra*|salta*; pt próxim*|seguinte|anterior|voltar|volta|mais|outra|outro|vez|repete|repetir|
  repita|para|pausa|continua|continuar|alto|devagar|rápido|página|imagem|pergunta|esquerda|direita|mostra*|pula*; nl volgende|vorige|
  terug|verder|nog|eens|keer|herhaal|herhalen|stop|pauze|harder|zachter|langzamer|sneller|meer|pagina|foto|vraag|links|rechts|omhoog|
  omlaag|toon|laat|zien|ga|door; lv nākam*|iepriekš*|atpakaļ|tālāk|vēlreiz|vēl|atkārto*|stop|pauze|skaļāk|klusāk|lēnāk|ātrāk|lapa|
  jautājums; ru следующ*|предыдущ*|назад|дальше|далее|еще|раз|повтори*|стоп|пауза|громче|тише|медленнее|быстрее|страница|вопрос|продолж*;
  pl następn*|poprzedni*|wstecz|dalej|jeszcze|raz|powtórz|stop|pauza|głośniej|ciszej|wolniej|szybciej|strona|pytanie|kontynuuj`;

/** Whole commands in scripts without spaces. */
export const commandPhrases = `
  zh 下一个|下一页|下一题|上一个|上一页|继续|再来一次|再说一遍|重复一遍|停|暂停|大声一点|慢一点|快一点|返回; ja 次|次へ|次お願いします|次のページ|前|前へ|戻る|戻って|もう一度|もう一度お願いします|もう一回|続けて|続き|止めて|ストップ|
  一時停止`;

/** Words after which a question goes further: "… per year if I pay in advance". */
export const further = `
  en if|per|for|with|without|when|after|before|on|in|at|during|from|to|as|instead|including|than|until|while|unless|between|through|by|
  because|and|but|or; de wenn|falls|pro|für|mit|ohne|nach|vor|am|im|bei|während|von|als|statt|bis|durch|und|aber|oder|zu; fr si|par|pour|
  avec|sans|quand|après|avant|le|en|à|pendant|de|comme|jusqu'à|et|mais|ou|chez; es si|por|para|con|sin|cuando|después|antes|el|en|a|
  durante|de|como|hasta|y|pero|o; it se|per|con|senza|quando|dopo|prima|il|in|a|durante|da|come|fino|e|ma|o; pt se|por|para|com|sem|
  quando|depois|antes|no|na|em|a|durante|de|como|até|e|mas|ou; nl als|per|voor|met|zonder|wanneer|na|op|in|bij|tijdens|van|dan|tot|en|
  maar|of; lv ja|par|ar|bez|kad|pēc|pirms|no|uz|un|bet|vai`;

/** Words that distinguish two questions, by language, as `listed` reads them; `/` separates the sides of one matter. */

/** Sides of one matter: a question about one of them is not a question about another. */
export const opposites: readonly string[] = [
  `
    en open|opens|opened|opening; de auf|öffnet|öffnen|geöffnet|offen|aufmachen|aufmacht; fr ouvre*|ouvrir|ouvert*; es abre*|abrir|
    abierto|abierta|abrís; it apre|aprite|aprono|aprire|apri|aperto|aperta|aperti; pt abre*|abrir|aberto|aberta; nl open|opent|openen|
    geopend; lv atver*|atvērt*|vaļā; zh 开门|营业|打开|开放; ja 開き|開く|開け|開い|開店; ru открыва*|откры*; pl otwier*|otwart*|otworzy*
    /
    en close|closes|closed|closing|shut|shuts|shutting; de zu|schließt|schließen|geschlossen|zumachen|zumacht|schluss; fr ferme*|fermé*;
    es cierra*|cerrar|cerrado|cerráis|cerramos; it chiude*|chiudi|chiudono|chiuso|chiusa; pt fecha*|fechar|fechado; nl dicht|sluit|
    sluiten|gesloten; lv aizver*|aizvērt*|slēdz*|slēgt*|ciet; zh 关门|打烊|关闭|关店; ja 閉まり|閉まる|閉め|閉じ|閉店; ru закрыва*|закры*; pl zamyka*|
    zamknię*|zamkn*`,
  `
    en on|enable|enabled|activate|activated; de an|ein|einschalten|anschalten|aktivieren; fr allumer|activer; es encender|activar|
    enciendo|activo; it accendere|accendo|attivare|attivo; pt ligar|ativar|ligo; nl aan|aanzetten|activeren|inschakelen; lv ieslēgt|
    ieslēdz; zh 开启|启用; ja オン|つけ; ru включить|включать|включи; pl włączyć|włączam|włącz
    /
    en off|disable|disabled|deactivate|deactivated; de aus|ausschalten|abschalten|deaktivieren; fr éteindre|désactiver; es apagar|
    desactivar|apago; it spegnere|spengo|disattivare; pt desligar|desativar|desligo; nl uit|uitzetten|deactiveren|uitschakelen;
    lv izslēgt|izslēdz; zh 关掉|停用; ja オフ|消し; ru выключить|выключать|выключи; pl wyłączyć|wyłączam|wyłącz`,
  `
    en he|him|his|man|men|boy|boys|husband|father|brother|son|male|gentlemen; de er|ihm|mann|männer|vater|bruder|sohn|herren; fr il|lui|
    homme|hommes|mari|père|frère|fils; es él|hombre|hombres|marido|padre|hermano|hijo|caballeros; it lui|uomo|uomini|marito|padre|
    fratello|figlio; pt ele|homem|homens|marido|pai|irmão|filho; nl hij|hem|man|mannen|vader|broer|zoon|heren; lv viņš|viņam|viņu|vīrs|
    tēvs|brālis|dēls; zh 他|男; ja 彼は|男性; ru он|ему|его|муж|отец|брат|сын; pl mąż|ojciec|brat|syn
    /
    en she|her|hers|woman|women|girl|girls|wife|mother|sister|daughter|female|ladies; de frau|frauen|mutter|schwester|tochter|damen;
    fr elle|femme|femmes|mère|sœur|fille; es ella|mujer|mujeres|esposa|madre|hermana|hija|damas; it donna|donne|moglie|madre|sorella|
    figlia; pt ela|mulher|mulheres|esposa|mãe|irmã|filha; nl zij|vrouw|vrouwen|moeder|zus|dochter|dames; lv viņa|viņai|sieva|māte|māsa|
    meita; zh 她|女; ja 彼女|女性; ru она|ей|её|жена|мать|сестра|дочь; pl żona|matka|siostra|córka`,
  `
    en entrance|enter|entry|way in|check in|check-in|get in; de eingang|einfahrt|einchecken|rein|hinein; fr entrée|entrer|arrivée;
    es entrada|entrar; it entrata|ingresso|entrare; pt entrada|entrar; nl ingang|inchecken|binnen; lv ieeja|ieiet; zh 入口|入住; ja 入口|入り口;
    ru вход|войти; pl wejście|wejść
    /
    en exit|leave|way out|check out|check-out|get out; de ausgang|ausfahrt|auschecken|raus|hinaus; fr sortie|sortir|départ; es salida|
    salir; it uscita|uscire; pt saída|sair; nl uitgang|uitchecken|buiten; lv izeja|iziet; zh 出口|退房; ja 出口; ru выход|выйти; pl wyjście|
    wyjść`,
  `
    en small|smaller|smallest|little; de klein*; fr petit*; es pequeñ*; it piccol*; pt pequen*; nl klein*; lv maz*; zh 小号|小的; ja 小さい;
    ru маленьк*; pl mał*
    /
    en medium; de mittler*|mittelgroß*; fr moyen*; es median*; it medi*; pt médi*; nl middel*; zh 中号; pl średni*; ru средн*
    /
    en large|larger|largest|big|bigger|biggest; de groß*|größ*; fr grand*; es grande*; it grand*; pt grande*; nl groot|grote|groter|
    grootste; lv liel*; zh 大号|大的; ja 大きい; ru больш*; pl duż*`,
  `
    en up|upstairs|top; de hoch|hinauf|rauf|oben; fr haut|monter|monte; es arriba|subir|subo; it sopra|salire|su; pt cima|subir; nl boven|
    omhoog; lv augšā|uz augšu; zh 上面|楼上; ja 上に|上へ; ru вверх|наверх; pl góra|w górę
    /
    en down|downstairs|bottom; de runter|hinunter|herunter|unten; fr bas|descendre|descend; es abajo|bajar|bajo; it sotto|scendere|giù;
    pt baixo|descer; nl beneden|omlaag; lv lejā|uz leju; zh 下面|楼下; ja 下に|下へ; ru вниз; pl dół|w dół`,
  `
    en left; de links|linke*; fr gauche; es izquierda|izquierdo; it sinistra|sinistro; pt esquerda|esquerdo; nl links|linker*;
    lv pa kreisi|kreisā; zh 左边|左; ja 左; ru налево|слева|лев*; pl lewo|lewa|lewy
    /
    en right; de rechts|rechte*; fr droite; es derecha|derecho; it destra|destro; pt direita|direito; nl rechts|rechter*; lv pa labi|
    labā; zh 右边|右; ja 右; ru направо|справа|прав*; pl prawo|prawa|prawy`,
  `
    en buy|buying|purchase|bought; de kaufen|kaufe|einkaufen; fr acheter|achète; es comprar|compro; it comprare|compro|acquistare;
    pt comprar|compro; nl kopen|koop; lv pirkt|nopirkt; zh 买; ja 買う|買い; ru купить|покупать; pl kupić|kupować
    /
    en sell|selling|sold; de verkaufen|verkaufe; fr vendre|vends; es vender|vendo; it vendere|vendo; pt vender|vendo; nl verkopen|
    verkoop; lv pārdot; zh 卖; ja 売る|売り; ru продать|продавать; pl sprzedać|sprzedawać`,
  `
    en arrive|arrives|arrival|arriving|get here|land|lands; de ankommt|ankommen|ankunft|kommt an; fr arrive|arriver|arrivée; es llega|
    llegar|llegada; it arriva|arrivare|arrivo; pt chega|chegar|chegada; nl aankomt|aankomen|aankomst; lv pienāk|ierodas; zh 到达; ja 到着|着き;
    ru прибыва*|приход*; pl przyjeżdża|przyjazd
    /
    en depart|departs|departure|departing|leave|leaves|leaving; de abfährt|abfahren|abfahrt|fährt ab|losfahren|abflug; fr part|partir|
    départ; es sale|salir|salida; it parte|partire|partenza; pt parte|partir|partida|sai; nl vertrekt|vertrekken|vertrek; lv atiet|
    izbrauc; zh 出发|发车|离开; ja 出発|発車; ru отправл*|отход*|уход*; pl odjeżdża|odjazd`,
  `
    en start|starts|begin|begins|starting|beginning; de beginnt|anfängt|beginn|anfang|starten|startet; fr commence|début|commencer;
    es empieza|comienza|inicio|empezar; it inizia|comincia|inizio; pt começa|início|começar; nl begint|start|begin; lv sākas|sākums;
    zh 开始; ja 始まり|始まる|開始; ru начина*|начал*; pl zaczyna|początek
    /
    en end|ends|finish|finishes|ending|stop|stops; de endet|aufhört|ende|enden; fr finit|fin|finir|termine; es termina|acaba|fin;
    it finisce|termina|fine; pt termina|acaba|fim; nl eindigt|stopt|einde; lv beidzas|beigas; zh 结束; ja 終わり|終わる|終了; ru заканчива*|конец;
    pl kończy|koniec`,
  `
    en with; de mit; fr avec; es con; it con; pt com; nl met; lv ar; ru с|со; pl z|ze
    /
    en without; de ohne; fr sans; es sin; it senza; pt sem; nl zonder; lv bez; ru без; pl bez`,
  `
    en before; de vor|vorher|bevor; fr avant; es antes; it prima; pt antes; nl voor|voordat; lv pirms; zh 之前; ja 前に; ru до|перед; pl przed
    /
    en after; de nach|nachher|nachdem; fr après; es después; it dopo; pt depois; nl na|nadat; lv pēc; zh 之后; ja 後に; ru после; pl po`,
  `
    en more|increase|raise|louder|higher|faster; de mehr|erhöhen|lauter|höher|schneller; fr augmenter|plus fort|plus vite; es aumentar|
    subir|más alto; it aumentare|alzare|più alto; pt aumentar|mais alto; nl meer|verhogen|harder|hoger|sneller; zh 提高|增加; ru больше|
    увеличить|громче; pl więcej|zwiększyć|głośniej
    /
    en less|decrease|reduce|lower|quieter|slower; de weniger|verringern|senken|leiser|niedriger|langsamer; fr diminuer|réduire|moins;
    es reducir|bajar|menos; it ridurre|abbassare|meno; pt reduzir|diminuir|menos; nl minder|verlagen|zachter|lager|langzamer; zh 降低|减少;
    ru меньше|уменьшить|тише; pl mniej|zmniejszyć|ciszej`,
  `
    en add|adding|insert; de hinzufügen|füge hinzu; fr ajouter; es añadir|agregar; it aggiungere; pt adicionar; nl toevoegen;
    lv pievienot; zh 添加; ja 追加; ru добавить; pl dodać
    /
    en remove|removing|delete|erase; de entfernen|löschen|lösche; fr supprimer|enlever|retirer; es quitar|eliminar|borrar; it rimuovere|
    eliminare|togliere; pt remover|apagar|excluir; nl verwijderen|wissen; lv noņemt|dzēst; zh 删除; ja 削除; ru удалить|убрать; pl usunąć|
    skasować`,
  `
    en book|booking|reserve; de buchen|reservieren; fr réserver; es reservar; it prenotare; pt reservar; nl boeken|reserveren;
    lv rezervēt; zh 预订|预定; ja 予約したい|予約する; ru забронировать|бронировать; pl zarezerwować
    /
    en cancel|cancelling|canceling; de stornieren|kündigen|absagen; fr annuler|résilier; es cancelar|anular; it annullare|disdire|
    cancellare; pt cancelar; nl annuleren|opzeggen|afzeggen; lv atcelt; zh 取消; ja キャンセル; ru отменить|отменять; pl anulować|odwołać`,
  `
    en lock|locking; de sperren|abschließen|verriegeln; fr verrouiller|bloquer; es bloquear; it bloccare; pt bloquear; nl vergrendelen|
    blokkeren; zh 锁定; ru заблокировать; pl zablokować
    /
    en unlock|unlocking; de entsperren|aufschließen|entriegeln; fr déverrouiller|débloquer; es desbloquear; it sbloccare; pt desbloquear;
    nl ontgrendelen|deblokkeren; zh 解锁; ru разблокировать; pl odblokować`,
  `
    en upload|uploading|import; de hochladen|importieren; fr téléverser|importer; es subir|importar; it caricare|importare; pt carregar|
    importar; nl uploaden|importeren; zh 上传|导入; ja アップロード; ru загрузить|импорт; pl wgrać|importować
    /
    en download|downloading|export; de herunterladen|runterladen|exportieren; fr télécharger|exporter; es descargar|exportar;
    it scaricare|esportare; pt baixar|exportar; nl downloaden|exporteren; zh 下载|导出; ja ダウンロード; ru скачать|экспорт; pl pobrać|eksportować`,
  `
    en log in|login|sign in|subscribe|sign up; de anmelden|einloggen|abonnieren; fr connecter|abonner; es iniciar sesión|suscribir*;
    it accedere|iscriver*; pt entrar na|assinar; nl inloggen|aanmelden; zh 登录|订阅; ru войти|подписаться; pl zalogować|subskrybować
    /
    en log out|logout|sign out|unsubscribe; de abmelden|ausloggen|abbestellen; fr déconnecter|désabonner; es cerrar sesión|darme de baja;
    it uscire|disiscriver*; pt sair da; nl uitloggen|afmelden; zh 退出|退订; ru выйти|отписаться; pl wylogować`,
  `
    en withdraw|withdrawal|send|sending; de abheben|senden|schicken|verschicken; fr retirer|envoyer; es retirar|enviar; it prelevare|
    inviare|spedire; pt sacar|enviar; nl opnemen|sturen|verzenden; zh 取款|取钱|发送; ru снять|отправить; pl wypłacić|wysłać
    /
    en deposit|receive|receiving|pay in; de einzahlen|empfangen|erhalten; fr déposer|recevoir; es depositar|ingresar|recibir; it versare|
    depositare|ricevere; pt depositar|receber; nl storten|ontvangen; zh 存款|存钱|接收; ru внести|получить; pl wpłacić|otrzymać`,
  `
    en cheap|cheaper|cheapest|minimum|least; de billig*|günstig*|mindest*; fr moins cher|minimum; es barato|barata|mínimo; it economico|
    minimo; pt barato|mínimo; nl goedkoop*|minimum; zh 最便宜|最低; ru дешев*|минимум; pl tani*|minimum
    /
    en expensive|priciest|maximum|most; de teuer*|teuerst*|höchst*; fr plus cher|maximum; es caro|cara|máximo; it costoso|massimo;
    pt caro|máximo; nl duur*|maximum; zh 最贵|最高; ru дорог*|максимум; pl drog*|maksimum`,
  `
    en inside|indoor|indoors; de drinnen|innen; fr intérieur|dedans; es dentro|interior; it dentro|interno; pt dentro|interior;
    nl binnen; zh 里面|室内; ru внутри; pl wewnątrz|w środku
    /
    en outside|outdoor|outdoors; de draußen|außen; fr extérieur|dehors; es fuera|exterior; it fuori|esterno; pt fora|exterior; nl buiten;
    zh 外面|室外; ru снаружи; pl na zewnątrz`,
  `
    en hot|warm|heating; de heiß*|warm*|heizung; fr chaud*|chauffage; es caliente|calefacción; it caldo|calda|riscaldamento; pt quente;
    nl heet|warm*|verwarming; zh 热的|热水; ru горяч*; pl gorąc*|ciepł*
    /
    en cold|cool|cooling; de kalt*|kühl*; fr froid*; es frío|fría; it freddo|fredda; pt frio|fria; nl koud*|koel*; zh 冷的|冷水; ru холодн*;
    pl zimn*`,
  `
    en old|used|previous; de alt|alte|alten|altes|gebraucht*; fr ancien*|vieux; es viejo|vieja|anterior; it vecchio|vecchia; pt velho|
    velha|antigo; nl oud|oude; zh 旧的; ru стар*; pl star*
    /
    en new|brand new; de neu*; fr nouveau|nouvelle; es nuevo|nueva; it nuovo|nuova; pt novo|nova; nl nieuw*; zh 新的; ru нов*; pl now*`,
];

/** Matters with more than two sides: the day, the meal, who comes along, which number. */
export const slots: readonly string[] = [
  `
    en monday|mondays; de montag*; fr lundi*; es lunes; it lunedì; pt segunda; nl maandag*; lv pirmdien*; zh 星期一|周一; ja 月曜;
    ru понедельник*; pl poniedział*
    /
    en tuesday|tuesdays; de dienstag*; fr mardi*; es martes; it martedì; pt terça; nl dinsdag*; lv otrdien*; zh 星期二|周二; ja 火曜;
    ru вторник*; pl wtorek|wtorki
    /
    en wednesday|wednesdays; de mittwoch*; fr mercredi*; es miércoles; it mercoledì; pt quarta; nl woensdag*; lv trešdien*; zh 星期三|周三;
    ja 水曜; ru среду|среда|средам; pl środa|środę|środy
    /
    en thursday|thursdays; de donnerstag*; fr jeudi*; es jueves; it giovedì; pt quinta; nl donderdag*; lv ceturtdien*; zh 星期四|周四; ja 木曜;
    ru четверг*; pl czwartek|czwartki
    /
    en friday|fridays; de freitag*; fr vendredi*; es viernes; it venerdì; pt sexta; nl vrijdag*; lv piektdien*; zh 星期五|周五; ja 金曜;
    ru пятниц*; pl piątek|piątki
    /
    en saturday|saturdays; de samstag*|sonnabend*; fr samedi*; es sábado*; it sabato; pt sábado*; nl zaterdag*; lv sestdien*; zh 星期六|周六;
    ja 土曜; ru суббот*; pl sobota|sobotę|soboty
    /
    en sunday|sundays; de sonntag*; fr dimanche*; es domingo*; it domenica; pt domingo*; nl zondag*; lv svētdien*; zh 星期天|星期日|周日; ja 日曜;
    ru воскресень*; pl niedziel*`,
  `
    en today|tonight; de heute; fr aujourd'hui; es hoy; it oggi; pt hoje; nl vandaag; lv šodien; zh 今天; ja 今日; ru сегодня; pl dzisiaj|dziś
    /
    en tomorrow; de morgen; fr demain; es mañana; it domani; pt amanhã; nl morgen; lv rīt; zh 明天; ja 明日; ru завтра; pl jutro
    /
    en yesterday; de gestern; fr hier; es ayer; it ieri; pt ontem; nl gisteren; lv vakar; zh 昨天; ja 昨日; ru вчера; pl wczoraj`,
  `
    en breakfast; de frühstück; fr petit déjeuner; es desayuno; it colazione; pt café da manhã|pequeno almoço; nl ontbijt; lv brokastis;
    zh 早餐|早饭; ja 朝食; ru завтрак; pl śniadanie
    /
    en lunch; de mittagessen; es almuerzo|comida; it pranzo; pt almoço; nl lunch; lv pusdienas; zh 午餐|午饭; ja 昼食; ru обед; pl lunch|obiad
    /
    en dinner|supper; de abendessen; fr dîner; es cena; it cena; pt jantar; nl diner|avondeten; lv vakariņas; zh 晚餐|晚饭; ja 夕食; ru ужин;
    pl kolacja`,
  `
    en dog|dogs|puppy; de hund|hunde|hunden; fr chien|chiens; es perro|perros|perra; it cane|cani; pt cachorro|cão|cães; nl hond|honden;
    lv suns|suni|suņi; zh 狗; ja 犬; ru собак*; pl pies|psa|psy|psem
    /
    en cat|cats; de katze|katzen; fr chat|chats; es gato|gatos; it gatto|gatti; pt gato|gatos; nl kat|katten; lv kaķis|kaķi|kaķu; zh 猫;
    ja 猫; ru кошк*|кот; pl kot|kota|koty
    /
    en kid|kids|child|children|baby|toddler; de kind|kinder|kindern|baby; fr enfant|enfants|bébé; es niño|niños|niña|niñas|bebé;
    it bambino|bambini|bambina; pt criança|crianças|bebê; nl kind|kinderen|baby; lv bērns|bērnu|bērni; zh 孩子|小孩; ja 子供|子ども; ru ребен*|
    дет*; pl dziecko|dzieci
    /
    en friend|friends|colleague|partner|guest|guests; de freund*|kolleg*|partner*|gast|gäste; fr ami|amis|amie|collègue; es amigo|amigos|
    amiga; it amico|amici|amica; pt amigo|amigos|amiga; nl vriend*|collega*; lv draug*; zh 朋友; ja 友達; ru друг*|друз*; pl przyjaci*|kolega
    /
    en adult|adults|grown up|grown ups; de erwachsene*; fr adulte|adultes; es adulto|adultos; it adulto|adulti; pt adulto|adultos;
    nl volwassen*; lv pieaug*; zh 成人; ja 大人; ru взросл*; pl dorosł*
    /
    en bike|bicycle; de fahrrad|rad; fr vélo; es bici|bicicleta; it bici|bicicletta; pt bicicleta; nl fiets; zh 自行车; ru велосипед;
    pl rower`,
  `
    en one; de eins; es uno; it uno; zh 一号
    /
    en two|second; de zwei|zweite*; fr deux|deuxième; es dos|segundo|segunda; it due|secondo; pt dois|duas|segundo; nl twee|tweede; zh 两个|
    二号|第二; ja 二つ|第二; ru два|две|втор*; pl dwa|dwie|drug*
    /
    en three|third; de drei|dritte*; fr trois|troisième; es tres|tercero|tercer; it tre|terzo; pt três|terceiro; nl drie|derde; zh 三个|三号|
    第三; ja 三つ|第三; ru три|трет*; pl trzy|trzec*
    /
    en four|fourth; de vier|vierte*; fr quatre|quatrième; es cuatro|cuarto; it quattro|quarto; pt quatro; nl vier|vierde; zh 四个|四号|第四;
    ru четыре|четвертый; pl cztery|czwarty
    /
    en five|fifth; de fünf|fünfte*; fr cinq|cinquième; es cinco|quinto; it cinque|quinto; pt cinco|quinto; nl vijf|vijfde; zh 五个|五号|第五;
    ru пять|пятый; pl pięć|piąty
    /
    en six|sixth; de sechs|sechste*; fr six|sixième; es seis|sexto; it sei|sesto; pt seis|sexto; nl zes|zesde; zh 六个|六号; ru шесть;
    pl sześć
    /
    en seven|seventh; de sieben|siebte*; fr sept|septième; es siete; it sette; pt sete; nl zeven; zh 七个|七号; ru семь; pl siedem
    /
    en eight|eighth; de acht|achte*; fr huit|huitième; es ocho; it otto; pt oito; nl acht; zh 八个|八号; ru восемь; pl osiem
    /
    en nine|ninth; de neun|neunte*; fr neuf|neuvième; es nueve; it nove; pt nove; nl negen; zh 九个|九号; ru девять; pl dziewięć
    /
    en ten|tenth; de zehn|zehnte*; fr dix|dixième; es diez; it dieci; pt dez; nl tien; zh 十个|十号; ru десять; pl dziesięć
    /
    en first; de erste*; fr premier|première; es primero|primera|primer; it primo|prima; pt primeiro|primeira; nl eerste; lv pirm*;
    zh 第一; ja 最初; ru перв*; pl pierwsz*
    /
    en last; de letzte*; fr dernier|dernière; es último|última; it ultimo|ultima; pt último|última; nl laatste; lv pēdēj*; zh 最后; ja 最後;
    ru последн*; pl ostatni*`,
  `
    en red; de rot*; fr rouge*; es rojo|roja; it rosso|rossa; pt vermelh*; nl rood|rode; zh 红色; ja 赤い; ru красн*; pl czerwon*
    /
    en blue; de blau*; fr bleu*; es azul*; it blu; pt azul; nl blauw*; zh 蓝色; ja 青い; ru син*; pl niebiesk*
    /
    en green; de grün*; fr vert*; es verde*; it verde; pt verde; nl groen*; zh 绿色; ru зелен*; pl zielon*
    /
    en black; de schwarz*; fr noir*; es negro|negra; it nero|nera; pt preto|preta; nl zwart*; zh 黑色; ja 黒い; ru черн*; pl czarn*
    /
    en white; de weiß*; fr blanc*; es blanco|blanca; it bianco|bianca; pt branco|branca; nl wit|witte; zh 白色; ja 白い; ru бел*; pl biał*`,
];

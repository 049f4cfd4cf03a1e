import { list, type Pack } from "../pack.ts";

/** Turkish. Small: the plainest complaints. Rests on phrases alone, no labelled Turkish messages were at hand. */
export const tr: Pack = {
  language: "tr",
  cues: {
    anger: list(
      `rezalet|berbat|korkunç|iğrenç|sinirliyim|sinirlendim|kızgınım|çıldıracağım|deli oldum|bıktım|yeter artık|yeter ya|sabrım taştı|hayal kırıklığı|saçmalık|saçma sapan|kabul edilemez|utanç verici|skandal bu|çok kötü|şikayetçiyim|kepazelik|bu ne biçim`,
    ),
    insult: list(`işe yaramaz|işe yaramıyor*|aptal*|salak*|gerizekalı*|dolandırıcı*|yalancı*|beceriksiz*|zaman kaybı|hiçbir işe`),
    swear: list(`lanet olsun|kahretsin|allah kahretsin`),
    failure: list(
      `çalışmıyor|hala çalışmıyor|hâlâ çalışmıyor|hiçbir şey çalışmıyor|cevap vermiyor*|kimse cevap vermiyor|yardım etmiyor*|bozuk|bozuldu|hala gelmedi|gelmedi hala|olmuyor`,
    ),
    blame: list(`sizin hatanız|söz verdiniz|beni anlamıyorsun|beni anlamıyorsunuz|anlamıyorsun|anlamıyorsunuz`),
    again: list(`kaç kere|kaç defa|üçüncü kez|üç kere söyledim|tekrar tekrar|defalarca|daha önce söyledim|söyledim ya|yine aynı`),
    waiting: list(`hala bekliyorum|hâlâ bekliyorum|ne zaman gelecek artık|saatlerdir|haftalardır|günlerdir|çok uzun sürdü|daha ne kadar`),
    sarcasm: list(`hiçbir şey için teşekkürler|bravo size`),
    thanks: list(`teşekkürler|teşekkür ederim|sağ olun|sağol`),
    solved: list(`çözüldü|şimdi çalışıyor|oldu tamam|hallettim`),
    calm: list(`lütfen|merhaba|rica etsem|nasıl yapabilirim|acaba|iyi günler|mümkün mü`),
  },
  guards: {
    negation: list("değil|yok|hiç|asla"),
    "third-person": list("onlar|müşteri|arkadaşım|patronum|kocam|karım|komşum"),
    topic: list("şarkı|kitap|dizi|kelime|demek"),
    duration: list("dakika|dakikadır|saat|saattir|gün|gündür|hafta|haftadır|ay|aydır"),
    me: list("ben|bana|beni|benim|biz|bize"),
    you: list("sen|siz|sana|size|sizin|senin"),
    answer: list("evet|hayır|tamam|teşekkürler"),
    asking: list("kim|nerede|neden|niye|nasıl|hangi|kaç|ne zaman"),
  },
  fillers: list(`ve|bir|bu|şu|için|ile|mi|mı|mu|mü|ben|bana|benim|siz|sizin|nasıl|nerede|lütfen|merhaba|var|yok|çok|daha|olarak|gibi`),
  acknowledgements: list("evet|hayır|tamam|teşekkürler|teşekkür ederim|merhaba|görüşürüz|peki|olur|anladım|iyi günler"),
  endings: list("larından|lerinden|lardan|lerden|ların|lerin|ları|leri|dan|den|lar|ler|nın|nin"),
  synonyms: [list("human|temsilci|insan|yetkili"), list("order|sipariş|siparişim|siparişimi"), list("cost|fiyat|ücret")],
};

import { type Grammar, lines, words } from "../grammar.ts";

/** Turkish. Small: written for this project, with no labelled Turkish messages at hand. */
export const tr: Grammar = {
  language: "tr",
  words: {
    speak: words(`konuş*|görüş*|iletişim*|bağlan*|sohbet*|yazış*|telefonla*`),
    want: words(
      `istiyorum|lazım|ihtiyacım|isterim|var mı|verin|bağlayın|bağla|bağlar*|çağır*|rica|aktarın|aktarır*|yönlendir*|nerede|bulabilir*|istiyoruz|gerekiyor|gerek`,
    ),
    person: words(
      `birini|birileri|birilerini|müdürü|yetkiliyi|yetkiliye|canlı destek*|canlı desteğe|arkadaşınız*|insan|insanla|insana|insanlar*|bir insan*|gerçek bir insan*|gerçek kişi*|biri|biriyle|birisi*|birine|kişi*|temsilci*|müşteri temsilci*|müşteri hizmet*|operatör*|yetkili*|yönetici*|müdür*|danışman*|çalışan*|görevli*|personel*|destek ekib*|teknik destek*|eleman*|uzman*|satış*|kimse*|patron*|amir*`,
    ),
    machine: words(`robot*|makine*|bilgisayar*|bot|botla|chatbot*|yapay zeka*|avatar*|program*|telesekreter*`),
    data: words(`veri*|bilgi*|kişisel veri*|kayıt*|konuşma*|görüşme kay*`),
  },
  polite: words(`lütfen|merhaba|evet|hayır|bir|şimdi|hemen|bana|beni|selam|ben|teşekkürler|istiyorum`),
  hesitations: words(`ııı|eee|şey|hani|yani`),
  patterns: {
    human: lines(`
      <person> .. <speak>
      <person> .. <want>
      (bağlayın|bağla|bağlar mısınız|aktarın|aktarır mısınız|yönlendirin) .. (beni|bizi|lütfen)
      (beni|bizi) .. (bağlayın|bağla|bağlar mısınız|aktarın|aktarır mısınız|yönlendirin|arayın|arar mısınız|arasın|geri arayın|arayabilir)
      <machine> .. (konuşmak istemiyorum|istemiyorum|konuşmam|konuşmayacağım|konuşmaktan bıktım)
      (geri arayın|geri arar mısınız|geri aranmak|beni arayın|beni arasınlar|biri beni arasın)
      (biri|birisi|yetkili|temsilci) .. (arayabilir mi|arasın|arar mı|geri dönsün)
      (müşteri hizmetleri|destek|çağrı merkezi|ofis) .. (numarası|telefonu|numara|telefon)
      (başka biri|bir arkadaşınız|bir çalışan|gerçek biri|bir insan) .. (yardım|yardımcı|açıkla*)
      ^ <person> $
      (birini|müdürü*|müdürünüzü|yetkili|bir yetkili|yetkiliyi|yöneticiyi|patronunuzu|arkadaşınızı|çalışanı|bir çalışan*) .. (çağır*|gönder*|getir*|ver*|yolla*)
      <person> .. (ulaş*|bağla*|aktar*|yönlendir*|gelebilir|gelsin|gelir mi|geçir*)
      (müşteri hizmet*|destek*|çağrı merkez*|şirket*|ofis*) .. (numara*|telefon*)
      (insan|gerçek biri|gerçek bir insan|gerçek insan|kimse|canlı biri) (var mı|yok mu)
      (biri|birisi|birileri) .. (yardım ed*|yardımcı ol*|gelebilir|gelsin|arasın|beni arasın|bakabilir)
      (beni|bizi) .. (arasınlar|arayabilir*|arasın|aransın|birine bağla*)
      (canlı destek*|canlı desteğe|temsilci*|operatör*) .. (bağlan*|istiyorum|geç*|konuş*)
      (robot|bot|makine) istemiyorum
      (geri) (arayın|arar*|aranmak|arayabilir*)
      - (sen|siz|bu) .. (insan|robot|bot|makine|gerçek) .. (mısın|mısınız|misin|musun|musunuz|mu|mi)
      - (insan|robot|bot|gerçek|temsilci) (mısın|mısınız|musun|musunuz|mu|misin|misiniz)
      - (ben|bir) .. (temsilciyim|operatörüm|danışmanım|müdürüm|çalışanım|acentesiyim)
      - (müdürüm|yöneticim|patronum|arkadaşım)
      - <person> .. (ne kadar kazanır|maaşı|ne iş yapar|ne demek)
      - (dün|zaten) .. <person> .. (konuştum|görüştüm)
      - <person> .. (istemiyorum|gerek yok|konuşmak istemiyorum)
      - (insan hakları|insan kaynakları|insanlık|seyahat acente*)
      - (taksi|ambulans*|polis*|itfaiye*) .. (çağır*|ara*)
    `),
    unanswered: lines(`
      (üzgünüm|maalesef|özür dilerim|kusura bakmayın|pardon) ... (anlamadım|anlayamadım|bilmiyorum|yardımcı olam*|bulam*|yok|veremiyorum|mümkün değil|cevap verem*|yapamıyorum|edemiyorum)
      (sizi|sorunuzu|seni|bunu|söylediğinizi|) (anlamadım|anlayamadım)
      (yardımcı olamıyorum|yardımcı olamam|yanıtlayamıyorum|cevaplayamıyorum|cevap veremiyorum|bilgim yok|bilgiye sahip değilim|erişimim yok|bilgi bulunmuyor)
      (tekrar|başka|farklı|yeniden) .. (sorar mısınız|eder misiniz|ifade eder*|sorabilir*|söyler misiniz|deneyin|sorun|ifade edebilir*|edebilir misiniz|söyleyebilir*)
      bilmiyorum $
      (müşteri hizmetleri|destek ekib*|temsilci*) .. (başvurun|iletişime geçin|ulaşın)
      - (eğer|olursa|ise) ... (anlamadım|yok|bulam*)
    `),
    courtesy: lines(`
      (nasıl|size) .. (yardımcı|yardım)
      (rica ederim|iyi günler|başka bir|hoşça kalın|memnun oldum)
    `),
    urgent: lines(`
      (kendimi öldür*|intihar*|kendimi as*|kendime zarar*|bileklerimi kes*|canıma kıy*|hayatıma son*|kendimi kes*|yaşamıma son*)
      (ölmek|geberip gitmek|uyanmamak) (istiyorum|isterim|istiyordum)
      (yaşamak|hayatta kalmak) .. (istemiyorum|istemem)
      (keşke) .. (ölsem|ölseydim)
      (yaşamanın|hayatın) .. anlamı (yok|kalmadı)
      (çok fazla|bir kutu|bütün) .. (hap|hapları|ilaç|ilacı) .. (içtim|yuttum|aldım|içti|yuttu)
      (ambulans*|polis*|itfaiye*|doktor*|112|155|110) .. (çağırın|arayın|çağır|lazım|gönderin|ara|acil|çağırır)
      (biri|adam|kadın|çocuk|annem|babam|kocam|karım|eşim|arkadaşım|bebek|müşteri|yaşlı|oğlum|kızım|birisi|dedem|ninem|kardeşim) .. (bayıldı|yere yığıldı|nefes almıyor|nefes alamıyor|ölüyor|boğuluyor|kalp krizi*|felç geçir*|kan kaybediyor|bilinci kapalı|bilincini kaybetti|tepki vermiyor|yığıldı|inme)
      (nefes) (alamıyorum|almıyor|alamıyor)
      (kalp krizi geçir*|kalp krizi|beyin kanaması|felç geçiriyor)
      göğsü* .. (ağrı*|acı*|sancı*)
      (çok|durmadan) .. (kan kaybed*|kanıyor|kanama*)
      (yangın|ateş) .. (var|çıktı|evde|binada|mutfakta)
      (ev|bina|mutfak|ofis) yanıyor
      (gaz kokusu|gaz kaçağı|gaz sızıntısı)
      (asansörde) .. (kaldım|kaldık|mahsur|sıkıştım)
      (seni|sizi|hepinizi|onu) .. (öldüreceğim|vuracağım|gebertece*|bıçaklayacağım|öldürürüm|gebertirim|yakacağım)
      (silah*|bıçak*|tabanca*|bomba*|pompalı*) .. (geliyorum|geleceğim|var elimde|var yanımda)
      (nerede|nerde) (oturduğunu*|yaşadığın*|çalıştığın*) .. biliyorum
      bomba (var|koydum|yerleştirdim|ihbarı)
      (bana|beni|bizi|bize) .. (saldırıyor*|dövüyor*|takip ediyor*|tecavüz*|öldürecek|kaçır*|vuruyor|tehdit ediyor*|boğuyor)
      (acil durum|acil bir durum|hayati tehlike|ölüm kalım|tehlikedeyim|tehlikedeyiz|imdat)
      (çocuğum|oğlum|kızım|bebeğim) .. (kayboldu|kaçırıldı|boğuluyor)
      (elinde|yanında|üzerinde|adamda|onda|birinde) .. (bıçak|silah|tabanca|bomba|tüfek|balta) .. (var|taşıyor|tutuyor|$)
      (bıçaklı|silahlı) .. (adam|biri|saldırgan|kişi|saldırı)
      (yerde|yere) .. (yatıyor|düştü|hareketsiz) .. (kıpırdamıyor|hareket etmiyor|nefes|baygın|kan|$)
      (kıpırdamıyor|uyanmıyor|tepki vermiyor)
      (köprüden|çatıdan|pencereden|trenin önüne) .. (atla*|atacağım|kendimi)
      (bensiz) .. (daha iyi|mutlu)
      - (gülmekten|açlıktan|sıcaktan|meraktan|sıkıntıdan|utancımdan|uykusuzluktan) .. (öl*|bayıl*)
      - (film*|şarkı*|kitap*|dizi*|oyun*|roman*) ... (öldür*|intihar*|bomba*|yangın*|ölmek)
      - (acil durum|acil) .. (değil|çıkışı|numarası|kişisi)
      - (yangın|kalp krizi|ambulans|ilk yardım) .. (nasıl|ne yapmalı|belirtileri|sigortası|kursu|merdiveni|alarmı|tüpü|kapısı)
      - (telefonum|pilim|şarjım|bilgisayarım) .. (öldü|bitti)
      - (ekran|uygulama|fare|telefon|bilgisayar|sayfa|site) .. (kıpırdamıyor|tepki vermiyor|uyanmıyor)
    `),
    leaving: lines(`
      (hesabımı|üyeliğimi|aboneliğimi|sözleşmemi|hattımı|kaydımı|aboneliği|üyeliği|hesabı|poliçemi) .. (kapat*|iptal*|sil*|sonlandır*|feshet*|bitir*|dondur*)
      (rakib*|rakip firma*|başka bir firma*|başka firma*|başka operatör*|başka banka*|başka şirket*) .. (geç*|gid*|bak*|taşı*|ara*)
      (bir daha|artık|asla) .. (sizden almam|almayacağım|alışveriş yapmam|alışveriş yapmayacağım|kullanmayacağım|kullanmam|gelmem|almam)
      müşteri* .. (kaybettiniz|kaybediyorsunuz|kaybedeceksiniz)
      (alternatif*|başka sağlayıcı*) .. (arıyor*|bakıyor*|değerlendir*)
      - (iptal|kapat*|sil*) .. (istemiyorum|ücreti|cezası|neden)
      - (sipariş*|randevu*|rezervasyon*|alarm*|uçuş*|mesaj*) .. (iptal*|sil*)
    `),
    legal: lines(`
      (avukat*) .. (görüş*|ara*|vereceğim|devre*|haber*|konuş*|başvur*|gönder*)
      (avukatım|avukatıma|avukatımla|avukatımdan)
      (dava) .. (aç*|ed*)
      (mahkeme*|savcılı*|tüketici hakem heyeti*|tüketici mahkeme*|tüketici hakları*) .. (git*|ver*|görüş*|şikayet*|başvur*|suç duyuru*)
      (şikayet|suç duyurusu) .. (edeceğim tüketici|savcılık*|bulunacağım)
      (yasadışı|yasa dışı|kanuna aykırı|yasal işlem*|yasal yol*|hukuki)
      (tüketici hakem heyeti*|kvkk kurul*)
      - (iyi bir|boşanma|öner*) .. avukat*
      - avukat (mıyım|ım|arıyorum|tavsiye*|ücret*)
    `),
    data_request: lines(`
      (verilerimi|bilgilerimi|kişisel verilerimi|tüm verilerimi|kayıtlarımı|hakkımdaki) .. (sil*|kaldır*|yok ed*)
      (hakkımda|benimle ilgili|bana ait) .. (hangi|ne|neler) .. (bilgi*|veri*|sakla*|tut*|biliyor*)
      (hangi|ne tür) .. (bilgi*|veri*) .. (sakl*|tut*|topl*|hakkımda)
      (verilerimin|bilgilerimin|kişisel verilerimin) .. (kopya*|silinme*|indir*|dökümü*)
      (verilerime|bilgilerime) .. (eriş*|ulaş*)
      (kvkk|gdpr|unutulma hakkı)
      (rızamı|onayımı|iznimi) .. (geri|çek*)
      - (mobil veri|veri paketi|bilgilerimi güncelle*|bilgilerimi değiştir*)
    `),
  },
};

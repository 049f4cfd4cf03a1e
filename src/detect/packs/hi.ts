import { list, type Pack } from "../pack.ts";

/** Hindi in Devanagari and as it is written in Latin letters. Small: the plainest complaints. Rests on phrases alone, no labelled Hindi messages were at hand. */
export const hi: Pack = {
  language: "hi",
  cues: {
    anger: list(
      `बहुत बुरा|बेकार|घटिया|बकवास|गुस्सा|परेशान हो गया|परेशान हो गई|तंग आ गया|तंग आ गई|शर्म आनी चाहिए|शर्मनाक|निराश|भयानक|बर्दाश्त नहीं|हद है|हद हो गई|सब्र खत्म|वाहियात|bakwas|bekar|ghatiya|gussa|tang aa gaya|pareshan ho gaya|had hai`,
    ),
    insult: list(`बेवकूफ|मूर्ख|पागल हो क्या|धोखेबाज|धोखा|चोर हो|झूठे|निकम्मे|किसी काम के नहीं|समय की बर्बादी|bewakoof|murkh|dhokha|nikamma`),
    failure: list(
      `काम नहीं कर रहा|काम नहीं कर रही|काम नहीं करता|अभी तक नहीं|कोई जवाब नहीं|जवाब नहीं दे|मदद नहीं कर|खराब है|टूटा हुआ|नहीं चल रहा|नहीं आया अभी|kaam nahi kar raha|nahi chal raha|abhi tak nahi|koi jawab nahi`,
    ),
    blame: list(`समझते नहीं|समझ नहीं रहे|मेरी बात नहीं समझ|आपने वादा किया|आपकी गलती|samajh nahi rahe|samajhte nahi`),
    again: list(`कितनी बार|तीन बार|तीसरी बार|बार बार|पहले भी बताया|पहले ही बता चुका|फिर वही|kitni baar|teen baar|baar baar|phir wahi`),
    waiting: list(`कब तक इंतजार|इंतजार कर रहा|इंतजार कर रही|घंटों से|हफ्तों से|कितना और इंतजार|kab tak|ghanto se`),
    sarcasm: list(`वाह क्या सर्विस`),
    praise: list(`अच्छा|बढ़िया|शानदार|badhiya|accha`),
    thanks: list(`धन्यवाद|शुक्रिया|dhanyavad|shukriya`),
    solved: list(`ठीक हो गया|काम कर रहा है अब|समझ गया|समझ गई|theek ho gaya|samajh gaya`),
    calm: list(`कृपया|नमस्ते|क्या मैं|कैसे कर सकता|बताइए|namaste|kripya`),
  },
  guards: {
    negation: list("नहीं|मत|ना|nahi|nahin"),
    "third-person": list("वह|वो|वे|उसका|उसकी|दोस्त|पति|पत्नी|बॉस|ग्राहक"),
    duration: list("मिनट|घंटे|घंटा|दिन|हफ्ते|महीने|ghante|hafte|mahine"),
    me: list("मैं|मुझे|मेरा|मेरी|हम|हमें|mujhe|mera|meri"),
    you: list("आप|तुम|आपका|आपकी|तू|aap|tum"),
    answer: list("हां|हाँ|नहीं|ठीक|haan"),
    asking: list("क्या|कौन|कहां|कहाँ|कब|क्यों|कैसे|कितना|कितने|kya|kaun|kahan|kyon|kaise"),
  },
  fillers: list("है|हैं|का|की|के|में|से|को|पर|और|या|मैं|मुझे|मेरा|आप|यह|वह|क्या|कैसे|कब|कहाँ|भी|तो|ही|कृपया|नमस्ते|hai|hain|ka|ki|ke|mein|se|ko"),
  acknowledgements: list("हां|हाँ|नहीं|ठीक है|धन्यवाद|शुक्रिया|नमस्ते|अच्छा|समझ गया|haan|theek hai|dhanyavad|namaste"),
  endings: list("ियों|ियां|ों|ें|ी|ा|े"),
  synonyms: [],
};

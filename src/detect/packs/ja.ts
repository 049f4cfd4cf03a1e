import { list, type Pack } from "../pack.ts";

/** Japanese. Small: the plainest complaints. Rests on phrases alone, no labelled Japanese messages were at hand. */
export const ja: Pack = {
  language: "ja",
  cues: {
    anger: list(
      `ひどい|酷い|最悪|腹が立つ|腹立つ|むかつく|ムカつく|イライラ|いらいら|うんざり|ふざけるな|ふざけないで|いい加減にして|いいかげんにして|あり得ない|ありえない|がっかり|怒って|不愉快|呆れ|あきれ|話にならない|信じられない`,
    ),
    insult: list(`役に立たない|役立たず|使えない|使えねえ|バカ|馬鹿|アホ|詐欺|嘘つき|無能|ゴミ|時間の無駄`),
    swear: list(`くそ|クソ|畜生|ちくしょう`),
    failure: list(
      `動かない|動きません|全然動かない|まだ届かない|届いていない|繋がらない|つながらない|壊れて|使えません|返事がない|返信がない|解決しない|できないんだけど`,
    ),
    blame: list(`分かってない|わかってない|話を聞いて|通じない|そちらのせい|約束した`),
    again: list(`何度も|何回も|何度言え|何回言え|もう三回|三回も|さっきも言った|さっき言った|また同じ|同じことを|繰り返し`),
    waiting: list(`ずっと待って|まだ待って|いつまで待|待たされ|遅すぎ|いつになったら|何時間も`),
    sarcasm: list(`さすがですね|大したもの`),
    correction: list(`そうじゃない|そうではなく|違います|違うって|聞いてるのは`),
    praise: list(`すごい|素晴らしい|嬉しい|最高|便利`),
    thanks: list(`ありがとう|ありがとうございます|感謝|助かりました`),
    solved: list(`解決しました|直りました|できました|分かりました|わかりました`),
    calm: list(`すみません|お願いします|教えてください|でしょうか|ますか|こんにちは`),
  },
  guards: { me: list("私|僕|俺"), you: list("あなた|君"), answer: list("はい|いいえ") },
  fillers: [],
  acknowledgements: list("はい|いいえ|ありがとう|ありがとうございます|こんにちは|わかりました|分かりました|了解|うん|ええ|さようなら"),
  endings: [],
  synonyms: [],
};

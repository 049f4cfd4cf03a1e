import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerLine } from "../../src/cli/detect.ts";
import { shippedDetectors } from "../../src/detect/detectors.ts";
import { cueClasses } from "../../src/detect/pack.ts";
import { packs } from "../../src/detect/packs/index.ts";

function scores(text: string): readonly number[] {
  const { frustration, session } = answerLine([{ role: "user", text }]);
  return [frustration[0] ?? Number.NaN, session];
}

function score(text: string): number {
  return scores(text)[0] ?? Number.NaN;
}

const most = 0.15;
const vocabulary = packs.flatMap((pack) => cueClasses.flatMap((kind) => pack.cues[kind] ?? [])).filter((phrase) => !phrase.endsWith("*"));
const spellings = [
  (word: string) => word,
  (word: string) => word.toUpperCase(),
  (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1),
  (word: string) => word.replaceAll("'", ""),
];
const said = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 8 });
const spelling = fc.array(
  fc.tuple(fc.constantFrom(...spellings), fc.constantFrom("", "", ",", ".", "!", "?", "!!!", "??", "…", ";", " -", ")", '"')),
  {
    minLength: 8,
    maxLength: 8,
  },
);

describe("the same words score about the same", () => {
  test("whatever their case and marks, which move a score by 0.15 at most", () => {
    const spelled = (words: readonly string[], how: readonly (readonly [(word: string) => string, string])[]): string =>
      words.map((word, index) => `${how[index]?.[0](word) ?? word}${how[index]?.[1] ?? ""}`).join(" ");
    fc.assert(
      fc.property(said, spelling, spelling, (words, one, other) => {
        const [first, second] = [scores(spelled(words, one)), scores(spelled(words, other))];
        for (const [index, each] of first.entries()) expect(Math.abs(each - (second[index] ?? Number.NaN))).toBeLessThanOrEqual(most);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["This is awful!", "this is awful", "THIS IS AWFUL"],
    ["I've asked three times.", "ive asked three times", "i've asked three times"],
    ["Where is my order?", "where is my order", "WHERE IS MY ORDER???"],
    ["No... I said MONDAY!", "no i said monday", "No, I said Monday."],
    ["um i uh i want a refund", "i want a refund", "I want a refund."],
    ["Das ist ja UNGLAUBLICH!", "das ist ja unglaublich", "Das ist ja unglaublich."],
  ])("%s / %s / %s", (...texts) => {
    const heard = texts.map(score);
    expect(Math.max(...heard) - Math.min(...heard)).toBeLessThanOrEqual(most);
  });

  test("as speech they score the same to the digit, and as text marks count in full", () => {
    const [loud, quiet] = ["THIS DOES NOT WORK!!!", "this does not work"].map((text) => [{ role: "user" as const, text }]);
    const speech = { ...shippedDetectors(), input: "speech" as const };
    const text = { ...shippedDetectors(), input: "text" as const };
    expect(answerLine(loud ?? [], speech)).toEqual(answerLine(quiet ?? [], speech));
    expect(answerLine(loud ?? [], text).frustration[0]).toBeGreaterThan(answerLine(loud ?? []).frustration[0] ?? 1);
  });
});

describe("how long a word is says nothing", () => {
  test.each([
    "お忙しいところ恐れ入りますが来週の金曜日の午後三時から五名で予約を取りたいと考えておりまして窓側の席が空いているかどうかとコース料理の内容とお値段について教えていただけますでしょうかどうぞよろしくお願いいたします",
    "初めて利用するのですが会員登録の方法とポイントの貯め方について詳しく教えていただけるととても助かりますまた登録には身分証明書が必要かどうかもあわせてお知らせいただけますと幸いです",
    "您好我想咨询一下贵公司下个月在上海举办的展览会的门票价格以及开放时间另外我们一行十人是否可以享受团体优惠如果可以的话请告诉我如何预订非常感谢您的帮助",
    "请问从机场到酒店应该怎么走最方便我们带着两个孩子和四件行李希望可以安排接机服务麻烦您告诉我费用是多少谢谢",
    "สวัสดีครับผมอยากทราบว่าพรุ่งนี้ร้านเปิดกี่โมงและมีที่จอดรถสำหรับลูกค้าหรือไม่ถ้ามีรบกวนบอกเส้นทางด้วยนะครับขอบคุณมากครับ",
    "ดิฉันต้องการจองห้องพักสำหรับสองคนในวันเสาร์หน้าไม่ทราบว่ามีห้องว่างไหมคะและราคาคืนละเท่าไหร่รวมอาหารเช้าด้วยหรือเปล่าคะ",
    "ជំរាបសួរខ្ញុំចង់សួរអំពីម៉ោងបើកទ្វារនៃសារមន្ទីរនៅថ្ងៃអាទិត្យហើយតើតម្លៃសំបុត្រសម្រាប់កុមារប៉ុន្មានសូមអរគុណ",
    "သင်္ဘောလက်မှတ်ဘယ်မှာဝယ်လို့ရမလဲသိချင်ပါတယ်ပြီးတော့ဘယ်အချိန်မှာထွက်မလဲဆိုတာလည်းပြောပြပေးပါကျေးဇူးတင်ပါတယ်",
    "ຂ້ອຍຢາກຮູ້ວ່າຮ້ານເປີດຈັກໂມງແລະມີບ່ອນຈອດລົດບໍ່ຂອບໃຈຫຼາຍໆ",
    "sk_test_4eC39HqLyjWDarjtT1zdp7dcAbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4aZyXwVuTsRqPoNmLkJiHgFeDcBa",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZyBhbmQgcnVucyBhd2F5IGZyb20gdGhlIGJlYXI=",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "550e8400-e29b-41d4-a716-446655440000 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen gesucht, haben Sie so etwas?",
    "https://example.com/a/very/long/path/that/somebody/has/pasted/into/the/chat?with=parameters&and=more",
    "こんにちは明日の天気について教えてくださいそれから近くにおすすめのレストランがあれば紹介していただけると嬉しいです",
    "私のスマートフォンの画面の明るさを変更する方法を知りたいのですが設定のどこを見ればよいか教えてください",
  ])("%s", (text) => expect(score(text)).toBeLessThanOrEqual(0.3));
});

test.each(["????", "?", "!!!", "noooo", "no", "hellooooo", "yesss", "...", "hmmmm"])("%s alone is nobody's frustration", (text) => {
  expect(score(text)).toBeLessThan(0.5);
});

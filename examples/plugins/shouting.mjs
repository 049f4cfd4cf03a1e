// A condition: the visitor writes in capitals, a few messages in a row. In rules.yaml:
//   plugins: ["./shouting.mjs"]
//   rules:
//     - name: shouts
//       on: chat.push
//       when: { role: user, shouting: { times: 2 } }
export default ({ defineCondition, z }) =>
  defineCondition({
    type: "shouting",
    summary: "The visitor writes in capitals, so many messages in a row.",
    schema: z.strictObject({ times: z.int().min(1).max(20).default(2) }),
    example: {
      when: { shouting: { times: 1 } },
      matches: [{ message: "I WANT MY MONEY BACK" }],
      ignores: [{ message: "I want my money back" }],
    },
    types: ["chat.push"],
    remembers: true,
    judge({ times }, { event }, memory) {
      if (event.role !== "user") return { held: false };
      const letters = event.message.replace(/[^\p{L}]/gu, "");
      const shouts = letters.length >= 5 && letters === letters.toUpperCase() && letters !== letters.toLowerCase();
      const row = shouts ? Number(memory ?? 0) + 1 : 0;
      if (row < times) return { held: false, saw: row, memory: row };
      return { held: true, because: `${row} messages in capitals in a row`, facts: { shouts: row }, memory: row };
    },
  });

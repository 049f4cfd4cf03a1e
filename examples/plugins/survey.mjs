// A source: a survey tool that sends one body for all answers of a visitor. In rules.yaml:
//   plugins: ["./survey.mjs"]
//   sources:
//     survey: { preset: survey, path: /survey, secret: "${SURVEY_SECRET}" }
export default ({ defineSource }) =>
  defineSource({
    name: "survey",
    summary: "Answers of a survey after the call: each becomes an event survey.answer.",
    example: { body: { form: "f1", visitor: "session_1", answers: [{ id: "a1", question: "How was it?", stars: 2 }] }, events: 1 },
    read({ visitor, answers }) {
      return answers.map(({ id, question, stars }) => ({
        type: "survey.answer",
        agent: "survey",
        session: visitor,
        id,
        data: { question, stars },
      }));
    },
  });

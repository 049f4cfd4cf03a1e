/** One sentence, said as a visitor would, through the same door as everything else. */

import { post } from "./api.js";
import { byId } from "./dom.js";

export function createTryIt() {
  const [form, input, answer] = [byId("try"), byId("try-text"), byId("try-answer")];
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      const { status } = await post("api/try", { text: input.value });
      answer.textContent = status === 200 ? "accepted" : `answered with ${status}`;
      if (status === 200) input.value = "";
    } catch (error) {
      answer.textContent = error.message;
    }
  };
}

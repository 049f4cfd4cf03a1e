/** Calls of the admin API. The token comes with the address, or the person is asked once; the tab remembers it. */

import { byId } from "./dom.js";

const place = "avatar-relay token";

/** `#token=…` of the address that the relay prints. It is taken out of the address at once: history and bookmarks do not keep it. */
function takeTokenFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return;
  if (given !== "") sessionStorage.setItem(place, given);
  history.replaceState(null, "", location.pathname + location.search);
}

takeTokenFromAddress();
addEventListener("hashchange", takeTokenFromAddress);

export class Refused extends Error {}

export async function get(path) {
  return answerOf(await call(path, {}));
}

export async function post(path, body) {
  return answerOf(await call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));
}

async function answerOf(response) {
  const answer = await response.json();
  if (response.ok) return answer;
  throw new Refused(answer.error?.message ?? `The relay answered ${response.status}.`);
}

/** A request with the token; asks for one, as often as it takes, where it is refused without. */
export async function call(path, options) {
  for (;;) {
    const token = sessionStorage.getItem(place);
    const headers = { ...options.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(path, { ...options, headers });
    if (response.status !== 401) return response;
    await response.body?.cancel();
    if (sessionStorage.getItem(place) === token) await askForToken(token !== null);
  }
}

let asking;

/** One question, however many calls wait for its answer. */
function askForToken(wasWrong) {
  asking ??= ask(wasWrong).finally(() => {
    asking = undefined;
  });
  return asking;
}

function ask(wasWrong) {
  const [dialog, form, input] = [byId("sign-in"), byId("sign-in-form"), byId("sign-in-token")];
  byId("sign-in-wrong").textContent = wasWrong ? "That token was not accepted." : "";
  input.value = "";
  dialog.oncancel = (event) => event.preventDefault(); // there is nothing behind it to go back to
  if (!dialog.open) dialog.showModal();
  input.focus();
  return new Promise((resolve) => {
    form.onsubmit = (event) => {
      event.preventDefault();
      sessionStorage.setItem(place, input.value.trim());
      dialog.close();
      resolve();
    };
  });
}

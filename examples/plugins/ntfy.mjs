// A destination: messages to a topic of ntfy (docs.ntfy.sh/publish). In rules.yaml:
//   plugins: ["./ntfy.mjs"]
//   destinations:
//     phone: { ntfy: { url: "https://ntfy.sh/my-topic", token: "${NTFY_TOKEN}" } }
export default ({ defineDestination, z }) =>
  defineDestination({
    type: "ntfy",
    summary: "Sends the message to a topic of ntfy.",
    settings: {
      url: z.url().describe("The topic's address."),
      token: z.string().optional().describe("An access token, where the topic is protected."),
    },
    example: { url: "https://ntfy.sh/my-topic" },
    open({ settings: { url, token }, userAgent }) {
      return {
        async send({ body: { title, text, because }, key, signal }) {
          const headers = { "user-agent": userAgent, "idempotency-key": key, title: encodeURIComponent(title) };
          if (token !== undefined) headers.authorization = `Bearer ${token}`;
          try {
            const answer = await fetch(url, { method: "POST", headers, body: `${text}\n\n${because}`, signal });
            return outcomeOf(answer);
          } catch (error) {
            if (signal.aborted) throw error; // the relay knows why
            return { kind: "later", reason: "unreachable", detail: "ntfy cannot be reached" };
          }
        },
      };
    },
  });

function outcomeOf({ ok, status, headers }) {
  if (ok) return { kind: "delivered" };
  const detail = `ntfy answered ${status}`;
  if (status === 401 || status === 403) return { kind: "pause", reason: "credentials", detail };
  if (status === 429) return { kind: "later", reason: "throttled", detail, after: Number(headers.get("retry-after") ?? 5) * 1000 };
  if (status >= 500) return { kind: "later", reason: "unavailable", detail };
  return { kind: "refused", reason: "permanent", detail };
}

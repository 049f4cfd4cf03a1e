import { http } from "../../../src/destinations/http.ts";
import { secrecyOf } from "../../../src/rules/language/secrecy.ts";
import { conformsToDestination } from "../../conformance/destination.ts";
import { makeEdge, makeView, renderedBy } from "../../support/destination-edge.ts";
import { httpFault, httpFaults } from "../../support/http-faults.ts";
import { answer, openHttpSink } from "../../support/http-sink.ts";
import { makeChat } from "../../support/make.ts";
import { settingsFor } from "../../support/preset-case.ts";

const said = "my card is 4111 1111 1111 1111";

conformsToDestination({
  name: "http with a preset",
  faults: ["unauthorized", ...httpFaults],
  async open() {
    const sink = await openHttpSink();
    const settings = http.schema.parse(settingsFor("zendesk.ticket", sink.url));
    const secrets = [{ name: "ZENDESK_TOKEN", value: "canary-token" }];
    const to = http.configure(settings, { name: "the-destination", ...secrecyOf(secrets) });
    let count = 0;
    return {
      sender: to.open(makeEdge()),
      message() {
        count += 1;
        const view = makeView(makeChat({ message: said, session: `s${count}` }));
        const [message] = renderedBy(http, to, { text: "{{ event.message }} {{ session.id }}" }, view);
        if (message === undefined) throw new Error("nothing was rendered");
        return message;
      },
      arrange: (fault) => sink.script(fault === "unauthorized" ? answer(401) : httpFault(fault)),
      until: sink.until,
      keys: () => sink.requests.map(({ headers }) => headers["idempotency-key"] ?? ""),
      secrets: ["canary-token", said],
      hangUp: sink.close,
    };
  },
});

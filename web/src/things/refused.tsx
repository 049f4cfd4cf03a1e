/** The requests that were refused last, each with its mistake and the cure. */

import type { RefusedRequest } from "../api.ts";
import { Moment } from "../design/moment.tsx";
import { useText } from "../messages/index.tsx";

export function RefusedList({ refused }: { readonly refused: readonly RefusedRequest[] }) {
  return (
    <ol className="rows">
      {refused.map((request) => (
        <RefusedItem key={request.request_id} request={request} />
      ))}
    </ol>
  );
}

function RefusedItem({ request }: { readonly request: RefusedRequest }) {
  const text = useText();
  const { request_id, at, code, source, address, method, path, mistakes } = request;
  const where = [`${method} ${path}`, address && text("refused.from", { address }), source && text("refused.source", { source })];
  return (
    <li className="row refused">
      <p className="refused-line">
        <Moment at={at} /> <strong>{code}</strong> <span className="soft">{where.filter((part) => part).join(" · ")}</span>{" "}
        <small className="soft">{request_id}</small>
      </p>
      {mistakes.map(({ code: mistake, what, cure }) => (
        <p key={mistake} className="mistake">
          {what} <span className="cure">{cure}</span>
        </p>
      ))}
    </li>
  );
}

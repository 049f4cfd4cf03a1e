/** What conversations come to over time. The figures are collected by a later version; the place is kept. */

import { Empty, PageHead, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";

export function Insights() {
  const text = useText();
  return (
    <>
      <PageHead title={text("nav.insights")} />
      <section className="panel" aria-label={text("nav.insights")}>
        <Empty>
          <p>{text("insights.not_yet")}</p>
          <p>
            <To href="/sessions">{text("overview.all_sessions")}</To>
          </p>
        </Empty>
      </section>
    </>
  );
}

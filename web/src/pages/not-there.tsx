import { Button } from "../design/button.tsx";
import { Empty, PageHead, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";

/** The relay does not answer, and nothing was shown yet. */
export function NotThere({ again }: { readonly again: () => void }) {
  const text = useText();
  return (
    <main className="alone">
      <div className="card sign-in" role="alert">
        <h1>{text("not_there.title")}</h1>
        <p>{text("not_there.lead")}</p>
        <Button look="strong" onClick={again}>
          {text("again")}
        </Button>
      </div>
    </main>
  );
}

export function NoSuchPage() {
  const text = useText();
  return (
    <>
      <PageHead title={text("no_page.title")} />
      <Empty>
        <p>
          {text("no_page.lead")} <To href="/">{text("nav.overview")}</To>
        </p>
      </Empty>
    </>
  );
}

/** The page itself has a mistake. */
export function Broken({ again }: { readonly again: () => void }) {
  const text = useText();
  return (
    <>
      <PageHead title={text("broken.title")} />
      <Empty>
        <p>{text("broken.lead")}</p>
        <Button onClick={again}>{text("again")}</Button>
      </Empty>
    </>
  );
}

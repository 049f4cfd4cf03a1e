import { type FormEvent, useState } from "react";
import { basePath } from "../base-path.ts";
import { Failure } from "../design/act.tsx";
import { Button } from "../design/button.tsx";
import { useText } from "../messages/index.tsx";
import { isSignedOut } from "../signed-out.ts";

export interface SignInProps {
  readonly signIn: (token: string) => Promise<void>;
  readonly done: () => Promise<void>;
  /** An OpenID provider knows people here. */
  readonly hasProvider: boolean;
}

export function SignIn({ signIn, done, hasProvider }: SignInProps) {
  const text = useText();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const token = String(new FormData(event.currentTarget).get("token")).trim();
    try {
      await signIn(token);
      await done();
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return (
    <main className="alone">
      <form className="card sign-in" onSubmit={(event) => void submit(event)}>
        <img src={`${basePath}/mark.svg`} alt="" width="40" height="40" />
        <h1>{text("sign_in.title")}</h1>
        <p>{text("sign_in.lead")}</p>
        {hasProvider && (
          <a className="button strong" href={`${basePath}/auth/login?return=${encodeURIComponent(here())}`}>
            {text("sign_in.provider")}
          </a>
        )}
        <label htmlFor="token">{text("sign_in.token")}</label>
        {/* biome-ignore lint/a11y/noAutofocus: the only field of the only form */}
        <input id="token" name="token" type="password" autoComplete="current-password" required autoFocus maxLength={1_024} />
        <div role="alert">
          {error !== undefined &&
            (isSignedOut(error) ? <span className="failure">{text("sign_in.wrong")}</span> : <Failure error={error} />)}
        </div>
        <Button look="strong" submits disabled={isBusy}>
          {text("sign_in.open")}
        </Button>
        <p className="aside">{text("sign_in.where")}</p>
      </form>
    </main>
  );
}

/** Where the person comes back to. */
function here(): string {
  return `${location.pathname.slice(basePath.length)}${location.search}`;
}

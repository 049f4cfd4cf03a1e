import "./design/tokens.css";
import "./design/base.css";
import "./design/shell.css";
import "./design/parts.css";
import "./design/pages.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createCache } from "./cache.ts";
import { wireTheme } from "./design/theme.ts";
import { Speaking } from "./messages/index.tsx";
import { SignedIn, signIn, takeTokenFromAddress } from "./session.tsx";

async function show(): Promise<void> {
  const token = takeTokenFromAddress();
  wireTheme();
  // A wrong one is told by the page itself: it asks for a token.
  if (token !== undefined) await signIn(token).catch(() => {});
  createRoot(document.getElementById("page") as HTMLElement).render(
    <StrictMode>
      <Speaking>
        <QueryClientProvider client={createCache()}>
          <SignedIn>
            <App />
          </SignedIn>
        </QueryClientProvider>
      </Speaking>
    </StrictMode>,
  );
}

/** A build that replaced this one has taken its files along: the page is loaded again, once. */
addEventListener("vite:preloadError", (event) => {
  if (sessionStorage.getItem("avatar-relay reloaded") === import.meta.url) return;
  sessionStorage.setItem("avatar-relay reloaded", import.meta.url);
  event.preventDefault();
  location.reload();
});

void show();

import { Component, lazy, type ReactNode, Suspense } from "react";
import { Route, Router, Switch, useLocation } from "wouter";
import { basePath } from "./base-path.ts";
import { Linked } from "./live/link.tsx";
import { Conversation } from "./pages/conversation.tsx";
import { Conversations } from "./pages/conversations.tsx";
import { Deliveries } from "./pages/deliveries.tsx";
import { DeliveryPage } from "./pages/delivery.tsx";
import { IncidentPage } from "./pages/incident.tsx";
import { Incidents } from "./pages/incidents.tsx";
import { Broken, NoSuchPage } from "./pages/not-there.tsx";
import { Overview } from "./pages/overview.tsx";
import { Shell } from "./shell.tsx";

const Rules = lazy(() => import("./pages/rules.tsx").then(({ Rules: page }) => ({ default: page })));
const TryIt = lazy(() => import("./pages/try-it.tsx").then(({ TryIt: page }) => ({ default: page })));
const Insights = lazy(() => import("./pages/insights.tsx").then(({ Insights: page }) => ({ default: page })));
const Setup = lazy(() => import("./pages/setup.tsx").then(({ Setup: page }) => ({ default: page })));
const Health = lazy(() => import("./pages/health.tsx").then(({ Health: page }) => ({ default: page })));

export function App() {
  return (
    <Router base={basePath}>
      <Linked>
        <Shell>
          <Guarded>
            <Suspense fallback={null}>
              <Pages />
            </Suspense>
          </Guarded>
        </Shell>
      </Linked>
    </Router>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={Overview} />
      <Route path="/sessions" component={Conversations} />
      <Route path="/sessions/:id">{({ id }) => <Conversation id={idOf(id)} />}</Route>
      <Route path="/incidents" component={Incidents} />
      <Route path="/incidents/:id">{({ id }) => <IncidentPage id={idOf(id)} />}</Route>
      <Route path="/deliveries" component={Deliveries} />
      <Route path="/deliveries/:id">{({ id }) => <DeliveryPage id={idOf(id)} />}</Route>
      <Route path="/rules" component={Rules} />
      <Route path="/try" component={TryIt} />
      <Route path="/insights" component={Insights} />
      <Route path="/setup" component={Setup} />
      <Route path="/health" component={Health} />
      <Route component={NoSuchPage} />
    </Switch>
  );
}

/** The id in the address. wouter decodes a path as a whole, and an id may hold what stands encoded there: it is read from the address itself. */
function idOf(parameter: string): string {
  try {
    return decodeURIComponent(location.pathname.slice(location.pathname.lastIndexOf("/") + 1));
  } catch {
    return parameter;
  }
}

/** A page that fails leaves the others reachable. */
function Guarded({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  return <Boundary key={path}>{children}</Boundary>;
}

class Boundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Broken again={() => this.setState({ failed: false })} /> : this.props.children;
  }
}

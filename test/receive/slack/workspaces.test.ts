import { expect, it } from "vitest";
import type { People } from "../../../src/core/access/people.ts";
import type { Workspace } from "../../../src/core/destination.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Outgoing } from "../../support/slack-doors.ts";
import { anna, type Colleague, pressOf } from "../../support/slack-people.ts";
import { everybody, openSlackPort, type SlackPort } from "./slack-port.ts";

const eu: Workspace = { token: "xoxb-canary-eu", signingSecret: "canary-signing-secret-of-eu", appToken: undefined };
const clara: Colleague = { id: "U0CLARA", name: "clara" };

/** As Slack sends it from another workspace: docs.slack.dev/reference/interaction-payloads/block_actions-payload has `team` and `user.team_id`. */
function from(team: string, { kind, payload }: Outgoing): Outgoing {
  const user: JsonObject = { ...(payload.user as JsonObject), team_id: team }; // pressOf has made it
  return { kind, payload: { ...payload, user, team: { id: team, domain: team.toLowerCase() } } };
}

const opening = (people: People = everybody, more: object = {}): Promise<SlackPort> =>
  openSlackPort("http", { others: () => [eu], people: () => people, ...more }, { others: { [eu.token]: "T0EU" } });

async function pressed(port: SlackPort, team: string, by: Colleague, secret?: string, control = "Claim") {
  const message = await port.post();
  const { status } = await port.slack.deliver(
    from(team, pressOf(port.slack, by, message, control)),
    secret === undefined ? {} : { secret },
  );
  return { status, events: (await port.events()).map(({ type, data }) => [type, (data.by as JsonObject | undefined)?.id]) };
}

it("verifies the click of another workspace with its own secret, and takes it from its own people", async () => {
  const port = await opening();
  expect(await pressed(port, "T0EU", clara, eu.signingSecret)).toEqual({ status: 200, events: [["relay.click", "T0EU/U0CLARA"]] });
  expect(await pressed(port, "T0001", anna)).toMatchObject({ status: 200, events: [expect.anything(), ["relay.click", "T0001/U0ANNA"]] });
});

it("refuses what no secret of a workspace has signed", async () => {
  expect(await pressed(await opening(), "T0EU", clara, "another")).toEqual({ status: 401, events: [] });
});

it.each<[string, string, string | undefined, People]>([
  ["another secret than its own", "T0001", eu.signingSecret, everybody],
  ["another secret, though the file names both", "T0001", eu.signingSecret, { ...everybody, teams: ["T0001", "T0EU"] }],
  ["the secret of the environment", "T0EU", undefined, { ...everybody, teams: ["T0001", "T0EU"] }],
])("believes nobody who comes with %s", async (_, team, secret, people) => {
  const { events } = await pressed(await opening(people), team, anna, secret);
  expect(events).toEqual([["relay.click.refused", `${team}/U0ANNA`]]);
});

it.each<[readonly string[], string, string]>([
  [["U0ANNA"], "relay.click", "relay.click.refused"],
  [["T0EU/U0ANNA"], "relay.click.refused", "relay.click"],
  [["U0ANNA", "T0EU/U0ANNA"], "relay.click", "relay.click"],
])("takes an id that names no workspace for one of the environment's: %j", async (claim, here, there) => {
  const port = await opening({ ...everybody, allow: { ...everybody.allow, claim } });
  await pressed(port, "T0001", anna);
  const { events } = await pressed(port, "T0EU", anna, eu.signingSecret);
  expect(events.map(([type]) => type)).toEqual([here, there]);
});

it("answers with the token of the workspace in which somebody acts", async () => {
  const port = await opening();
  await pressed(port, "T0EU", clara, eu.signingSecret, "Reply");
  await port.slack.settled(() => port.slack.views.length > 0);
  const opened = port.slack.requests.filter(({ path }) => path === "/api/views.open").map(({ headers }) => headers.authorization);
  expect(opened).toEqual([`Bearer ${eu.token}`]);
});

it("tries every secret of a list, and tells workspaces apart by what the click names", async () => {
  const listed = {
    others: () => [{ ...eu, signingSecret: undefined }],
    signingSecret: `canary0signing0secret0123456789a, ${eu.signingSecret}`,
  };
  const port = await opening(everybody, listed);
  expect(await pressed(port, "T0EU", clara, eu.signingSecret)).toEqual({ status: 200, events: [["relay.click", "T0EU/U0CLARA"]] });
});

it("has a door for the other workspace beside the socket of the environment's", async () => {
  const port = await openSlackPort("socket", { others: () => [eu] }, { others: { [eu.token]: "T0EU" } });
  port.slack.callAt(`http://127.0.0.1:${port.port}/slack/events`);
  expect(await pressed(port, "T0EU", clara, eu.signingSecret)).toEqual({ status: 200, events: [["relay.click", "T0EU/U0CLARA"]] });
  expect(await pressed(port, "T0001", anna)).toMatchObject({ status: 401 });
});

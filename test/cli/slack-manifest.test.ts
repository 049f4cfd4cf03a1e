import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { cli } from "../support/cli.ts";
import { manifestFaultsOf } from "../support/slack-manifest.ts";

const byRequests = ["--mode", "http", "--url", "https://relay.example.com/"];

describe("slack manifest", () => {
  it.each([
    ["a socket", []],
    ["signed requests", byRequests],
    ["answers in threads", ["--replies"]],
  ])("describes an app that Slack takes, for %s", async (_, options) => {
    const { code, out } = await cli(["slack", "manifest", ...options]);
    expect([code, manifestFaultsOf(parse(out))]).toEqual([0, []]);
  });

  it("asks for two scopes, and leaves others to whoever installs it", async () => {
    const { out } = await cli(["slack", "manifest"]);
    expect(parse(out)).toMatchObject({
      oauth_config: { scopes: { bot: ["chat:write", "commands"], bot_optional: ["chat:write.public", "channels:read", "groups:read"] } },
    });
  });

  it("hears what people write in channels only where it is asked to", async () => {
    const { out } = await cli(["slack", "manifest", "--replies"]);
    expect(parse(out)).toMatchObject({
      oauth_config: { scopes: { bot: ["chat:write", "commands", "channels:history", "groups:history"] } },
      settings: { event_subscriptions: { bot_events: ["app_home_opened", "message.channels", "message.groups"] } },
    });
    expect((await cli(["slack", "manifest"])).out).not.toMatch(/history|message\./);
  });

  it("sees who is in a group only where it is asked to", async () => {
    const scopesOf = async (...more: readonly string[]) => parse((await cli(["slack", "manifest", ...more])).out).oauth_config.scopes.bot;
    expect([await scopesOf(), await scopesOf("--groups")]).toEqual([
      ["chat:write", "commands"],
      ["chat:write", "commands", "usergroups:read"],
    ]);
  });

  it("needs no address for a socket, and names it thrice for requests", async () => {
    expect((await cli(["slack", "manifest"])).out).not.toContain("relay.example.com");
    const manifest = parse((await cli(["slack", "manifest", ...byRequests])).out);
    const url = "https://relay.example.com/slack/events";
    expect(manifest).toMatchObject({
      features: { slash_commands: [{ command: "/avatar", url }] },
      settings: { socket_mode_enabled: false, interactivity: { request_url: url }, event_subscriptions: { request_url: url } },
    });
  });

  it("holds a link that creates the same app", async () => {
    const { out } = await cli(["slack", "manifest", "--name", "canteen avatar"]);
    const link = new URL(/https:\/\/api\.slack\.com\S+/.exec(out)?.[0] ?? "");
    expect(parse(link.searchParams.get("manifest_yaml") ?? "")).toEqual(parse(out));
    expect([link.searchParams.get("new_app"), link.href.length < 4_000]).toEqual(["1", true]);
  });

  it.each([
    ["another mode", ["--mode", "pigeon"], "socket or http"],
    ["requests without an address", ["--mode", "http"], "--url"],
    ["an address that is none", ["--mode", "http", "--url", "relay"], "https://relay.example.com"],
    ["a name that is too long", ["--name", "x".repeat(36)], "35"],
  ])("refuses %s", async (_, options, said) => {
    const { code, out, err } = await cli(["slack", "manifest", ...options]);
    expect([code, out]).toEqual([64, ""]);
    expect(err).toContain(said);
  });
});

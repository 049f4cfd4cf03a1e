import { describe, expect, it } from "vitest";
import { endpoint, originOf, pathOf } from "../../src/destinations/kit/endpoint.ts";
import { addressOf, pathWith } from "../../src/destinations/preset/address.ts";
import { RenderError } from "../../src/rules/templates/template.ts";
import { makeView } from "../support/destination-edge.ts";

describe("an endpoint", () => {
  it.each([
    ["https://crm.example.com", "https://crm.example.com", "/"],
    ["https://crm.example.com:8443/v1", "https://crm.example.com:8443", "/v1"],
    ["HTTPS://CRM.example.com/v1/", "https://crm.example.com", "/v1/"],
    ["https://crm.example.com?a={{ event.type }}", "https://crm.example.com", "/?a=chat.push"],
    ["https://crm.example.com//double", "https://crm.example.com", "//double"],
    ["https://crm.example.com/a b/ü#part", "https://crm.example.com", "/a%20b/%C3%BC"],
    ["https://crm.example.com/a/../b", "https://crm.example.com", "/b"],
    ["http://[::1]:8080/x", "http://[::1]:8080", "/x"],
    ["preview-CRM_URL", "https://preview.invalid", "/"],
  ])("has the origin and the path of %s", (url, origin, path) => {
    const template = endpoint().parse(url);
    expect([originOf(template), pathOf(template, makeView())]).toEqual([origin, path]);
  });
});

/** Values that make a part of a path into nothing, or into another folder, at one receiver or another. */
const misleading = ["", " ", "\t\n", "\u200b", "\u00a0", "\0", ".", "..", " .. ", "...", "%2e%2e", "%252e%252e", "%20", "..;x"];

const view = (key: string) => makeView(undefined, { event: { data: { key } } });

describe("a value that would lead to another path", () => {
  const addresses = [
    "https://crm.example.com/v1/contacts/{{ event.data.key }}",
    "https://crm.example.com/v1/contacts/{{ event.data.key }}/",
    "https://crm.example.com/v1/{{ event.data.key }}/notes?who={{ event.data.key }}",
    "https://crm.example.com/{{ event.data.key }}",
    "https://crm.example.com//{{ event.data.key }}",
    "https://crm.example.com/v1/{% if event.data.key != blank %}{{ event.data.key }}{% endif %}/x",
    "https://crm.example.com/v1/{{ event.data.nothing }}{{ event.data.key }}",
  ];

  it.each(misleading.flatMap((value) => addresses.map((url) => [value, url] as const)))("%j is refused in %s", (value, url) => {
    expect(() => pathOf(endpoint().parse(url), view(value))).toThrow(RenderError);
  });

  it.each(misleading)("%j is refused in the address of a preset's step, before and behind what an answer told", (value) => {
    for (const url of ["https://a.example/{{ event.data.key }}/{{ saved.id }}", "https://a.example/{{ saved.id }}/{{ event.data.key }}/x"])
      expect(() => addressOf(url, [], [])?.path(view(value), "POST")).toThrow(RenderError);
  });

  it.each(misleading)("%j is refused where an answer told it", (value) => {
    expect(pathWith(["/v1/", { saved: "id" }], { id: value })).toBeUndefined();
    expect(pathWith(["/v1/", { saved: "id" }], { id: "a b" })).toBe("/v1/a%20b");
  });

  it.each(["a", "a.b", ".a", "a..", "a/b", "100%", "ü", "a b", "-", "0", "../x"])("%j is a part like any other", (value) => {
    expect(pathOf(endpoint().parse("https://crm.example.com/v1/{{ event.data.key }}"), view(value))).toBe(
      `/v1/${encodeURIComponent(value)}`,
    );
  });

  it.each([
    "https://a.example/sessions/{{ event.data.key }}.json",
    "https://a.example/v1/contacts({{ event.data.key }})",
    "https://a.example/v1/contacts('{{ event.data.key }}')/notes?x={{ event.data.key }}",
    "https://a.example/v1/contacts(key={{ event.data.key }},of={{ event.data.other }})",
    "https://a.example/v1/email:{{ event.data.key }}/notes",
    "https://a.example/v1/{% if event.data.key %}{{ event.data.key }}{% endif %}.xml",
  ])("is refused where it is empty in %s, and is a part like any other where it is not", (url) => {
    for (const value of ["", "\u200b"]) expect(() => pathOf(endpoint().parse(url), view(value))).toThrow(RenderError);
    expect(pathOf(endpoint().parse(url), view("k1"))).toContain("k1");
  });

  it.each([
    "https://a.example/contacts{{ event.data.key }}",
    "https://a.example/v{{ event.data.key }}/x",
    "https://a.example/of-{{ event.data.key }}/x",
  ])("may be empty behind a name: %s", (url) => {
    expect(pathOf(endpoint().parse(url), view(""))).toBe(new URL(url.replace("{{ event.data.key }}", "")).pathname);
  });

  it.each([
    "https://a.example/contacts?email={{ event.data.key }}",
    "https://a.example/contacts?hard=1&email={{ event.data.key | strip }}#x",
    "https://a.example/contacts?id=eq.{{ event.data.key }}",
    "https://a.example/contacts?filter[email]={{ event.data.key }}&a={{ event.data.other }}",
    "https://a.example/contacts?{{ event.data.key }}",
    "https://a.example/contacts?q={% if event.data.key %}{{ event.data.key }}{% endif %}",
  ])("may not be empty in the query of a request that changes what the query picks out: %s", (url) => {
    const filled = makeView(undefined, { event: { data: { key: "k1", other: "o" } } });
    for (const method of ["DELETE", "PUT", "PATCH"]) {
      for (const value of ["", " ", "\u200b"]) expect(() => pathOf(endpoint().parse(url), view(value), method)).toThrow(RenderError);
      expect(pathOf(endpoint().parse(url), filled, method)).toContain("k1");
    }
    for (const method of ["GET", "POST"]) expect(pathOf(endpoint().parse(url), view(""), method)).toContain("/contacts");
  });

  it("may not be empty in the query of a preset's step that deletes", () => {
    const address = addressOf("https://a.example/contacts?of={{ saved.id }}&email={{ event.data.key }}", [], []);
    expect(() => address?.path(view(""), "DELETE")).toThrow("query");
    expect(address?.path(view("k1"), "DELETE")).toContainEqual("&email=k1");
  });

  it("may be empty in a query, and what the file itself writes stays", () => {
    expect(pathOf(endpoint().parse("https://crm.example.com/v1//x/?a={{ event.data.key }}"), view(""))).toBe("/v1//x/?a=");
  });
});

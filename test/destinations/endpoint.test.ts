import { describe, expect, it } from "vitest";
import { endpoint, originOf, pathOf } from "../../src/destinations/endpoint.ts";
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

import { describe, expect, it } from "vitest";
import { template } from "../../../src/rules/templates/template.ts";

function faultOf(source: string): string {
  const { error } = template({ escape: "none" }).safeParse(source);
  const [issue] = error?.issues ?? [];
  return issue?.code === "custom" ? `${issue.message}: ${issue.params?.hint}` : "none";
}

describe("a template in another language", () => {
  it.each([
    ["{% if event.late = true %}x{% endif %}", "write =="],
    ["{% if event.late || event.role %}x{% endif %}", "write or"],
    ["{{ event.agent || 'x' }}", 'write | default: "…"'],
    ["{{ event.agent ?? 'x' }}", 'write | default: "…"'],
    ["{{ event.message.trim() }}", "write | strip"],
    ["{{ event.message.foo() }}", "write a filter"],
    ["{% else if event.late %}", "write {% elsif … %}"],
    ["{% unless event.late %}x", "write {% endunless %} where it ends"],
    ["{% if event.late %}{% for r in finding.reasons %}{% endif %}{% endfor %}", "close the tag in between"],
    ["{{ event.message }", "write {{ event.message }}"],
    ["{{ event.message.length }}", 'did you mean "event.message.size"?'],
    ["{% elif event.late %}", 'did you mean "elsif"?'],
  ])("%s is told: %s", (source, advice) => {
    expect(faultOf(source)).toContain(advice);
  });

  it("never shows a part of the template, which may be a part of a secret", () => {
    for (const source of ["{{ s3cret.s3cret() }}", "{{ s3cret || s3cret }}", "{{ s3cret ", "{% if s3cret = s3cret %}"])
      expect(faultOf(source)).not.toContain("s3cret");
  });
});

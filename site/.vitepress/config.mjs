/** docs/ as a static site. docs/README.md is the map: the sidebar is read from it. No page, script or font comes from elsewhere. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { anchorOf } from "../anchors.mjs";

const docs = fileURLToPath(new URL("../../docs", import.meta.url));
const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
/** Where the files beside docs/ can be read. Without it links to them become plain words. */
const repository = (process.env.DOCS_REPOSITORY ?? manifest.repository?.url)?.replace(/^git\+|\.git$/g, "");

export default defineConfig({
  title: "avatar-relay",
  description: manifest.description,
  srcDir: docs,
  outDir: fileURLToPath(new URL("../dist", import.meta.url)),
  cacheDir: fileURLToPath(new URL("../node_modules/.cache", import.meta.url)),
  base: process.env.DOCS_BASE ?? "/", // "/avatar-relay/" where the site has a path below its host
  rewrites: { "README.md": "index.md", "decisions/README.md": "decisions/index.md" },
  cleanUrls: false, // any static server will do
  markdown: { anchor: { slugify: anchorOf }, headers: { slugify: anchorOf }, config: prepare },
  themeConfig: {
    sidebar: sidebarOf(readFileSync(join(docs, "README.md"), "utf8")),
    search: { provider: "local" },
    outline: { level: [2, 3] },
    socialLinks: repository === undefined ? [] : [{ icon: "github", link: repository }],
  },
});

/** Each heading of the map with the links below it. */
function sidebarOf(map) {
  return map
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      text: section.split("\n", 1)[0],
      collapsed: false,
      items: [...section.matchAll(/^\* \[(.+?)\]\((.+?)\)/gm)]
        .map(([, text, link]) => ({ text, link: addressOf(link, "README.md") }))
        .filter(({ link }) => link !== undefined) // it leads out of the site, and no repository is known
        .map(({ text, link }) => ({ text, link: /^https:/.test(link) ? link : `/${link.replace(/\.md$/, "")}` })),
    }));
}

/** Pages of docs/ stay what they are; everything else is in the repository. Undefined where nobody knows its address. */
function addressOf(link, page) {
  if (/^[a-z]+:|^#/.test(link)) return link;
  const [path, anchor] = link.split("#");
  const target = normalize(join(dirname(page), path));
  const isPage = target.endsWith(".md") && !target.startsWith("..") && existsSync(join(docs, target));
  if (!isPage) return repository && `${repository}/blob/main/${normalize(join("docs", target))}`;
  return `${path.replace(/README\.md$/, "index.md")}${anchor === undefined ? "" : `#${anchor}`}`;
}

/** What Markdown of GitHub means and Vue would read otherwise: `<word>`, `{{ … }}`, comments. */
function prepare(md) {
  md.core.ruler.push("repository-links", ({ tokens, env }) => {
    let isWord = false; // links do not stand in links
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === "link_open") {
        const address = addressOf(token.attrGet("href"), env.relativePath.replace(/index\.md$/, "README.md"));
        isWord = address === undefined;
        if (isWord) Object.assign(token, { type: "span_open", tag: "span", attrs: null });
        else token.attrSet("href", address);
      } else if (token.type === "link_close" && isWord) Object.assign(token, { type: "span_close", tag: "span" });
    }
  });
  const { rules } = md.renderer;
  const shown = (text) => md.utils.escapeHtml(text);
  rules.html_inline = (tokens, index) => (tokens[index].content === "<br>" ? "<br>" : shown(tokens[index].content));
  rules.html_block = (tokens, index) => shown(tokens[index].content.replaceAll(/<!--.*?-->/gs, "").trim());
  for (const name of ["text", "code_inline"]) {
    const usual = rules[name];
    rules[name] = (...given) => usual(...given).replaceAll("{{", "&#123;&#123;");
  }
}

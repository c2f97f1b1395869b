// Lighthouse on a built site, phone profile: `node tests/lighthouse.mjs SITE [PAGE …]`.
//
// Serves the folder as static hosts do (HTTP/1.1, gzip, a day in the cache) and prints a line a page. The
// largest contentful paint is given twice: as Lighthouse reckons it for a slow phone, which counts every
// font as if the paint waited for it, and as it was seen on this machine.
// Needs `npm install --no-save lighthouse` in this folder or above it, and a Chromium (CHROME_PATH).
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

const [folder, ...asked] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node tests/lighthouse.mjs SITE [PAGE …]");
  process.exit(2);
}
const site = resolve(folder);

function serve(request, response) {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  const file = normalize(join(site, path.endsWith("/") ? `${path}index.html` : path));
  if (!file.startsWith(site + sep) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  const packs = /text|xml|svg/.test(type);
  response.writeHead(200, {
    "Content-Type": type,
    "Cache-Control": "max-age=86400",
    ...(packs ? { "Content-Encoding": "gzip" } : {}),
  });
  const data = readFileSync(file);
  response.end(packs ? gzipSync(data) : data);
}

// One of each kind.
function pages() {
  if (asked.length) return asked;
  const first = (sub, good) => existsSync(join(site, sub)) && readdirSync(join(site, sub))
    .map((name) => `${sub}/${name}`)
    .find((name) => good(readFileSync(join(site, name), "utf8")));
  return [
    ...["index", "all", "figures", "rehearse", "tags", "404"].map((name) => `${name}.html`).filter((name) => existsSync(join(site, name))),
    first("q", (html) => !html.includes("data-figure") && html.includes("<math")),
    first("q", (html) => html.includes("data-figure")),
    first("s", (html) => html.includes('<body class="section read"')),
    first("s", (html) => html.includes('<body class="section"')),
    first("t", () => true),
  ].filter(Boolean);
}

const server = createServer(serve);
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const chrome = await launch({ chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium", chromeFlags: FLAGS });
try {
  console.log("| page | performance | accessibility | best practices | SEO | LCP: phone | LCP: here | CLS |\n|---|---|---|---|---|---|---|---|");
  for (const page of pages()) {
    const url = `http://127.0.0.1:${server.address().port}/${page.split("/").map(encodeURIComponent).join("/")}`;
    const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "silent", onlyCategories: CATEGORIES });
    const scores = CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100));
    const here = lhr.audits.metrics.details.items[0].observedLargestContentfulPaint;
    const phone = Math.round(lhr.audits["largest-contentful-paint"].numericValue);
    const cls = lhr.audits["cumulative-layout-shift"].displayValue;
    console.log(`| ${[page, ...scores, `${phone} ms`, `${here} ms`, cls].join(" | ")} |`);
    for (const { auditRefs } of Object.values(lhr.categories)) {
      for (const { id, weight } of auditRefs) {
        const { score, title, displayValue, explanation } = lhr.audits[id];
        if (weight && score !== null && score < 0.9) console.log(`  ${id}: ${title} ${displayValue ?? ""} ${explanation ?? ""}`);
      }
    }
  }
} finally {
  chrome.kill();
  server.close();
}

"use strict";

// What pages gain from a script; without it they are complete. Every word it shows comes from
// data attributes of <body>.
(() => {
  const root = document.documentElement;
  const say = document.body.dataset;
  // On the page of all, what each question's own page holds too is no stop of its own.
  const isWhole = document.body.matches(".all");
  // @ts-expect-error: no script of ours is one of SVG
  const here = document.currentScript.src;

  // ---- What stands far below on a long page is dressed when the reader comes near; all of it for
  // paper, and once the Tab key is used, which goes to what scrolls however far it is

  const later = new Set();

  function dressWhenNear() {
    const articles = document.querySelectorAll(".part article");
    if (articles.length < 2 || !("IntersectionObserver" in window)) return;
    const near = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        if (isIntersecting) dress(target);
      }
    }, { rootMargin: "100% 0%" });
    const dress = (article) => {
      near.unobserve(article);
      later.delete(article);
      window.diptychDress(article);
    };
    const rest = () => {
      const [next] = later;
      if (!next) return;
      dress(next);
      setTimeout(rest);
    };
    const byTab = (event) => {
      if (event.key !== "Tab") return;
      removeEventListener("keydown", byTab);
      rest();
    };
    addEventListener("keydown", byTab);
    addEventListener("beforeprint", () => later.forEach(dress));
    for (const article of articles) {
      later.add(article);
      near.observe(article);
    }
  }

  const found = (part, selector) =>
    [...part.querySelectorAll(selector)].filter((each) => !later.size || !later.has(each.closest("article")));

  // ---- Theme: auto, light, dark

  const themes = ["auto", "light", "dark"];

  function themeButton() {
    const button = document.querySelector(".theme");
    const label = () => {
      const text = `${say.theme}${say[root.dataset.theme || "auto"]}`;
      button.title = text;
      button.setAttribute("aria-label", text);
    };
    button.addEventListener("click", () => {
      const next = themes[(themes.indexOf(root.dataset.theme || "auto") + 1) % themes.length];
      if (next === "auto") delete root.dataset.theme;
      else root.dataset.theme = next;
      remember(next);
      label();
    });
    label();
    button.hidden = false;
  }

  function remember(theme) {
    try {
      if (theme === "auto") localStorage.removeItem("diptych-theme");
      else localStorage.setItem("diptych-theme", theme);
    } catch {
      // Storage is switched off: the choice holds for this page.
    }
  }

  // ---- Copying code, and formulas as LaTeX

  function copyButtons(part) {
    for (const block of found(part, ".code")) {
      const code = block.querySelector("pre");
      if (code) block.append(copyButton(say.copy, () => code.textContent));
    }
    for (const formula of found(part, ".math-block[data-tex]")) {
      const box = document.createElement("span");
      box.className = "formula";
      formula.replaceWith(box);
      const button = copyButton("LaTeX", () => formula.dataset.tex);
      button.setAttribute("aria-label", `${say.copy} LaTeX`);
      box.append(formula, button);
    }
  }

  function copyButton(label, text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = label;
    if (isWhole) button.tabIndex = -1;
    button.addEventListener("click", async () => {
      button.textContent = (await copied(text())) ? say.copied : say.copyFailed;
      setTimeout(() => { button.textContent = label; }, 1600);
    });
    return button;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copiedBySelection(text);
    }
  }

  // For browsers that keep the clipboard from plain files.
  function copiedBySelection(text) {
    const before = document.activeElement;
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "out-of-sight";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    // @ts-expect-error: what had the focus can take it
    before?.focus();
    return done;
  }

  window.diptychCopy = (text) => copyButton(say.copy, () => text);

  // ---- What is copied out of a text has formulas as LaTeX, since the text of MathML says O(n2)

  function copyFormulas() {
    document.addEventListener("copy", (event) => {
      const chosen = getSelection();
      // @ts-expect-error: what is copied from is an element
      if (!chosen.rangeCount || event.target.closest("input, textarea")) return;
      const range = chosen.getRangeAt(0);
      const around = range.commonAncestorContainer;
      // @ts-expect-error: the node of a range is an element or a text
      const inside = (around.closest ? around : around.parentElement).closest("[data-tex]");
      const part = document.createElement("div");
      part.className = "out-of-sight";
      part.append(inside ? inside.cloneNode(true) : range.cloneContents());
      const formulas = part.querySelectorAll("[data-tex]");
      if (!formulas.length) return;
      for (const each of part.querySelectorAll("button, .anchor")) each.remove();
      const markup = part.innerHTML;
      for (const formula of formulas) {
        const sign = formula.matches(".math-block") ? "$$" : "$";
        formula.replaceWith(`${sign}${formula.dataset.tex}${sign}`);
      }
      document.body.append(part); // what is laid out knows its lines
      event.clipboardData.setData("text/plain", part.innerText);
      event.clipboardData.setData("text/html", markup);
      part.remove();
      event.preventDefault();
    });
  }

  // ---- From the page to the card: what finds it in Anki is copied, or asked of Anki on a phone

  // AnkiDroid and AnkiMobile can be asked, each by its own address; Anki on a desktop cannot.
  const apps = [
    ["AnkiDroid", "browser?search=", /Android/],
    ["AnkiMobile", "search?query=", navigator.maxTouchPoints > 1 ? /iPhone|iPad|Mac/ : /iPhone/],
  ];

  function cardSearch() {
    const line = document.querySelector(".in-anki");
    if (!line) return;
    const search = line.querySelector("code").textContent;
    line.append(copyButton(say.copy, () => search));
    // @ts-expect-error: the third of each is a pattern
    const [name, asked] = apps.find((app) => app[2].test(navigator.userAgent)) || [];
    if (!name) return;
    const link = document.createElement("a");
    link.href = `anki://x-callback-url/${asked}${encodeURIComponent(search)}`;
    // @ts-expect-error: the first is a name
    link.textContent = name;
    line.append(link);
  }

  // ---- Titles break between words, which in Chinese only a dictionary knows

  function unbrokenWords(part) {
    if (!("Segmenter" in Intl)) return;
    const words = new Map();
    for (const title of found(part, ".title")) {
      const language = title.closest("[lang]").lang;
      if (!/^(zh|ja)/i.test(language)) continue;
      if (!words.has(language)) words.set(language, segmenter(language));
      if (!words.get(language)) continue;
      // @ts-expect-error: the nodes are texts
      for (const text of textsOf(title)) text.replaceWith(withBreaks(text.data, words.get(language)));
      title.classList.add("by-word");
    }
  }

  // A page's template may name a language that is none; then its titles break anywhere.
  function segmenter(language) {
    try {
      // @ts-expect-error: it was asked for whether there is one
      return new Intl.Segmenter(language, { granularity: "word" });
    } catch {
      return null;
    }
  }

  function textsOf(title) {
    const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest("math, code") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  }

  function withBreaks(text, segmenter) {
    const pieces = document.createDocumentFragment();
    let afterWord = false;
    for (const { segment, isWordLike } of segmenter.segment(text)) {
      if (afterWord && isWordLike) pieces.append(document.createElement("wbr"));
      pieces.append(segment);
      afterWord = isWordLike;
    }
    return pieces;
  }

  // ---- What is too wide scrolls in its own box, by keyboard too: where it is, and only there

  const boxes = ".math-block, .table, pre, .answer, .short, .asked";

  // To ask how wide a hidden box is would lay it out; to ask after each change, the page each time.
  function focusWhatScrolls(part) {
    const shown = found(part, boxes).filter((box) => !box.closest("[hidden], details:not([open])"));
    const wide = new Set(shown.filter((box) => box.scrollWidth > box.clientWidth));
    for (const box of shown) {
      if (wide.has(box)) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
      if (wide.has(box) || root.matches(".wrapped")) offerWrapping(box);
    }
  }

  // Code that is too wide can be wrapped, on this page and on the ones that are read next.
  function offerWrapping(box) {
    const block = box.parentElement;
    if (!box.matches(".code > pre") || block.querySelector(".wrap-lines")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "wrap-lines";
    button.textContent = say.wrap;
    if (isWhole) button.tabIndex = -1;
    button.addEventListener("click", () => wrap(!root.matches(".wrapped")));
    block.append(button);
    button.setAttribute("aria-pressed", String(root.matches(".wrapped")));
  }

  function wrap(on) {
    root.classList.toggle("wrapped", on);
    try {
      sessionStorage.setItem("diptych-wrap", on ? "1" : "");
    } catch {
      // Storage is switched off: it holds for this page.
    }
    for (const button of document.querySelectorAll(".wrap-lines")) button.setAttribute("aria-pressed", String(on));
    focusWhatScrolls(document);
  }

  function wrapAsBefore() {
    try {
      if (sessionStorage.getItem("diptych-wrap")) root.classList.add("wrapped");
    } catch {
      // Storage is switched off: nothing is remembered.
    }
  }

  function scrollByKey() {
    const everywhere = () => focusWhatScrolls(document);
    let waiting;
    addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(everywhere, 150);
    });
    // The math font may be asked for only after this, and with it formulas are wider.
    document.fonts?.ready.then(everywhere);
    document.fonts?.addEventListener("loadingdone", everywhere);
    addEventListener("load", everywhere);
    document.addEventListener("toggle", (event) => focusWhatScrolls(event.target), true);
  }

  // ---- A long navigation opens where the reader is

  function showCurrent() {
    const here = document.querySelector(".beside [aria-current]");
    const box = here?.closest(".beside");
    if (box) box.scrollTop = here.offsetTop - box.clientHeight / 3;
  }

  // ---- On the page of all, what the address names is what is printed

  function printButtons() {
    const button = document.querySelector("button.print");
    if (!button) return;
    button.addEventListener("click", () => {
      // On the page of all, the address says what is printed.
      if (isWhole && location.hash) location.hash = "#content";
      window.print();
    });
    button.hidden = false;
    for (const link of document.querySelectorAll(".print-part a")) {
      link.addEventListener("click", () => setTimeout(() => window.print(), 50));
    }
  }

  // Also for what a page adds later, and shows later.
  window.diptychDress = (part) => {
    unbrokenWords(part);
    copyButtons(part);
    focusWhatScrolls(part);
  };
  window.diptychScroll = focusWhatScrolls;

  // ---- Search: its script, which brings the rest, is added when it is first asked for

  function searchButton() {
    const button = document.querySelector(".find");
    let script;
    const open = () => {
      if (window.diptychSearch) return window.diptychSearch.open?.();
      if (script) return;
      script = document.createElement("script");
      // @ts-expect-error: an address may be given as a URL
      script.src = new URL("search.js", here);
      script.onerror = () => { script = null; };
      document.head.append(script);
    };
    button.addEventListener("click", open);
    document.addEventListener("keydown", (event) => {
      const command = event.ctrlKey || event.metaKey;
      const isAsked = event.key === "/"
        // @ts-expect-error: what keys go to is an element
        ? !command && !event.altKey && !event.target.closest("input:not([type=range]), textarea, select, [contenteditable]")
        : event.key.toLowerCase() === "k" && command && !event.altKey && !event.shiftKey;
      if (!isAsked) return;
      event.preventDefault();
      open();
    });
    button.hidden = false;
    // Back from what was found: as it was left.
    if (history.state?.search) open();
  }

  // ---- What this browser remembers: where one was, and, if anything was marked, its script

  function remembered() {
    const { notebook } = say;
    const [path] = location.pathname.match(/[qs]\/[^/]+\.html$/) ?? [];
    const title = document.querySelector("main h1")?.textContent;
    try {
      if (path && title && document.body.matches(".question, .read")) {
        localStorage.setItem(`diptych-last:${notebook}`, JSON.stringify({ path, title }));
      }
      if (!localStorage.getItem(`diptych-marks:${notebook}`)) return;
    } catch {
      return; // Storage is switched off or full.
    }
    if (document.querySelector("script[src$='remembered.js']") || !document.body.matches(".question, .section")) return;
    const script = document.createElement("script");
    // @ts-expect-error: an address may be given as a URL
    script.src = new URL("remembered.js", here);
    document.head.append(script);
  }

  // ---- An app that works without a network: where it is published only, never from the disk and
  // not while its author looks at it

  function keepForOffline() {
    const published = document.querySelector("link[rel=canonical]");
    if (!published?.getAttribute("href").startsWith(`${location.origin}/`)) return;
    // Where that is forbidden, pages need the network.
    navigator.serviceWorker?.register(new URL("worker.js", here).href).catch(() => {});
  }

  wrapAsBefore();
  dressWhenNear();
  window.diptychDress(document);
  if (isWhole) for (const link of document.querySelectorAll(".ref a, .anchor")) link.tabIndex = -1;
  themeButton();
  searchButton();
  printButtons();
  cardSearch();
  copyFormulas();
  scrollByKey();
  showCurrent();
  remembered();
  keepForOffline();
})();

"use strict";

// What this browser remembers of a notebook, where it is read: how a question went last, how much of
// a section is known, where one was. Written on the pages here, and sent nowhere.
(() => {
  const { words, language } = window.diptychRemembered;
  const notebook = document.body.dataset.notebook;
  const MARKS = ["good", "hard", "again"];
  const UNITS = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([["day", 86400], ["hour", 3600], ["minute", 60]]);
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Storage that is switched off or broken shows nothing.
  function kept(name) {
    try {
      return JSON.parse(localStorage.getItem(`diptych-${name}:${notebook}`));
    } catch {
      return null;
    }
  }

  function readMarks() {
    const found = new Map();
    for (const [slug, mark] of Object.entries(kept("marks")?.marks ?? {})) {
      if (MARKS.includes(mark?.mark) && Number.isFinite(mark.at)) found.set(slug, mark);
    }
    return found;
  }

  const marks = readMarks();
  const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

  function ago(at) {
    const seconds = Math.max(0, (Date.now() - at) / 1000);
    const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? ["minute", 60];
    return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(seconds / size), unit);
  }

  const said = ({ mark, at }) => filled(words.last_time, { mark: words[`mark_${mark}`], ago: ago(at) });

  function slugOf(address) {
    const found = /(?:^|\/)q\/([^/]+)\.html$/.exec(address) ?? /#q-(.+)$/.exec(address);
    return found && decodeURIComponent(found[1]);
  }

  // A mark has a form besides its colour, and its word for who does not see it.
  function sign(mark) {
    const dot = make("span", `remembered ${mark.mark}`);
    dot.setAttribute("role", "img");
    dot.setAttribute("aria-label", said(mark));
    dot.title = said(mark);
    return dot;
  }

  function onQuestion() {
    const mark = marks.get(slugOf(location.pathname));
    const where = document.querySelector("main .where");
    if (mark && where) where.append(make("span", "dot", " · "), make("span", `last ${mark.mark}`, said(mark)));
  }

  function inLists() {
    for (const link of document.querySelectorAll(".list li > a, .beside li > a")) {
      const mark = marks.get(slugOf(link.getAttribute("href")));
      if (mark) link.append(" ", sign(mark));
    }
  }

  function inSection() {
    const own = [...document.querySelectorAll(".read article")].map((each) => [each, marks.get(each.id.slice(2))]).filter(([, mark]) => mark);
    for (const [article, mark] of own) article.querySelector(".title").after(make("p", `last ${mark.mark}`, said(mark)));
    if (!own.length) return;
    const weak = own.filter(([, { mark }]) => mark !== "good").length;
    const latest = Math.max(...own.map(([, { at }]) => at));
    const text = filled(words.last_round, { ago: ago(latest), count: weak });
    document.querySelector("main .where").append(make("span", "dot", " · "), make("span", "last", text));
  }

  // ---- The first page: how much of each section is known, by length and in words

  // What stands above a list of a section, and its questions.
  const listed = () => [...document.querySelectorAll(".contents section:not(.recent) .list")].map((list) => {
    const head = list.parentElement.matches("details") ? list.parentElement.querySelector("summary") : list.previousElementSibling;
    return [head, [...list.querySelectorAll("li > a")].map((link) => slugOf(link.getAttribute("href")))];
  });

  // A long table of contents names no questions; the script of the rehearsal does.
  function named() {
    const questions = new Map(window.diptychQuestions.sections.map(([slug, , asked]) => [slug, asked.map(([each]) => each)]));
    return [...document.querySelectorAll(".contents .row")].map((row) => {
      const slug = /s\/([^/]+)\.html$/.exec(row.querySelector("a").getAttribute("href"));
      return [row, questions.get(decodeURIComponent(slug[1])) ?? []];
    });
  }

  const count = (slugs) => {
    const known = slugs.map((slug) => marks.get(slug)?.mark ?? "new");
    return Object.fromEntries([...MARKS, "new"].map((mark) => [mark, known.filter((each) => each === mark).length]));
  };

  function meter(counts, total) {
    const bar = make("span", "meter");
    for (const mark of MARKS) {
      const part = make("span", mark);
      part.style.width = `${(100 * counts[mark]) / total}%`;
      if (counts[mark]) bar.append(part);
    }
    return bar;
  }

  function meters(sections) {
    for (const [head, slugs] of sections) {
      const counts = count(slugs);
      if (!head || counts.new === slugs.length) continue;
      const bar = meter(counts, slugs.length);
      bar.setAttribute("role", "img");
      bar.title = filled(words.meter, counts);
      bar.setAttribute("aria-label", bar.title);
      head.append(" ", bar);
    }
    const all = sections.flatMap(([, slugs]) => slugs);
    const counts = count(all);
    if (counts.new === all.length) return;
    const whole = make("p", "progress", filled(words.meter, counts));
    whole.append(meter(counts, all.length));
    document.querySelector(".ways").after(whole);
  }

  function progress() {
    if (!marks.size) return;
    if (!document.querySelector(".contents .row")) return meters(listed());
    const script = document.createElement("script");
    script.src = "rehearse-questions.js";
    script.onload = () => meters(named());
    document.head.append(script);
  }

  // ---- The first page: what is typed or tapped in its field is asked of search

  function asking() {
    const box = /** @type {HTMLElement | null} */ (document.querySelector(".ask"));
    const find = /** @type {HTMLElement | null} */ (document.querySelector(".find"));
    if (!box || !find) return;
    const open = () => find.click();
    box.addEventListener("click", open);
    box.addEventListener("compositionend", open);
    box.addEventListener("input", (event) => {
      if (!(/** @type {InputEvent} */ (event).isComposing)) open();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) open();
    });
    box.hidden = false;
  }

  function onFirstPage() {
    const box = document.querySelector(".tonight");
    if (!box) return;
    const value = (name) => /** @type {HTMLInputElement} */ (box.querySelector(`[name=${name}]:checked`)).value;
    for (const button of box.querySelectorAll("button")) {
      button.addEventListener("click", () => {
        location.href = `rehearse.html#${button.dataset.kind}-${value("minutes")}-${value("which")}`;
      });
    }
    box.hidden = false;
    const round = kept("round");
    const last = kept("last");
    const ways = document.querySelector(".ways");
    const way = (address, text) => {
      const link = make("a", "", text);
      link.setAttribute("href", address);
      ways.append(link);
      ways.hidden = false;
    };
    if (Array.isArray(round?.queue)) way("rehearse.html", filled(words.resume, { left: leftOf(round.queue) }));
    if (typeof last?.title === "string" && /^[qs]\/[^/:]+\.html$/.test(last.path)) way(last.path, `${words.read_on} ${last.title}`);
  }

  function leftOf(queue) {
    const last = new Map();
    for (const each of queue) if (each?.mark || !last.has(each?.slug)) last.set(each?.slug, each?.mark);
    return [...last.values()].filter((mark) => !mark || mark === "again").length;
  }

  if (document.body.matches(".question")) onQuestion();
  inLists();
  inSection();
  onFirstPage();
  if (document.body.matches(".index")) progress();
  asking();
})();

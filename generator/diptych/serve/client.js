"use strict";

// Added to each page that `diptych serve` sends, and to no other: loads the page anew when the notes
// have changed, where the reader is, and says what is wrong with them.
(() => {
  const root = document.documentElement;
  /** @type {any} */
  const script = document.currentScript;
  const { version } = script.dataset;
  const own = new URL(".", script.src);
  const KEY = "diptych-serve";

  // ---- Where the reader is, kept over a reload

  const page = location.pathname + location.search;

  /** @returns {any} */
  function stored() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY) || "{}");
    } catch {
      return {};
    }
  }

  function store(values) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ ...stored(), ...values }));
    } catch {
      // Storage is switched off: the page begins at its top.
    }
  }

  // Two pages of one site differ in what stands before a fold, so it goes by the id around it.
  function folds() {
    const found = new Map();
    const counts = new Map();
    for (const fold of document.querySelectorAll("details")) {
      const around = fold.closest("[id]")?.id ?? "";
      const number = counts.get(around) ?? 0;
      counts.set(around, number + 1);
      found.set(`${around} ${number}`, fold);
    }
    return found;
  }

  // The last element with an id that begins above the upper part of the window.
  function landmark() {
    let found = null;
    for (const each of document.querySelectorAll("main [id]")) {
      const { top, height } = each.getBoundingClientRect();
      if (top > innerHeight / 3) break;
      if (height) found = { id: each.id, top };
    }
    return found;
  }

  function keepPlace() {
    const open = [...folds()].map(([name, fold]) => [name, fold.open]);
    store({ place: { page, x: scrollX, y: scrollY, landmark: landmark(), open } });
  }

  function findPlace() {
    const { place } = stored();
    store({ place: null });
    if (place?.page !== page) return;
    const found = folds();
    for (const [name, open] of place.open) {
      const fold = found.get(name);
      if (fold) fold.open = open;
    }
    history.scrollRestoration = "manual";
    const scroll = () => {
      const mark = place.landmark && document.getElementById(place.landmark.id);
      const down = place.y && mark ? mark.getBoundingClientRect().top - place.landmark.top : place.y - scrollY;
      scrollBy({ left: place.x - scrollX, top: down, behavior: "instant" });
    };
    let moved = false;
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(kind, () => { moved = true; }, { once: true, passive: true });
    }
    // Pictures and fonts that come later move what is below them.
    const again = () => { if (!moved) scroll(); };
    scroll();
    addEventListener("load", again);
    document.fonts?.ready.then(again);
    addEventListener("pagehide", () => { history.scrollRestoration = "auto"; });
  }

  // ---- What is wrong

  const host = document.createElement("diptych-overlay");
  const shadow = host.attachShadow({ mode: "open" });
  let folded = false;

  /** @returns {HTMLElement} */
  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }

  const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

  function summary({ errors, warnings }) {
    const parts = [];
    if (errors) parts.push(counted(errors, "error"));
    if (warnings) parts.push(counted(warnings, "warning"));
    return parts.join(", ");
  }

  function excerpt([before, at, after]) {
    const line = element("code", "", before, element("mark", "", at || " "), after);
    return element("pre", "line", line);
  }

  function placeOf({ place, editor }) {
    if (!editor) return element("span", "place", place);
    const link = element("a", "place", place);
    link.setAttribute("href", editor);
    link.title = "Open in the editor";
    return link;
  }

  function shownProblem(problem) {
    const head = element("p", "head", element("span", "kind", problem.severity), element("span", "code", problem.code));
    if (problem.place) head.append(placeOf(problem));
    const item = element("li", problem.severity, head, element("p", "message", problem.message));
    if (problem.line) item.append(excerpt(problem.line));
    if (problem.hint) item.append(element("p", "hint", problem.hint));
    return item;
  }

  function panel(told) {
    const close = element("button", "close", "Hide");
    close.setAttribute("type", "button");
    close.addEventListener("click", () => fold(true, told));
    const title = element("h2", "", summary(told));
    const parts = [element("header", "", title, close)];
    if (told.errors) {
      const what = told.version
        ? "The page is as it was before: the notes cannot be built."
        : "There is no page yet: the notes cannot be built.";
      parts.push(element("p", "state", `${what} It loads by itself when they are mended.`));
    }
    parts.push(element("ol", "", ...told.problems.map(shownProblem)));
    if (told.more) parts.push(element("p", "state", `${told.more} more: \`diptych check\` lists all.`));
    const made = element("section", told.errors ? "panel failed" : "panel", ...parts);
    made.setAttribute("aria-label", "What is wrong with the notes");
    return made;
  }

  function badge(told) {
    const made = element("button", told.errors ? "badge failed" : "badge", summary(told));
    made.setAttribute("type", "button");
    made.addEventListener("click", () => fold(false, told));
    return made;
  }

  function fold(away, told) {
    folded = away;
    store(told.errors ? { hidden: away ? JSON.stringify(told.problems) : null } : { asked: !away });
    draw(told);
    shadow.querySelector("button")?.focus();
  }

  // Errors stand before the page until they are hidden; warnings wait until they are asked for.
  function draw(told) {
    const sheet = element("link");
    sheet.setAttribute("rel", "stylesheet");
    sheet.setAttribute("href", new URL("overlay.css", own).href);
    host.lang = "en";
    host.dataset.theme = root.dataset.theme ?? "";
    const live = element("div", "");
    live.setAttribute("role", "status");
    const shown = told.errors || told.warnings;
    if (shown) live.append(folded ? badge(told) : panel(told));
    shadow.replaceChildren(sheet, live);
    host.remove();
    if (shown) root.append(host);
  }

  function tell(told) {
    const { hidden, asked } = stored();
    folded = told.errors ? JSON.stringify(told.problems) === hidden : !asked;
    draw(told);
  }

  addEventListener("keydown", (event) => {
    const close = event.key === "Escape" && shadow.querySelector(".close");
    if (close) close.click();
  });

  // ---- Listening, as long as the page is looked at: a browser has few connections for all its tabs

  let listening = null;
  let leaving = false;

  function listen() {
    if (listening || document.hidden) return;
    const here = encodeURIComponent(decodeURIComponent(location.pathname));
    listening = new EventSource(new URL(`changes?page=${here}`, own));
    listening.addEventListener("message", ({ data }) => {
      const told = JSON.parse(data);
      if (leaving) return;
      if (told.version === version) return tell(told);
      leaving = true;
      keepPlace();
      location.reload();
    });
  }

  function rest() {
    listening?.close();
    listening = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  findPlace();
  listen();
})();

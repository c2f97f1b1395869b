"use strict";

// Rehearsing: choose, see a question, say its answer, reveal it, mark how it went. Every word that
// is shown comes from the page; the cards of a section come as a script when a round needs them.
(() => {
  const AHEAD = 3; // cards that are fetched before they are needed
  const page = document.querySelector(".rehearsal");
  const one = (selector, part = page) => part.querySelector(selector);
  const all = (selector, part = page) => [...part.querySelectorAll(selector)];
  const say = page.dataset;
  const [form, asking, over, cards, keysShown] = ["form", ".round", ".summary", ".cards", "dialog"].map((each) => one(each));
  const { sections } = window.diptychQuestions;
  const questions = new Map(sections.flatMap(([section, , list]) =>
    list.map(([slug, ...tags]) => [slug, { slug, section, tags }])));
  const tell = (text) => { one(".told").textContent = text; };
  const memory = window.diptychMemory(say, tell);
  const { marks, MARKS } = memory;
  const { shuffle, markAt, progress, worstMarks } = window.diptychRound;
  const tonight = window.diptychTonight(page, say);
  const stack = window.diptychStack(cards, (slug) => questions.get(slug).section, one("template").innerHTML);

  let round = memory.round(questions); // { queue: [{ slug, mark?, open?, whole? }], at, kind?, minutes?, spent? }

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // ---- Choosing; the same table tells what is known

  const fits = { all: () => true, new: (mark) => !mark, weak: (mark) => mark && mark !== "good" };
  const boxes = (part = form) => all("[name=section]", part);
  const chosen = (name) => all(`[name=${name}]:checked`, form).map((box) => box.value);

  function choice() {
    const [inSections, withTags, [which]] = ["section", "tag", "which"].map(chosen);
    const sought = new Set(inSections);
    return [...questions.values()].filter(({ slug, section, tags }) =>
      fits[which](marks.get(slug)?.mark) && sought.has(section)
      && (!withTags.length || tags.some((tag) => withTags.includes(tag)))).map(({ slug }) => slug);
  }

  function manner() {
    const [[kind], [minutes]] = ["kind", "minutes"].map(chosen);
    return tonight.KINDS.includes(kind) ? { kind, minutes: Number(minutes) } : {};
  }

  const below = (box) => boxes(box.name === "all" ? form : box.closest("tbody"));

  function choose({ target }) {
    if (/all|chapter/.test(target.name)) for (const box of below(target)) box.checked = target.checked;
    drawChoice();
  }

  function drawChoice() {
    for (const box of all("[name=all], [name=chapter]", form)) {
      const on = below(box).filter((each) => each.checked).length;
      box.checked = on === below(box).length;
      box.indeterminate = on > 0 && !box.checked;
    }
    const { kind, minutes } = manner();
    const fit = choice().length;
    const count = kind ? Math.min(fit, tonight.fitting(kind, minutes)) : fit;
    one(".how").classList.toggle("evening", Boolean(kind));
    one(".start").disabled = !count;
    one(".start").textContent = count ? filled(say.start, { count }) : say.nothing;
    one(".resume").hidden = !round;
    if (round) one(".resume").textContent = filled(say.resume, progress(round.queue));
  }

  // The numbers of a row, and as its colours what part each is of all.
  function fill(row, list) {
    for (const cell of all("td", row)) {
      const count = list.filter((mark) => cell.classList.contains(mark ?? "new")).length;
      cell.textContent = count;
      cell.dataset.share = Math.ceil((4 * count) / (list.length || 1));
    }
  }

  function drawKnown() {
    const known = new Map(sections.map(([section, , list]) => [section, list.map(([slug]) => marks.get(slug)?.mark)]));
    for (const row of all("tbody tr", form)) {
      const names = boxes(row.dataset.section ? row : row.parentElement).map((box) => box.value);
      fill(row, names.flatMap((name) => known.get(name)));
    }
    drawChoice();
  }

  function view(part) {
    for (const each of [form, asking, over]) each.hidden = each !== part;
    page.classList.toggle("busy", part !== form);
    scrollTo(0, 0);
  }

  function chooseAgain() {
    view(form);
    drawKnown();
    one(".start").focus({ preventScroll: true });
  }

  // ---- A round

  function start(list) {
    const how = manner();
    const slugs = how.kind ? tonight.plan(list.map((slug) => questions.get(slug)), marks, how) : list;
    if (!how.kind && chosen("order")[0] === "shuffled") shuffle(slugs);
    // A round that was left is not lost unless its reader says so.
    if (slugs.length && (!round || confirm(filled(say.another, progress(round.queue))))) {
      round = { queue: slugs.map((slug) => ({ slug })), at: 0, ...how };
    }
    history.replaceState(null, "", location.pathname + location.search);
    enter();
  }

  function enter() {
    if (!round) return chooseAgain();
    stack.clear();
    asking.dataset.kind = round.kind ?? "";
    view(asking);
    const entered = round;
    show().then(() => { if (round === entered) stack.bringRest(slugsFrom(0)); });
  }

  const here = () => round?.queue[round.at];
  const slugsFrom = (first, end = Infinity) => round.queue.slice(first, end).map(({ slug }) => slug);

  async function show() {
    const entry = here();
    memory.keepRound(round);
    if (!stack.card(entry.slug)) {
      asking.setAttribute("aria-busy", "true");
      await stack.bring(entry.slug);
    }
    if (entry !== here()) return; // The reader went on meanwhile.
    tonight.watch(round);
    draw();
    tonight.offer(stack.card(entry.slug));
    scrollTo(0, 0);
    one(entry.open ? ".back" : ".asks", stack.card(entry.slug)).focus({ preventScroll: true });
    const next = slugsFrom(round.at + 1, round.at + 1 + AHEAD);
    if (next.length) stack.prepare(next);
  }

  // Until a card is there, the one before it is on the page, and must not answer for it.
  const waits = () => asking.getAttribute("aria-busy") === "true";

  function draw() {
    const { slug, open, mark, whole } = here();
    asking.removeAttribute("aria-busy");
    stack.show(slug, open);
    if (open) tonight.revealed();
    const card = stack.card(slug);
    // Of a short answer and more, the short one is what one would say.
    const isBrief = round.kind === "tonight" && open && !whole && Boolean(one(".short ~ .answer, .short ~ .from", card));
    card.classList.toggle("brief", isBrief);
    one(".unfold").hidden = !isBrief;
    if (open) window.diptychScroll?.(card);
    const marking = open || round.kind === "mock";
    one(".reveal").hidden = marking;
    for (const button of all("[data-mark]", asking)) {
      button.hidden = !marking;
      button.setAttribute("aria-pressed", button.dataset.mark === mark);
    }
    one(".previous").disabled = !round.at;
    const now = progress(round.queue);
    Object.assign(one("progress"), { max: now.count, value: now.done });
    one(".count").textContent = filled(now.again && !round.kind ? say.returning : say.progress, now);
  }

  function reveal() {
    if (waits() || round.kind === "mock") return;
    here().open = true;
    memory.keepRound(round);
    draw();
    one(".back", stack.card(here().slug)).focus({ preventScroll: true });
  }

  function go(by) {
    if (!round.queue[round.at + by]) return by > 0 && end();
    round.at += by;
    show();
  }

  function mark(name) {
    if (waits()) return;
    markAt(round, name);
    tonight.count(round);
    memory.set(here().slug, name);
    go(1);
  }

  // The browser found words in a hidden answer, or on another card of the round.
  function found({ target }) {
    const card = target.closest(".card");
    if (!card) return; // what holds several
    const { slug } = card.dataset;
    if (here().slug !== slug) round.at = round.queue.findIndex((each) => each.slug === slug);
    if (target.matches(".back")) here().open = true;
    memory.keepRound(round);
    draw();
  }

  // ---- Its end

  function end() {
    const worst = worstMarks(round.queue);
    tonight.stop();
    round = null;
    memory.keepRound(null);
    asking.removeAttribute("aria-busy");
    stack.clear();
    if (![...worst.values()].some(Boolean)) return chooseAgain();
    sumUp(worst);
    const weak = ["again", "hard"].flatMap((mark) => [...worst.keys()].filter((slug) => worst.get(slug) === mark));
    one(".weak").hidden = !weak.length;
    one(".weak").textContent = filled(say.weak, { count: weak.length });
    one(".weak").onclick = () => start(weak);
    stack.name(weak, one(".named"));
    view(over);
    one("h2", over).focus({ preventScroll: true });
  }

  function sumUp(worst) {
    const body = one("tbody", over);
    body.textContent = "";
    for (const [slug, title] of sections) {
      const inside = [...worst.keys()].filter((each) => questions.get(each).section === slug);
      if (!inside.some((each) => worst.get(each))) continue;
      const row = one("tfoot tr", over).cloneNode(true);
      one("th", row).textContent = title;
      fill(row, inside.map((each) => worst.get(each)));
      body.append(row);
    }
    fill(one("tfoot tr", over), [...worst.values()]);
  }

  // ---- Keys and fingers

  function pressed(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keysShown.open) return;
    if (target.closest("[type=text], [type=search], textarea, select, dialog")) return;
    if (key === "?") keysShown.showModal();
    if (!round || asking.hidden) return;
    // What has the focus and a use for the key keeps it: a slider, a wide formula, a button.
    const taken = key.startsWith("Arrow") ? "input, [tabindex='0']" : "button, a, summary, input";
    const { open } = here();
    const act = {
      Escape: end,
      ArrowLeft: () => go(-1),
      ArrowRight: () => go(1),
      " ": !open && reveal,
      Enter: open && here().whole === undefined && round.kind === "tonight" && unfold,
    }[key] || ((open || round.kind === "mock") && MARKS[key - 1] && (() => mark(MARKS[key - 1])));
    if (!act || (/Arrow| |Enter/.test(key) && target.closest(taken))) return;
    event.preventDefault();
    act();
  }

  let touched = null;

  function touch({ touches, target }) {
    const scrolls = (node) => node !== cards
      && (node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX === "auto" || scrolls(node.parentElement));
    touched = touches.length === 1 && (here()?.open || round?.kind === "mock") && !target.closest(".play") && !scrolls(target) && touches[0];
  }

  function lift({ changedTouches: [last] }) {
    if (!touched || String(getSelection())) return;
    const [x, y] = [last.clientX - touched.clientX, last.clientY - touched.clientY];
    touched = null;
    if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) mark(x < 0 ? "again" : "good");
  }

  function unfold() {
    here().whole = true;
    memory.keepRound(round);
    draw();
  }

  const acts = {
    ".unfold": unfold,
    ".aloud": () => {
      const card = stack.card(here().slug);
      tonight.read(card, here().open);
      one(".asks", card).focus({ preventScroll: true }); // so that keys go to the card
    },
    ".start": () => start(choice()),
    ".resume": enter,
    ".export": memory.exportFile,
    ".clear": () => { memory.clear(); drawKnown(); },
    ".help": () => keysShown.showModal(),
    "dialog button": () => keysShown.close(),
    ".reveal": reveal,
    "[data-mark]": ({ currentTarget }) => mark(currentTarget.dataset.mark),
    ".previous": () => go(-1),
    ".next": () => go(1),
    ".end": end,
    ".choose-again": chooseAgain,
  };
  for (const [selector, act] of Object.entries(acts)) {
    for (const button of all(selector)) button.addEventListener("click", act);
  }
  one("[type=file]").addEventListener("change", async ({ target }) => {
    if (target.files[0]) await memory.importFile(target.files[0]);
    target.value = "";
    drawKnown();
  });
  form.addEventListener("change", choose);
  form.addEventListener("submit", (event) => event.preventDefault());
  cards.addEventListener("beforematch", found);
  cards.addEventListener("touchstart", touch, { passive: true });
  cards.addEventListener("touchend", lift);
  document.addEventListener("keydown", pressed);
  memory.follow(drawKnown);

  // The first page chose: it begins at once, unless sections are still to be chosen.
  function wished({ kind, minutes, which }) {
    const choose = (name, value) => {
      const box = /** @type {HTMLInputElement} */ (one(`[name=${name}][value="${value}"]`, form));
      if (box) box.checked = true;
    };
    choose("kind", kind);
    choose("minutes", minutes);
    choose("which", which === "weak" ? "weak" : "all");
    history.replaceState(null, "", location.pathname + location.search);
    drawChoice();
    if (which !== "sections" && choice().length) start(choice());
    else if (which === "sections") one(".known").scrollIntoView();
    else tell(say.nothing);
  }

  // A link from a section chooses that section; else a round that was left goes on.
  const linked = boxes().find((box) => location.hash === `#s-${encodeURIComponent(box.value)}`);
  if (linked) for (const box of boxes()) box.checked = box === linked;
  drawKnown();
  const wish = tonight.wish();
  if (wish) wished(wish);
  else if (round && !linked) enter();
})();

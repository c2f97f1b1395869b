"use strict";

// The cards of a round. All of them lie in the page, so that the browser's own search looks into
// them; but only the one that is shown is laid out, and only that one and the next are dressed.
window.diptychStack = (place, sectionOf, missing) => {
  const AT_ONCE = 8; // milliseconds, after which the page answers its reader first
  const finds = "onbeforematch" in place;
  const laid = new Map(); // question → card
  const dressed = new WeakSet();
  const loading = new Map();
  const written = new Map(); // section → question → HTML
  let turn = {}; // another with each round
  let shown = null;

  const back = (card) => card.querySelector(".back");

  function hide(part, hidden) {
    if (hidden) part.setAttribute("hidden", finds ? "until-found" : "");
    else part.removeAttribute("hidden");
  }

  function load(address) {
    if (!loading.has(address)) loading.set(address, new Promise((done) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = () => { loading.delete(address); done(); };
      document.head.append(script);
    }));
    return loading.get(address);
  }

  async function htmlOf(slug) {
    const section = sectionOf(slug);
    if (!written.has(section)) {
      await load(`rehearse/${encodeURIComponent(section)}.js`);
      const cards = window.diptychCards?.[section];
      if (cards) written.set(section, new Map(cards));
    }
    return written.get(section)?.get(slug);
  }

  function lay(slug, html) {
    const frame = document.createElement("template");
    frame.innerHTML = html ?? missing;
    /** @type {HTMLElement} */
    const card = frame.content.querySelector(".card");
    if (html === undefined) card.querySelector("a").setAttribute("href", `q/${encodeURIComponent(slug)}.html`);
    card.dataset.slug = slug;
    for (const part of [card, back(card)]) hide(part, true);
    place.append(card);
    laid.set(slug, card);
  }

  function dress(card) {
    if (dressed.has(card)) return;
    dressed.add(card);
    window.diptychDress?.(card);
    if (card.querySelector(".play")) load("play.js").then(() => window.diptychPlay?.(card));
  }

  async function bring(slug) {
    const round = turn;
    const html = await htmlOf(slug);
    if (round === turn && !laid.has(slug)) lay(slug, html);
  }

  return {
    bring,
    card: (slug) => laid.get(slug),

    clear() {
      turn = {};
      shown = null;
      place.textContent = "";
      laid.clear();
    },

    show(slug, open) {
      const card = laid.get(slug);
      if (shown && shown !== card) for (const part of [shown, back(shown)]) hide(part, true);
      shown = card;
      hide(card, false);
      hide(back(card), !open);
      dress(card);
      window.diptychScroll?.(card);
    },

    // Makes a card ready that will be shown soon.
    async prepare(slug) {
      await bring(slug);
      if (laid.has(slug)) dress(laid.get(slug));
    },

    async bringAll(slugs) {
      const round = turn;
      let since = performance.now();
      for (const slug of slugs) {
        if (!laid.has(slug)) await bring(slug);
        if (performance.now() - since > AT_ONCE) {
          await new Promise((done) => { setTimeout(done); });
          since = performance.now();
        }
        if (round !== turn) return;
      }
    },
  };
};

"use strict";

// The cards of a round. The next few are fetched ahead. All of them come to lie in the page, when
// it has nothing else to do, so that the browser's own search looks into them; but only the one that
// is shown is laid out, and only that one and the next are dressed.
window.diptychStack = (place, sectionOf, missing) => {
  const AT_ONCE = 8; // milliseconds, after which the page answers its reader first
  const finds = "onbeforematch" in place;
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  const laid = new Map(); // question → card
  const piles = new Map(); // section → its cards' box, which is passed over while none is shown
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

  function made(slug, html) {
    const frame = document.createElement("template");
    frame.innerHTML = html ?? missing;
    /** @type {HTMLElement} */
    const card = frame.content.querySelector(".card");
    if (html === undefined) card.querySelector("a").setAttribute("href", `q/${encodeURIComponent(slug)}.html`);
    card.dataset.slug = slug;
    return card;
  }

  function pileOf(section) {
    if (!piles.has(section)) {
      const pile = document.createElement("div");
      hide(pile, true);
      place.append(pile);
      piles.set(section, pile);
    }
    return piles.get(section);
  }

  function lay(slug, html) {
    const card = made(slug, html);
    for (const part of [card, back(card)]) hide(part, true);
    pileOf(sectionOf(slug)).append(card);
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
      piles.clear();
    },

    show(slug, open) {
      const card = laid.get(slug);
      if (shown && shown !== card) for (const part of [shown.parentElement, shown, back(shown)]) hide(part, true);
      shown = card;
      for (const part of [card.parentElement, card]) hide(part, false);
      hide(back(card), !open);
      dress(card);
      window.diptychScroll?.(card);
    },

    // Makes the next card ready, and fetches those behind it.
    async prepare([next, ...later]) {
      const round = turn;
      await bring(next);
      if (laid.has(next)) dress(laid.get(next));
      for (const slug of later) if (round === turn) await bring(slug);
    },

    // Questions by name: as links, and as what finds them in Anki. Not all of them need have been
    // shown: a round that was left may have gone on elsewhere.
    async name(slugs, box) {
      box.hidden = !slugs.length;
      const links = slugs.map((slug) => {
        const link = document.createElement("a");
        link.setAttribute("href", `q/${encodeURIComponent(slug)}.html`);
        link.textContent = slug;
        return link;
      });
      const list = box.querySelector("ol");
      list.textContent = "";
      for (const link of links) list.appendChild(document.createElement("li")).append(link);
      const read = await Promise.all(slugs.map(async (slug) => made(slug, await htmlOf(slug))));
      if (!list.contains(links[0])) return; // Another round ended meanwhile.
      for (const [place, card] of read.entries()) {
        const title = card.querySelector(".asks");
        if (title) links[place].textContent = title.textContent;
      }
      const search = read.map((card) => card.dataset.search).filter(Boolean).join(" OR ");
      box.querySelector(".in-anki code").textContent = search;
      box.querySelector(".in-anki .copy")?.remove();
      box.querySelector(".in-anki").append(window.diptychCopy(search));
    },

    // Only for the browser's own search.
    async bringRest(slugs) {
      const round = turn;
      let since = -Infinity;
      for (const slug of finds ? slugs : []) {
        if (laid.has(slug)) continue;
        if (performance.now() - since > AT_ONCE) {
          await new Promise((done) => { whenIdle(done); });
          since = performance.now();
        }
        if (round !== turn) return;
        await bring(slug);
      }
    },
  };
};

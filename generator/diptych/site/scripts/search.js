"use strict";

// Search: the dialog. This script, with the two that it is served behind, its style and its data are
// added when search is first used: the titles, with which one may begin, then what the answers say,
// part by part. What it shows in words stands in `diptychSearch.words`.
(() => {
  // @ts-expect-error: no script of ours is one of SVG
  const here = document.currentScript.src;
  const { words: say, finder, text: { places, stringsOf } } = window.diptychSearch;
  const atOnce = 20;
  const atFirst = 8; // as many as a phone shows; the others follow once these are seen

  // ---- Showing what was found

  function marked(name, text, words, fold) {
    return element("span", { className: name }, ...pieces(text, places(text, words, fold), 0, text.length));
  }

  function pieces(text, marked, from, to) {
    const shown = [];
    let done = from;
    for (const { start, end } of marked) {
      if (start < from || end > to) continue;
      shown.push(text.slice(done, start), element("mark", {}, text.slice(start, end)));
      done = end;
    }
    return [...shown, text.slice(done, to)];
  }

  // A line or two around the first place from an offset on, cut between words and never inside a
  // character.
  function excerpt(text, hits, offset) {
    const hit = hits.find(({ start }) => start >= offset);
    let from = Math.max(offset, (hit ? hit.start : 0) - 24);
    if (from > offset) {
      const cut = /^[\p{M}\udc00-\udfff]+|^[\p{sc=Latin}\p{N}${}\\_^]*\s/u.exec(text.slice(from, hit.start));
      if (cut) from += cut[0].length;
    }
    let to = Math.min(text.length, Math.max(from + 180, hit ? hit.end : 0));
    if (/[\ud800-\udbff]/.test(text[to - 1])) to -= 1;
    const shown = pieces(text, hits, from, to);
    return element("span", { className: "snippet" }, from ? "…" : "", ...shown, to < text.length ? "…" : "");
  }

  // The short answer, and where what was asked for stands below it; without one, the beginning.
  function told({ title, text, gist, fields }, words) {
    const short = gist ? [marked("gist", gist, words)] : [];
    const hits = places(text, words, fields[3]);
    const isAbove = gist && (places(title, words, fields[0]).length || hits.some(({ start }) => start < gist.length));
    return isAbove || (gist && !hits.length) || !text ? short : [...short, excerpt(text, hits, gist.length)];
  }

  function result(question, words, place, count) {
    const link = element("a", {
      id: `search-${place}`,
      href: new URL(`q/${encodeURIComponent(question.slug)}.html`, here).href,
      tabIndex: -1,
    });
    attributes(link, { role: "option", "aria-selected": "false", "aria-setsize": count, "aria-posinset": place + 1 });
    if (question.section) link.append(marked("where", question.section.path, words, question.section.folded));
    link.append(marked("prompt", question.title, words, question.fields[0]), ...told(question, words));
    for (const node of link.children) {
      node.dir = "auto";
      if (question.language && node.className !== "where") node.lang = question.language;
    }
    return link;
  }

  // ---- The dialog

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // Properties of these names are younger than the browsers that phones have.
  function attributes(made, values) {
    for (const name of Object.keys(values)) made.setAttribute(name, values[name]);
    return made;
  }

  const field = attributes(element("input", { type: "text", autocomplete: "off", spellcheck: false, placeholder: say.search }), {
    role: "combobox", enterkeyhint: "go", autocapitalize: "off", "aria-label": say.search,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "search-results",
  });
  const closing = attributes(element("button", { type: "button", className: "close", title: say.close }, "Esc"), { "aria-label": say.close });
  const bySection = attributes(element("select", { hidden: true }), { "aria-label": say.search_section });
  const byTag = attributes(element("select", { hidden: true }), { "aria-label": say.search_tag });
  const status = attributes(element("p", {}), { role: "status" });
  const list = attributes(element("div", { id: "search-results", tabIndex: -1, hidden: true }), { role: "listbox", "aria-label": say.search_results });
  const dialog = attributes(element("dialog", { className: "search" },
    element("div", { className: "field" }, field, closing),
    element("div", { className: "filters" }, bySection, byTag),
    status, list), { "aria-label": say.search });

  let waiting = say.search_loading; // Why nothing can be found yet,
  let missing = ""; // or why not everything.
  let results = [];
  let words = [];
  let whole = 0; // So many of the results have all words.
  let active = -1;

  function search() {
    const query = field.value.trim();
    const [section, tag] = [bySection, byTag].map((filter) => Number(filter.value || -1));
    const isAsked = stringsOf(query).length > 0 || section >= 0 || tag >= 0;
    ({ words, results, whole } = isAsked && !waiting ? finder.found(query, section, tag) : { words: [], results: [], whole: 0 });
    list.textContent = "";
    list.scrollTop = 0;
    more(atFirst);
    followUp(results);
    list.hidden = !results.length;
    field.setAttribute("aria-expanded", String(results.length > 0));
    mark(results.length ? 0 : -1); // at the top already: to scroll would lay the page out at each key
    status.textContent = waiting || [isAsked ? counted(query) : say.search_hint, missing].filter(Boolean).join(" ");
  }

  // Searches once more, now that there is more to look through; what was chosen stays so.
  function searchAgain() {
    const chosen = results[active];
    const before = list.scrollTop;
    search();
    const place = results.indexOf(chosen);
    if (place < 0) return;
    while (list.children.length <= place) more();
    choose(place);
    list.scrollTop = before;
  }

  function counted(query) {
    if (!results.length) return say.search_none.replace("{query}", () => query);
    const near = results.length - whole;
    if (!whole) return say.search_near.replace("{query}", () => query).replace("{count}", near);
    const all = (whole === 1 ? say.questions_one : say.questions_many).replace("{count}", whole);
    return near ? `${all} ${say.search_more.replace("{count}", near)}` : all;
  }

  function more(count = atOnce) {
    const shown = list.children.length;
    const next = results.slice(shown, shown + count);
    list.append(...next.map((question, index) => result(question, words, shown + index, results.length)));
  }

  function followUp(found) {
    requestAnimationFrame(() => setTimeout(() => {
      if (found === results && list.children.length < atOnce) more(atOnce - list.children.length);
    }));
  }

  function choose(place) {
    if (place >= list.children.length) more();
    mark(place);
    const option = list.children[active];
    if (option) option.scrollIntoView({ block: "nearest" });
  }

  function mark(place) {
    if (list.children[active]) list.children[active].setAttribute("aria-selected", "false");
    active = Math.min(place, list.children.length - 1);
    const option = list.children[active];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
  }

  function fillFilters(data) {
    fill(bySection, say.search_section_all, finder.sections().map(({ title, depth }) => "\u2003".repeat(depth) + title), 2);
    fill(byTag, say.search_tag_all, data.tags, 1);
  }

  function fill(select, all, names, least) {
    select.append(new Option(all, ""), ...names.map((name, place) => new Option(name, place)));
    select.hidden = names.length < least;
  }

  function chosen() {
    return /** @type {HTMLElement} */ (list.children[active]);
  }

  function open() {
    const wasOpen = dialog.open;
    if (!wasOpen) dialog.showModal();
    field.focus();
    if (!wasOpen) field.select(); // or what somebody is typing would be typed over
    takeOver();
  }

  // What was typed on the first page is asked here, and goes on being typed here.
  function takeOver() {
    const box = /** @type {HTMLInputElement | null} */ (document.querySelector(".ask input"));
    if (!box || !box.value) return;
    field.value = box.value;
    box.value = "";
    field.setSelectionRange(field.value.length, field.value.length);
    search();
  }

  // ---- What was asked and found is there again when the reader comes back to the page

  function keep(search) {
    history.replaceState({ ...history.state, search }, "");
  }

  function bringBack([query, section, tag, place]) {
    field.value = query;
    bySection.value = section;
    byTag.value = tag;
    search();
    while (list.children.length <= place && list.children.length < results.length) more();
    if (results.length) choose(place);
  }

  list.addEventListener("click", (event) => {
    const place = [...list.children].findIndex((option) => option.contains(/** @type {Node} */ (event.target)));
    keep([field.value, bySection.value, byTag.value, place]);
  });
  dialog.addEventListener("close", () => keep(undefined));

  field.addEventListener("input", (event) => {
    if (!event.isComposing) search(); // What an input method has not yet made words of.
  });
  field.addEventListener("compositionend", search);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp") choose(Math.max(0, active - 1));
    else if (event.key === "Enter" && active >= 0) chosen().click();
    else return;
    event.preventDefault();
  });
  for (const filter of [bySection, byTag]) filter.addEventListener("change", search);
  list.addEventListener("scroll", () => {
    if (list.scrollTop + 2 * list.clientHeight > list.scrollHeight) more();
  });
  closing.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  // ---- Style and data: each once

  function load(name) {
    return new Promise((done) => {
      const script = element("script", { src: new URL(name, here).href });
      script.onload = () => done(true);
      script.onerror = () => done(false);
      document.head.append(script);
    });
  }

  const kept = history.state && history.state.search;

  async function readAll() {
    const there = await load("search/titles.js");
    waiting = there ? "" : say.search_failed;
    if (!there) return search();
    const { data } = window.diptychSearch;
    finder.take(data);
    fillFilters(data);
    missing = data.parts ? say.search_reading : "";
    if (kept) bringBack(kept);
    else search();
    let failed = false;
    for (let part = 1; part <= data.parts; part++) {
      const came = await load(`search/${part}.js`);
      if (came) await finder.takeTexts(window.diptychSearch.texts);
      failed = failed || !came;
    }
    missing = failed ? say.search_failed : "";
    searchAgain();
    if (kept && field.value === kept[0]) bringBack(kept);
  }

  window.diptychSearch.open = open;
  const style = element("link", { rel: "stylesheet", href: new URL("search.css", here).href });
  style.onload = style.onerror = open;
  document.body.append(dialog);
  document.head.append(style);
  search();
  readAll();
})();

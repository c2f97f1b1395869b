"use strict";

// Search: a plain scan of all that the questions say. This script, its style and its data are
// added when search is first used: the titles, with which one may begin, then what the answers say,
// part by part. What it shows in words stands in `diptychSearch.words`.
(() => {
  // @ts-expect-error: no script of ours is one of SVG
  const here = document.currentScript.src;
  const say = window.diptychSearch.words;
  const atOnce = 50;
  const SLICE = 8; // milliseconds, after which the page answers its reader first

  // ---- Folding: what looks alike to a reader becomes the same text

  // A piece of text that folds by itself: a character with the marks, voicing signs and Korean
  // vowels that compose with it. What only its case can change is passed over unless marked.
  const plain = "\\x00-\\x7f\\u3001-\\u3003\\u3008-\\u3011\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc\\u4e00-\\u9fff";
  const marks = "[\\p{M}\\uff9e\\uff9f\\u1160-\\u11ff\\u314f-\\u3163\\uffc2-\\uffdc]";
  const piece = new RegExp(`[^${plain}]${marks}*|[${plain}]${marks}+`, "gu");
  const alike = new Map([["ß", "ss"], ["ς", "σ"], ["‘", "'"], ["’", "'"], ["“", '"'], ["”", '"']]);
  for (const dash of "‐‑‒–—―−") alike.set(dash, "-");
  const folds = new Map();

  function folded(text) {
    return text.replace(piece, foldPiece).toLowerCase();
  }

  function foldPiece(text) {
    let fold = folds.get(text);
    if (fold === undefined) {
      // Accents fall; й is a letter of its own, and ≠ is no letter.
      fold = text.normalize("NFKD").toLowerCase()
        .replace(/(?!и)(\p{L})[\u0300-\u036f]+/gu, "$1")
        .replace(/[ßς‘’“”‐-―−]/g, (letter) => alike.get(letter))
        .normalize("NFC");
      folds.set(text, fold);
    }
    return fold;
  }

  // Where in a text each unit of its folded form begins and ends.
  function origins(text) {
    const starts = [];
    const ends = [];
    const add = (count, start, end) => {
      for (let unit = 0; unit < count; unit++) {
        starts.push(end === undefined ? start + unit : start);
        ends.push(end ?? start + unit + 1);
      }
    };
    let done = 0;
    for (const { 0: found, index } of text.matchAll(piece)) {
      add(index - done, done);
      done = index + found.length;
      add(foldPiece(found).length, index, done);
    }
    add(text.length - done, done);
    return { starts, ends };
  }

  // ---- Words: of scripts with spaces their beginnings are found, of others any part

  const scripts = ["Han", "Hiragana", "Katakana", "Hangul", "Thai", "Lao", "Khmer", "Myanmar"];
  const unspaced = `[${scripts.map((name) => `\\p{scx=${name}}`).join("")}]`;
  const letter = `(?!${unspaced})[\\p{L}\\p{N}\\p{M}]`;
  const afterLetter = new RegExp(`${letter}$`, "u");
  const beforeLetter = new RegExp(`^${letter}`, "u");
  const alphabetic = new RegExp(`^(?!${unspaced})\\p{L}`, "u");
  const dense = new RegExp(`^(?=[\\p{L}\\p{N}])${unspaced}`, "u");

  function stringsOf(query) {
    return folded(query.replace(/[，。、；：？！｡､]/g, " ")).split(/\s+/)
      .map((word) => word.replace(/^["']+(?=[^"'?!.,;:])/, "").replace(/([^"'?!.,;:])["'?!.,;:]+$/, "$1"))
      .filter(Boolean);
  }

  function wordOf(string) {
    return {
      pattern: new RegExp(patternOf([...string]), "g"),
      starts: beforeLetter.test(string),
      ends: afterLetter.test(string),
    };
  }

  // Writers differ: Soft-NMS, Soft NMS, SoftNMS; IoU 损失, IoU损失; 3×3, 3x3.
  function patternOf(characters) {
    return characters.map((character, index) => {
      const [before, after] = [characters[index - 1] ?? "", characters[index + 1] ?? ""];
      if (character === "-" && alphabetic.test(before) && beforeLetter.test(after)) return "[ -]?";
      if (/[x×]/.test(character) && /\d/.test(before) && /\d/.test(after)) return "[x×]";
      const literal = character.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
      if (before && dense.test(before) !== dense.test(character)) return `[ -]?${literal}`;
      return alphabetic.test(before) && beforeLetter.test(character) ? `-?${literal}` : literal;
    }).join("");
  }

  // The strings of a query cut where Chinese and other scripts meet.
  function apart(strings) {
    return strings.flatMap((string) => [...string].reduce((cut, character, index, all) => {
      if (index && dense.test(all[index - 1]) === dense.test(character)) cut[cut.length - 1] += character;
      else cut.push(character);
      return cut;
    }, []));
  }

  // The first place of a word in a folded text, from an offset on.
  function find(word, text, from = 0) {
    word.pattern.lastIndex = from;
    for (let hit; (hit = word.pattern.exec(text)); word.pattern.lastIndex = hit.index + 1) {
      if (!word.starts || !isLetterBefore(text, hit.index)) return { at: hit.index, end: word.pattern.lastIndex };
    }
    return null;
  }

  function isLetterBefore(text, at) {
    const code = text.charCodeAt(at - 1);
    if (code < 128) return (code > 96 && code < 123) || (code > 47 && code < 58);
    return at > 0 && afterLetter.test(text.slice(Math.max(0, at - 2), at));
  }

  // The first place where the whole word stands, else the first where one begins with it.
  function best(word, text) {
    const first = find(word, text);
    for (let hit = first; hit; hit = find(word, text, hit.at + 1)) {
      if (!word.ends || !beforeLetter.test(text.slice(hit.end, hit.end + 2))) return { at: hit.at, cut: 0 };
    }
    return first && { at: first.at, cut: 1 };
  }

  // ---- Finding: every word, in the title before the section before the text

  let questions = [];
  let sections = [];

  function take(data) {
    sections = [];
    for (const [title, above] of data.sections) {
      const over = sections[above];
      const path = over ? `${over.path} · ${title}` : title;
      sections.push({ title, over, path, depth: over ? over.depth + 1 : 0, folded: folded(path) });
    }
    questions = data.questions.map(([slug, title, section = -1, tags = [], language = ""], order) => ({
      slug, title, text: "", tags, language, order,
      section: sections[section],
      fields: [folded(title), sections[section]?.folded ?? "", ""],
    }));
  }

  // What the questions from one on say.
  async function takeTexts([first, texts]) {
    let since = performance.now();
    for (const [place, text] of texts.entries()) {
      const question = questions[first + place];
      question.text = text;
      question.fields[2] = folded(text);
      if (performance.now() - since > SLICE) {
        await new Promise((done) => { setTimeout(done); });
        since = performance.now();
      }
    }
  }

  // The words of a query and the questions that have them all, best first; with a section (those
  // below it count) or a tag. What is written together and stands so nowhere is looked for apart.
  function found(query, section = -1, tag = -1) {
    const strings = stringsOf(query);
    const asked = questions.filter((question) =>
      (section < 0 || isWithin(question.section, sections[section])) && (tag < 0 || question.tags.includes(tag)));
    const together = ranked(strings.map(wordOf), asked);
    return together.results.length ? together : ranked(apart(strings).map(wordOf), asked);
  }

  function ranked(words, asked) {
    const ranks = asked.map((question) => ({ question, rank: rankOf(words, question.fields) })).filter(({ rank }) => rank);
    ranks.sort((a, b) => {
      const differs = a.rank.findIndex((value, index) => value !== b.rank[index]);
      return differs < 0 ? a.question.order - b.question.order : a.rank[differs] - b.rank[differs];
    });
    return { words, results: ranks.map(({ question }) => question) };
  }

  function isWithin(section, chosen) {
    for (; section; section = section.over) if (section === chosen) return true;
    return false;
  }

  function rankOf(words, fields) {
    const rank = [0, 0, 0]; // in which fields, how many words are cut short, how far from the beginning
    for (const word of words) {
      let field = 0;
      let hit = null;
      while (field < fields.length && !(hit = best(word, fields[field]))) field += 1;
      if (!hit) return null;
      rank[0] += field;
      rank[1] += hit.cut;
      rank[2] += hit.at;
    }
    return rank;
  }

  // ---- Showing what was found

  // The places of all words in a text as it is written, in order, none over another.
  function places(text, words) {
    const fold = folded(text);
    const hits = [];
    for (const word of words) {
      for (let hit = find(word, fold); hit; hit = find(word, fold, hit.end)) hits.push(hit);
    }
    if (!hits.length) return [];
    const { starts, ends } = origins(text);
    const merged = [];
    for (const { at, end } of hits.sort((a, b) => a.at - b.at || b.end - a.end)) {
      const place = { start: starts[at], end: ends[end - 1] };
      const last = merged[merged.length - 1];
      if (last && place.start < last.end) last.end = Math.max(last.end, place.end);
      else merged.push(place);
    }
    return merged;
  }

  function marked(name, text, words) {
    return element("span", { className: name }, ...pieces(text, places(text, words), 0, text.length));
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

  // A line or two around the first place, cut between words and never inside a character.
  function snippet(text, words) {
    const hits = places(text, words);
    let from = Math.max(0, (hits[0]?.start ?? 0) - 24);
    if (from) {
      const cut = /^[\p{M}\udc00-\udfff]+|^[\p{sc=Latin}\p{N}${}\\_^]*\s/u.exec(text.slice(from, hits[0].start));
      if (cut) from += cut[0].length;
    }
    let to = Math.min(text.length, Math.max(from + 180, hits[0]?.end ?? 0));
    if (/[\ud800-\udbff]/.test(text[to - 1])) to -= 1;
    const shown = pieces(text, hits, from, to);
    return element("span", { className: "snippet" }, from ? "…" : "", ...shown, to < text.length ? "…" : "");
  }

  function result(question, words, place, count) {
    const title = marked("prompt", question.title, words);
    const link = element("a", {
      id: `search-${place}`,
      href: new URL(`q/${encodeURIComponent(question.slug)}.html`, here).href,
      role: "option",
      tabIndex: -1,
      ariaSelected: "false",
      ariaSetSize: String(count),
      ariaPosInSet: String(place + 1),
    });
    if (question.section) link.append(marked("where", question.section.path, words));
    link.append(title);
    if (question.text) link.append(snippet(question.text, words));
    for (const node of link.querySelectorAll(".where, .prompt, .snippet")) node.dir = "auto";
    if (question.language) for (const node of link.querySelectorAll(".prompt, .snippet")) node.lang = question.language;
    return link;
  }

  // ---- The dialog

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  const field = element("input", {
    type: "text", autocomplete: "off", spellcheck: false, enterKeyHint: "go",
    role: "combobox", placeholder: say.search, ariaLabel: say.search, ariaAutoComplete: "list", ariaExpanded: "false",
  });
  field.setAttribute("aria-controls", "search-results");
  field.setAttribute("autocapitalize", "off");
  const closing = element("button", { type: "button", className: "close", title: say.close, ariaLabel: say.close }, "Esc");
  const bySection = element("select", { ariaLabel: say.search_section, hidden: true });
  const byTag = element("select", { ariaLabel: say.search_tag, hidden: true });
  const status = element("p", { role: "status" });
  const list = element("div", { id: "search-results", role: "listbox", tabIndex: -1, ariaLabel: say.search_results, hidden: true });
  const dialog = element("dialog", { className: "search", ariaLabel: say.search },
    element("div", { className: "field" }, field, closing),
    element("div", { className: "filters" }, bySection, byTag),
    status, list);

  let waiting = say.search_loading; // Why nothing can be found yet,
  let missing = ""; // or why not everything.
  let results = [];
  let words = [];
  let active = -1;

  function search() {
    const query = field.value.trim();
    const [section, tag] = [bySection, byTag].map((filter) => Number(filter.value || -1));
    const isAsked = stringsOf(query).length > 0 || section >= 0 || tag >= 0;
    ({ words, results } = isAsked && !waiting ? found(query, section, tag) : { words: [], results: [] });
    list.textContent = "";
    list.scrollTop = 0;
    more();
    list.hidden = !results.length;
    field.ariaExpanded = String(results.length > 0);
    choose(results.length ? 0 : -1);
    status.textContent = waiting || [isAsked ? told(query) : say.search_hint, missing].filter(Boolean).join(" ");
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

  function told(query) {
    if (!results.length) return say.search_none.replace("{query}", () => query);
    return (results.length === 1 ? say.questions_one : say.questions_many).replace("{count}", results.length);
  }

  function more() {
    const shown = list.children.length;
    const next = results.slice(shown, shown + atOnce);
    list.append(...next.map((question, index) => result(question, words, shown + index, results.length)));
  }

  function choose(place) {
    if (place >= list.children.length) more();
    list.children[active]?.setAttribute("aria-selected", "false");
    active = Math.min(place, list.children.length - 1);
    const option = list.children[active];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function fillFilters(data) {
    fill(bySection, say.search_section_all, sections.map(({ title, depth }) => "\u2003".repeat(depth) + title), 2);
    fill(byTag, say.search_tag_all, data.tags, 1);
  }

  function fill(select, all, names, least) {
    select.append(new Option(all, ""), ...names.map((name, place) => new Option(name, place)));
    select.hidden = names.length < least;
  }

  function open() {
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.select();
  }

  field.addEventListener("input", (event) => {
    if (!event.isComposing) search(); // What an input method has not yet made words of.
  });
  field.addEventListener("compositionend", search);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp") choose(Math.max(0, active - 1));
    else if (event.key === "Enter") list.children[active]?.click();
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

  async function readAll() {
    const there = await load("search/titles.js");
    waiting = there ? "" : say.search_failed;
    if (!there) return search();
    const { data } = window.diptychSearch;
    take(data);
    fillFilters(data);
    missing = data.parts ? say.search_reading : "";
    search();
    let failed = false;
    for (let part = 1; part <= data.parts; part++) {
      const came = await load(`search/${part}.js`);
      if (came) await takeTexts(window.diptychSearch.texts);
      failed = failed || !came;
    }
    missing = failed ? say.search_failed : "";
    searchAgain();
  }

  Object.assign(window.diptychSearch, { open, found: (...asked) => found(...asked).results.map(({ slug }) => slug) });
  const style = element("link", { rel: "stylesheet", href: new URL("search.css", here).href });
  style.onload = style.onerror = open;
  document.body.append(dialog);
  document.head.append(style);
  search();
  readAll();
})();

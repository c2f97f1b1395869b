"use strict";

// Search, its first part: what text is alike, where a word stands in it. What it gives stands in
// `diptychSearch.text`.
(() => {
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

  // The pieces of a text that are more than one unit, as written or folded, with their places in
  // both; between them units stand as far apart in one as in the other.
  function longIn(text) {
    const long = [];
    let shift = 0;
    for (const { 0: found, index } of text.matchAll(piece)) {
      const length = foldPiece(found).length;
      if (length > 1 || found.length > 1) long.push({ from: index + shift, to: index + shift + length, start: index, end: index + found.length });
      shift += length - found.length;
    }
    return long;
  }

  function origin(long, at) {
    let shift = 0;
    for (const { from, to, start, end } of long) {
      if (at < from) break;
      if (at < to) return { start, end };
      shift = end - to;
    }
    return { start: at + shift, end: at + shift + 1 };
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

  // The places of all words in a text as it is written, in order, none over another.
  function places(text, words, fold = folded(text)) {
    const hits = [];
    for (const word of words) {
      for (let hit = find(word, fold); hit; hit = find(word, fold, hit.end)) hits.push(hit);
    }
    if (!hits.length) return [];
    const long = longIn(text);
    const merged = [];
    for (const { at, end } of hits.sort((a, b) => a.at - b.at || b.end - a.end)) {
      const place = { start: origin(long, at).start, end: origin(long, end - 1).end };
      const last = merged[merged.length - 1];
      if (last && place.start < last.end) last.end = Math.max(last.end, place.end);
      else merged.push(place);
    }
    return merged;
  }

  window.diptychSearch.text = { folded, stringsOf, wordOf, apart, isDense: (character) => dense.test(character), find, best, places };
})();

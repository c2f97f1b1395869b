"use strict";

// An evening before an interview: which questions come in so many minutes, the clocks beside them,
// and the browser's own voice. Nothing of it leaves the browser.
window.diptychTonight = (page, say) => {
  const A_QUESTION = 40; // seconds, with what comes once more
  const AN_INTERVIEW = 90; // seconds a question where each is answered in full
  const SPOKEN = 30; // seconds in which a short answer is said
  const AWAY = 120; // who looks at one card for more seconds was not there
  const KINDS = ["tonight", "mock"];
  const RANKS = { again: 0, hard: 1, undefined: 2, good: 3 };
  const [clock, left, aloud] = [".clock", ".left", ".aloud"].map((each) => page.querySelector(each));
  const { shuffle } = window.diptychRound;
  let since = 0; // when the card was shown
  let silent = true; // no answer is timed
  let ticking;

  // What the first page asks for: `#tonight-20-weak`.
  function wish() {
    const [kind, minutes, which] = location.hash.slice(1).split("-");
    return KINDS.includes(kind) && Number(minutes) > 0 ? { kind, minutes: Number(minutes), which } : null;
  }

  const fitting = (kind, minutes) => Math.max(1, Math.floor((minutes * 60) / (kind === "mock" ? AN_INTERVIEW : A_QUESTION)));

  // Takes one of each section in turn, so that neighbours are not of one kind.
  function interleaved(list) {
    const sections = new Map();
    for (const each of list) sections.set(each.section, [...(sections.get(each.section) ?? []), each]);
    const found = [];
    for (let turn = 0; found.length < list.length; turn += 1) {
      for (const each of sections.values()) if (each[turn]) found.push(each[turn]);
    }
    return found;
  }

  // The slugs for so many minutes: what is weak first, then what is new, then what was known longest.
  function plan(questions, marks, { kind, minutes }) {
    const list = [...questions];
    shuffle(list);
    const count = fitting(kind, minutes);
    if (kind === "mock") return list.slice(0, count).map(({ slug }) => slug);
    const [rank, at] = [({ slug }) => RANKS[marks.get(slug)?.mark], ({ slug }) => marks.get(slug)?.at ?? 0];
    const ranked = list.sort((a, b) => rank(a) - rank(b) || at(a) - at(b));
    const groups = Object.values(RANKS).map((one) => interleaved(ranked.filter((each) => rank(each) === one)));
    return groups.flat().slice(0, count).map(({ slug }) => slug);
  }

  // ---- Clocks

  const shown = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const passed = () => Math.min(AWAY, Math.floor((Date.now() - since) / 1000));

  function tick(round) {
    const remains = Math.max(0, round.minutes * 60 - Math.floor(round.spent ?? 0) - passed());
    left.textContent = shown(remains);
    clock.hidden = silent;
    const speaking = Math.max(0, SPOKEN - passed());
    clock.textContent = speaking ? shown(speaking) : say.timeUp;
    clock.classList.toggle("over", !speaking);
  }

  function watch(round) {
    clearInterval(ticking);
    const timed = KINDS.includes(round.kind);
    for (const each of [clock, left]) each.hidden = !timed;
    if (!timed) return;
    since = Date.now();
    silent = false;
    tick(round);
    ticking = setInterval(() => tick(round), 500);
  }

  // Adds what the card took; after the last minute nothing new comes, only what is to come again.
  function count(round) {
    if (!KINDS.includes(round.kind)) return;
    round.spent = (round.spent ?? 0) + passed();
    if (round.spent < round.minutes * 60) return;
    const seen = new Set(round.queue.slice(0, round.at + 1).map(({ slug }) => slug));
    round.queue = round.queue.filter(({ slug }, place) => place <= round.at || seen.has(slug));
  }

  // ---- Reading aloud, by voices of this machine only: others send the text away

  const voices = () => (window.speechSynthesis?.getVoices() ?? []).filter((each) => each.localService);
  const voiceOf = (language) => voices().find(({ lang }) => lang.replace("_", "-").toLowerCase().split("-")[0] === language.toLowerCase().split("-")[0]);
  const languageOf = (card) => /** @type {HTMLElement} */ (card.closest("[lang]")).lang;

  function offer(card) {
    window.speechSynthesis?.cancel();
    aloud.hidden = !voiceOf(languageOf(card));
  }

  function read(card, open) {
    const voice = voiceOf(languageOf(card));
    if (!voice) return;
    const parts = [card.querySelector(".asks"), open && card.querySelector(".short, .answer")];
    const text = parts.filter(Boolean).map((part) => {
      const copy = part.cloneNode(true);
      for (const formula of copy.querySelectorAll("[data-tex]")) formula.replaceWith(formula.dataset.tex);
      for (const other of copy.querySelectorAll("button, .ref, .anchor")) other.remove();
      return copy.textContent;
    }).join("\n");
    speechSynthesis.cancel();
    const said = new SpeechSynthesisUtterance(text);
    Object.assign(said, { voice, lang: voice.lang });
    speechSynthesis.speak(said);
  }

  return {
    KINDS,
    wish,
    plan,
    fitting,
    watch,
    count,
    offer,
    read,
    revealed() { silent = true; clock.hidden = true; },
    stop() { clearInterval(ticking); window.speechSynthesis?.cancel(); },
  };
};

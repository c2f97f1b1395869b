"use strict";

// What happens to the queue of a round, a list of { slug, mark?, open? }; nothing of the page.
window.diptychRound = (() => {
  const LATER = 12; // how many others come before a question that was marked "again"
  const RANKS = { again: 0, hard: 1, good: 2, undefined: 3 };

  function shuffle(list) {
    for (let last = list.length - 1; last > 0; last -= 1) {
      const other = Math.floor(Math.random() * (last + 1));
      [list[last], list[other]] = [list[other], list[last]];
    }
  }

  // What is marked "again" returns after a while, once; "hard" returns at the end of an evening's
  // round; in an interview nothing does. What is marked otherwise on second thoughts does not.
  function markAt({ queue, at, kind }, mark) {
    const { slug } = queue[at];
    const coming = queue.findIndex((each, place) => place > at && each.slug === slug && !each.mark);
    if (coming > 0) queue.splice(coming, 1);
    const returned = queue.slice(0, at).some((each) => each.slug === slug);
    if (mark === "again" && kind !== "mock") queue.splice(at + 1 + LATER, 0, { slug });
    if (mark === "hard" && kind === "tonight" && !returned) queue.push({ slug });
    queue[at].mark = mark;
  }

  function progress(queue) {
    const last = new Map();
    for (const { slug, mark } of queue) if (mark || !last.has(slug)) last.set(slug, mark);
    const marks = [...last.values()].filter(Boolean);
    const again = marks.filter((mark) => mark === "again").length;
    const done = marks.length - again;
    return { count: last.size, again, done, left: last.size - done };
  }

  // Question → its worst mark in this round, undefined where it has none.
  function worstMarks(queue) {
    const worst = new Map();
    for (const { slug, mark } of queue) {
      if (!worst.has(slug) || RANKS[mark] < RANKS[worst.get(slug)]) worst.set(slug, mark);
    }
    return worst;
  }

  return { shuffle, markAt, progress, worstMarks };
})();

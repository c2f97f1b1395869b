"use strict";

// What this browser remembers of a notebook: how each question was marked last, and the round that
// runs. It goes by the notebook's name, because all files of a disk share one storage. Storage that
// is switched off, full or broken costs what it would have kept, and nothing else.
window.diptychMemory = (say, tell) => {
  const MARKS = ["again", "hard", "good"]; // from the worst to the best
  const FORMAT = "diptych-marks";
  const keys = { marks: `diptych-marks:${say.notebook}`, round: `diptych-round:${say.notebook}` };
  const former = new Map(window.diptychQuestions.former);
  const marks = new Map(); // question → { mark, at }

  function kept(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      tell(say.unsaved);
      return null;
    }
  }

  function keep(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      tell(say.unsaved);
    }
  }

  // ---- Marks as text, in storage and in files alike

  const written = () =>
    JSON.stringify({ format: FORMAT, version: 1, notebook: say.notebook, marks: Object.fromEntries(marks) });
  const save = () => keep(keys.marks, written());

  // Throws what is to be told.
  function read(text) {
    let data;
    try {
      data = JSON.parse(text);
    } catch {
      throw new Error(say.notMarks);
    }
    const isObject = (value) => value && typeof value === "object" && !Array.isArray(value);
    if (!isObject(data) || data.format !== FORMAT || data.version !== 1 || !isObject(data.marks)) throw new Error(say.notMarks);
    if (data.notebook !== say.notebook) throw new Error(say.other.replace("{name}", () => data.notebook));
    const found = new Map();
    for (const [slug, each] of Object.entries(data.marks)) {
      if (!MARKS.includes(each?.mark) || !Number.isFinite(each.at)) throw new Error(say.notMarks);
      // A clock that ran ahead must not win for ever.
      const mark = { mark: each.mark, at: Math.min(each.at, Date.now()) };
      newest(found, former.get(slug) ?? slug, mark);
    }
    return found;
  }

  function newest(into, slug, mark) {
    if (!(into.get(slug)?.at >= mark.at)) into.set(slug, mark);
  }

  function recall() {
    const text = kept(keys.marks);
    marks.clear();
    if (text === null) return;
    try {
      for (const [slug, mark] of read(text)) marks.set(slug, mark);
    } catch {
      keep(`${keys.marks}:unreadable`, text);
      tell(say.unreadable);
    }
  }

  recall();
  return {
    marks,
    MARKS,

    set(slug, mark) {
      marks.set(slug, { mark, at: Date.now() });
      save();
    },

    // Calls back when another window of this notebook marked something.
    follow(changed) {
      addEventListener("storage", ({ key }) => {
        if (key !== keys.marks && key !== null) return;
        recall();
        changed();
      });
    },

    exportFile() {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([written()], { type: "application/json" }));
      link.download = `${say.notebook}-marks.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },

    async importFile(file) {
      try {
        const found = read(await file.text());
        for (const [slug, mark] of found) newest(marks, slug, mark);
        tell(say.imported.replace("{count}", found.size));
        save();
      } catch (problem) {
        tell(problem.message);
      }
    },

    clear() {
      if (!confirm(say.sure.replace("{count}", marks.size))) return;
      marks.clear();
      tell(say.cleared);
      keep(keys.marks, null);
    },

    keepRound: (round) => keep(keys.round, round && JSON.stringify({ version: 1, ...round })),

    // The round that was left, or null where there is none that fits these questions.
    round(questions) {
      try {
        const { version, queue, at, kind, minutes, spent } = JSON.parse(kept(keys.round));
        const sound = version === 1 && queue[at] && queue.every(({ slug, mark }) =>
          questions.has(slug) && (mark === undefined || MARKS.includes(mark)));
        return sound ? { queue, at, kind, minutes: Number(minutes) || 0, spent: Number(spent) || 0 } : null;
      } catch {
        return null;
      }
    },
  };
};

"use strict";

// Search, its second part: which questions answer a query, the one that is about it first. It reads
// the data, and gives what it finds in `diptychSearch.finder`.
(() => {
  const { folded, stringsOf, wordOf, apart, isDense, find, best } = window.diptychSearch.text;
  const SLICE = 8; // milliseconds, after which the page answers its reader first
  const ENOUGH = 10; // With so many that have all words, none is looked for that has some.
  const NEAR = 20; // So many of those are shown,
  const WHOLE = 1.4; // How many times more it is worth to have all words.
  const EACH = 1.2; // And to have also those that say what is asked of a thing.
  const AS_TYPED = 0.9; // And to have them in the title as they were typed, at its beginning.
  const LEAST = [0.3, 0.2]; // if so much of a few words, of many, is in them.
  const UNKNOWN = 1.5; // What a pair of characters tells that is nowhere.

  let questions = [];
  let sections = [];
  let synonyms = []; // groups of words
  let names = []; // every synonym: its letters without spaces, and its group
  let titles = null; // all titles in one text, all names, all short answers
  let slugs = null;
  let gists = null;
  let vocabulary = null;

  // ---- Data

  function take(data) {
    sections = [];
    for (const [title, above] of data.sections) {
      const over = sections[above];
      const path = over ? `${over.path} · ${title}` : title;
      sections.push({ title, over, path, depth: over ? over.depth + 1 : 0, folded: folded(path), at: sections.length });
    }
    const foldedTags = data.tags.map(folded);
    const begun = new Set();
    questions = data.questions.map(([slug, title, section = -1, tags = [], language = ""], order) => {
      const opens = section >= 0 && !begun.has(section);
      begun.add(section);
      return {
        slug, title, tags, language, order, opens,
        number: data.numbers ? data.numbers[order] : order + 1,
        text: "", gist: "", gistEnd: 0,
        section: sections[section],
        // What is looked through: title, section, tags, text, sources, name.
        fields: [folded(title), sections[section] ? sections[section].folded : "", tags.map((tag) => foldedTags[tag]).join("\n"), "", "", folded(slug)],
      };
    });
    synonyms = data.synonyms.map((group) => group.map(folded));
    names = synonyms.flatMap((group, at) => group.map((name) => ({ name, squeezed: squeezed(name), at })));
    names.sort((a, b) => b.name.length - a.name.length);
    titles = joined(questions.map(({ fields }) => fields[0]));
    slugs = joined(questions.map(({ fields }) => fields[5]));
    gists = vocabulary = null;
  }

  // What the questions from one on say: with the length of the short answer that it begins with,
  // and the places of its sources.
  async function takeTexts([first, texts, sources]) {
    const cited = sources.map(folded);
    let since = performance.now();
    for (const [place, row] of texts.entries()) {
      const question = questions[first + place];
      const [text, length, from] = typeof row === "string" ? [row, 0, []] : row;
      question.text = text;
      question.gist = text.slice(0, length);
      question.fields[3] = folded(text);
      question.gistEnd = length && folded(question.gist).length;
      question.fields[4] = from.map((source) => cited[source]).join("\n");
      if (performance.now() - since > SLICE) {
        await new Promise((done) => { setTimeout(done); });
        since = performance.now();
      }
    }
    gists = vocabulary = null;
  }

  // Many texts as one, in which a word is found in one go; it is on no two of them.
  function joined(texts) {
    const starts = [];
    let end = 0;
    for (const text of texts) {
      starts.push(end);
      end += text.length + 1;
    }
    return { text: texts.join("\n"), starts };
  }

  // How often a word is found in each of many texts, at which length it stands there whole.
  function marksIn(all, word) {
    const marks = new Uint8Array(all.starts.length);
    let place = 0;
    for (let hit = find(word, all.text); hit; hit = find(word, all.text, hit.end)) {
      while (place + 1 < all.starts.length && all.starts[place + 1] <= hit.at) place += 1;
      marks[place] = 1;
      hit = { end: all.starts[place + 1] || all.text.length };
      if (hit.end >= all.text.length) break;
    }
    return marks;
  }

  // ---- What is asked for

  const asking = new RegExp(["请问", "请", "介绍一下", "介绍", "解释一下", "简述", "讲一下", "说一下", "说说", "谈谈", "聊聊", "什么样", "是什么", "什么是",
    "为什么", "为什麼", "为何", "为啥", "什么", "怎么样", "怎么办", "怎么", "怎样", "如何", "哪些", "哪个", "哪几个", "哪里", "多少", "几个", "一下", "可以", "需要",
    "有没有", "是不是", "是否", "能否", "能不能", "的", "了", "吗", "呢", "是", "和", "与", "跟", "及", "或", "在", "要", "有", "做", "用", "时候", "时"].join("|"), "g");
  // Words that say what of a thing is asked; an answer need not have them.
  const aspects = new RegExp(`(${["区别", "不同", "差别", "差异", "对比", "比较", "关系", "原理", "作用", "意义", "优缺点", "优点", "缺点", "优势", "劣势", "好处", "坏处",
    "方法", "方式", "过程", "流程", "步骤", "问题", "定义", "公式", "推导", "计算", "实现", "手写", "代码", "影响", "改进", "技巧", "特点", "目的", "原因", "选择", "解决"].join("|")})`, "g");
  const small = new Set(("a an the what whats how why when which who is are was be do does did can of in on at to for from by with and or vs versus use used using "
    + "it its that this there i you we between explain describe tell me about work works").split(" "));
  const aspectsOf = new Set("difference differences definition formula meaning implement code example compare".split(" "));

  function squeezed(text) {
    return text.replace(/[\s-]+/g, "");
  }

  // The groups of a query: each a word with others that mean the same, of which one must be there.
  function groupsOf(query) {
    const groups = [];
    for (const part of partsOf(query)) {
      if (part.latin) groups.push(...latinGroups(part.latin));
      else groups.push(...denseGroups(part.dense));
    }
    const asked = groups.filter(({ weak }) => !weak);
    const kept = asked.length ? asked : groups;
    return kept.every(({ aspect }) => aspect) ? kept.map((group) => ({ ...group, aspect: false })) : kept;
  }

  // Runs of words with spaces, and words of scripts without.
  function partsOf(query) {
    const parts = [];
    for (const string of stringsOf(query)) {
      for (const piece of apart([string])) {
        const last = parts[parts.length - 1];
        if (isDense([...piece][0])) parts.push({ dense: piece });
        else if (last && last.latin) last.latin.push(piece);
        else parts.push({ latin: [piece] });
      }
    }
    return parts;
  }

  function latinGroups(words) {
    const groups = [];
    for (let from = 0; from < words.length; from++) {
      let to = Math.min(words.length, from + 5);
      let group = null;
      for (; to > from && !group; to--) group = named(words.slice(from, to));
      if (group) {
        groups.push(group);
        from = to;
      } else groups.push({ words: variants(words[from]), weak: small.has(words[from]), aspect: aspectsOf.has(words[from]) || words[from].length === 1 });
    }
    return groups;
  }

  // The group of a synonym that is written so, or begins so.
  function named(words) {
    const asked = squeezed(words.join(""));
    if (asked.length < 2 || (words.length === 1 && small.has(words[0]))) return null;
    const found = names.find((name) => name.squeezed === asked)
      || (asked.length > 4 && names.find((name) => name.squeezed.startsWith(asked) && name.squeezed.length <= 2 * asked.length));
    return found ? groupOf(found.at, words.join(" ")) : null;
  }

  function groupOf(at, asked) {
    const others = synonyms[at].filter((name) => name !== asked);
    return { words: [...variants(asked), ...others.map((name) => ({ ...wordOf(name), worth: 0.9, length: name.length }))], at };
  }

  // A word, and without the s of a plural.
  function variants(word) {
    const own = [{ ...wordOf(word), worth: 1, length: word.length, own: word }];
    if (/^[a-z]{3,}[^su]s$/.test(word)) own.push({ ...wordOf(word.slice(0, -1)), worth: 0.95, length: word.length - 1 });
    return own;
  }

  function denseGroups(text) {
    for (const { name, at } of names) {
      const place = name.length > 1 && isDense(name[0]) ? text.indexOf(name) : -1;
      if (place >= 0) {
        return [...denseGroups(text.slice(0, place)), groupOf(at, name), ...denseGroups(text.slice(place + name.length))];
      }
    }
    const words = text.split(asking).filter(Boolean);
    if (!words.length && text) return [{ words: variants(text), weak: true }];
    return words.flatMap((word) => word.split(aspects)).filter(Boolean)
      .map((word) => ({ words: variants(word), pairs: pairsOf(word), dense: word, aspect: word.search(aspects) === 0 }));
  }

  // What is left of a Chinese word of which a character is wrong.
  function pairsOf(word) {
    const characters = [...word];
    if (characters.length < 2) return [];
    const pairs = characters.slice(1).map((next, at) => characters[at] + next);
    return pairs.map((pair) => wordOf(pair));
  }

  // Those of them that nobody wrote tell little; where two in a row are such, the character that
  // both share may be the wrong one.
  function measuredPairs(pairs, word) {
    const there = pairs.map(placed).map((pair) => ({ ...pair, rarity: pair.count ? pair.rarity : UNKNOWN }));
    const characters = [...word];
    const around = there.slice(1).flatMap((next, at) => (next.count || there[at].count ? []
      : [placed({ pattern: new RegExp(`${characters[at]}[^\n]${characters[at + 2]}`, "g"), starts: false, ends: false })]));
    return [...there, ...around.filter(({ count }) => count)];
  }

  // ---- Words that nobody wrote: those of which a letter differs

  function nearest(word) {
    if (!vocabulary) {
      const all = new Set(names.map((name) => name.squeezed));
      const texts = [titles.text, gists.text, slugs.text, ...questions.map(({ fields }) => `${fields[2]} ${fields[3]}`)];
      for (const text of texts) for (const found of text.match(/[a-z][a-z0-9]{3,}/g) || []) all.add(found);
      vocabulary = [...all].filter((each) => /^[a-z]/.test(each));
    }
    const whole = vocabulary.filter((each) => differsByOne(word, each));
    if (whole.length) return whole;
    return vocabulary.filter((each) => [-1, 0, 1].some((more) => differsByOne(word, each.slice(0, word.length + more))));
  }

  // Whether a letter is wrong, missing, too many, or stands before the one that it should follow.
  function differsByOne(one, other) {
    if (one[0] !== other[0] || Math.abs(one.length - other.length) > 1) return false;
    let at = 0;
    while (at < one.length && one[at] === other[at]) at += 1;
    const [a, b] = [one.slice(at), other.slice(at)];
    return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1)
      || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
  }

  // ---- Finding

  // The words of a query and the questions that answer it, best first; with a section (those below
  // it count) or a tag. How many of them have all words stands in `whole`.
  function found(query, section = -1, tag = -1) {
    if (!gists) gists = joined(questions.map(({ fields, gistEnd }) => fields[3].slice(0, gistEnd)));
    const isIn = (question) =>
      (section < 0 || isWithin(question.section, sections[section])) && (tag < 0 || question.tags.includes(tag));
    const asked = questions.filter(isIn);
    const groups = groupsOf(query).map(measured);
    const typed = stringsOf(query).join(" ");
    const asTyped = wordOf(typed);
    if (!groups.length) return { words: [], results: asked, whole: asked.length };
    // What is looked for as it was typed needs no second look.
    const isTyped = groups.every(({ words: [{ own }], aspect }) => own && !aspect) && groups.map(({ words: [{ own }] }) => own).join(" ") === typed;
    const literal = new Set(isTyped ? [] : scan(query, asked));
    const number = /^(?:第|#|no\.?)?\s*(\d+)\s*题?$/i.exec(query.trim());
    const exact = [];
    const rest = [];
    for (const question of asked) {
      const isNumber = number && question.number === Number(number[1]);
      if (literal.has(question) || isNumber || groups.every((group) => group.aspect || has(group, question))) {
        const score = WHOLE * scoreOf(groups, question) * (groups.length > 1 ? typedIn(question.fields[0], asTyped) : 1);
        exact.push({ question, score: isNumber ? Infinity : score });
      } else rest.push(question);
    }
    const near = exact.length < ENOUGH ? closest(groups, rest) : [];
    const results = [...exact, ...near].sort(byScore).map(({ question }) => question);
    return { words: groups.flatMap(shownWords), results, whole: exact.length };
  }

  function typedIn(title, typed) {
    const hit = find(typed, title);
    return hit ? 1 + AS_TYPED * (1 - hit.at / title.length) : 1;
  }

  // The questions in which all words of a query stand as they are typed, or cut where Chinese and
  // other scripts meet.
  function scan(query, asked = questions) {
    const strings = stringsOf(query);
    const together = asked.filter(withAll(strings.map(wordOf)));
    return together.length ? together : asked.filter(withAll(apart(strings).map(wordOf)));
  }

  function withAll(words) {
    return ({ fields }) => words.every((word) => fields.some((field) => find(word, field)));
  }

  function isWithin(section, chosen) {
    for (; section; section = section.over) if (section === chosen) return true;
    return false;
  }

  function byScore(a, b) {
    return b.score - a.score || a.question.order - b.question.order;
  }

  // A group with where its words are, and how much it tells: the rarer, the more.
  function measured(group) {
    let words = group.words.map(placed);
    const [first] = words;
    const own = first.own;
    if (own && /^[a-z][a-z0-9-]{3,}$/.test(own) && !words.some(isAnywhere)) {
      words = nearest(own).slice(0, 6).flatMap((word) => {
        const group = named([word]);
        const all = group ? [word, ...synonyms[group.at]] : [word];
        return all.map((each) => placed({ ...wordOf(each), worth: 0.8, length: each.length }));
      });
      if (!words.length) words = [first];
    }
    const pairs = group.pairs ? measuredPairs(group.pairs, group.dense) : [];
    const adjacent = pairs.slice(0, group.pairs ? group.pairs.length : 0);
    const weight = adjacent.length > 1 ? sum(adjacent.map(({ rarity }) => rarity)) : Math.max(...words.map(({ rarity }) => rarity));
    return { ...group, words, pairs, weight };
  }

  function placed(word) {
    const { inTitle, isWhole } = titleMarks(word);
    const inGist = marksIn(gists, word);
    const inSlug = marksIn(slugs, word);
    const inSection = sections.map(({ folded: path }) => (find(word, path) ? 1 : 0));
    let count = 0;
    for (let at = 0; at < inTitle.length; at++) count += inTitle[at] || inGist[at] || inSlug[at] ? 1 : 0;
    return { ...word, inTitle, isWhole, inGist, inSlug, inSection, count, rarity: Math.log(1 + questions.length / (1 + count)) };
  }

  // What a word is worth in each title: less far behind, and less where it only begins a word.
  function titleMarks(word) {
    const marks = marksIn(titles, word);
    const inTitle = new Float32Array(marks.length);
    const isWhole = new Uint8Array(marks.length);
    for (let order = marks.indexOf(1); order >= 0; order = marks.indexOf(1, order + 1)) {
      const [title] = questions[order].fields;
      const { at, cut } = best(word, title);
      inTitle[order] = 1 - (word.length > 3 ? 0.2 : 0.6) * cut - 0.25 * (at / title.length);
      isWhole[order] = 1 - cut;
    }
    return { inTitle, isWhole };
  }

  function isAnywhere(word) {
    return questions.some(({ fields }) => fields.some((field) => find(word, field)));
  }

  function has(group, question) {
    return group.words.some((word) => worthOf(word, question) > 0);
  }

  // Where a word stands tells how much the question is about it.
  function worthOf(word, question) {
    const { order, section, fields } = question;
    let worth = 0;
    if (word.inTitle[order]) worth = word.inTitle[order];
    else if (word.inSlug[order]) worth = 0.7;
    if (section && word.inSection[section.at]) worth += worth ? 0.2 : 0.35;
    if (word.inGist[order]) worth += worth ? 0.15 : 0.4;
    return (worth || worthBelow(word, fields)) * word.worth;
  }

  function worthBelow(word, [, , tags, text, sources]) {
    if (find(word, tags)) return 0.3;
    const hit = find(word, text);
    if (hit) return 0.2 - 0.05 * (hit.at / text.length);
    return find(word, sources) ? 0.25 : 0;
  }

  function scoreOf(groups, question) {
    const worths = groups.map((group) => group.weight * groupWorth(group, question));
    const score = sum(worths) * (worths.every(Boolean) ? EACH : 1);
    const opening = !question.opens ? 1 : groups.some((group) => inTitle(group, question)) ? 1.35 : 1.1;
    return score * opening * (1 + 0.7 * coverage(groups, question));
  }

  // How much of a title is what was asked for.
  function coverage(groups, question) {
    let covered = 0;
    for (const { words } of groups) for (const word of words) if (word.isWhole[question.order]) covered += word.length;
    if (!covered) return 0;
    question.titleLength = question.titleLength || question.fields[0].replace(asking, "").length;
    return Math.min(1, covered / question.titleLength);
  }

  function inTitle(group, question) {
    return group.words.some((word) => word.inTitle[question.order]);
  }

  function groupWorth(group, question) {
    let most = 0;
    let names = 0;
    for (const word of group.words) {
      most = Math.max(most, worthOf(word, question));
      if (word.inTitle[question.order]) names += 1;
    }
    // A title that gives two names of a thing explains it.
    if (most > 0) return most * (names > 1 ? 1.5 : 1);
    return pairsWorth(group, question);
  }

  function pairsWorth({ pairs, weight }, question) {
    const shared = pairs.filter(({ inTitle, inGist }) => inTitle[question.order] || inGist[question.order]);
    if (!shared.length) return 0;
    const told = sum(shared.map((pair) => pair.rarity * (pair.inTitle[question.order] ? 0.8 : 0.35)));
    const at = Math.max(0, question.fields[0].search(shared[0].pattern));
    return Math.min(0.8, told / weight) * (1 - 0.25 * (at / question.fields[0].length));
  }

  // Questions that have some words of a query, or parts of them.
  function closest(groups, rest) {
    const needed = groups.filter(({ aspect }) => !aspect);
    const all = sum(needed.map(({ weight }) => weight));
    return rest.filter((question) => {
      const share = sum(needed.map((group) => group.weight * shareOf(group, question)));
      return share >= LEAST[Number(needed.length > 2)] * all;
    }).map((question) => ({ question, score: scoreOf(groups, question) })).sort(byScore).slice(0, NEAR);
  }

  function shareOf(group, question) {
    const { order, section } = question;
    const isThere = ({ inTitle, inGist, inSlug, inSection }) => inTitle[order] || inGist[order] || inSlug[order] || (section && inSection[section.at]);
    if (group.words.some(isThere)) return 1;
    const shared = group.pairs.filter(isThere);
    return 3 * shared.length < group.pairs.length ? 0 : Math.min(1, sum(shared.map(({ rarity }) => rarity)) / group.weight);
  }

  function shownWords({ words, pairs }) {
    return words.some(({ count }) => count) ? words : [...words, ...pairs];
  }

  function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
  }

  const slugsOf = (several) => several.map(({ slug }) => slug);
  window.diptychSearch.found = (query, section, tag) => slugsOf(found(query, section, tag).results);
  window.diptychSearch.scan = (query) => slugsOf(scan(query));
  window.diptychSearch.finder = { take, takeTexts, found, sections: () => sections };
})();

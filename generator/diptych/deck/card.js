/* What a card's own script does; without it all is there to read, a deletion's explanation open.
   ES5, since the web views of old phones run nothing newer. Templates end with it, and a program
   may show card after card in one page, so what must be there once is kept on `window`. */
(function () {
  "use strict";
  var kept = (window.diptych = window.diptych || { on: {} });

  // What a learner opened or wrapped stays so on the cards that follow, for the session.
  function isOn(name) {
    if (!(name in kept.on)) {
      try { kept.on[name] = sessionStorage.getItem("diptych-" + name) === "1"; }
      catch (error) { kept.on[name] = false; }
    }
    return kept.on[name];
  }

  function turn(name, on) {
    kept.on[name] = on;
    try { sessionStorage.setItem("diptych-" + name, on ? "1" : "0"); } catch (error) { /* kept */ }
  }

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  // Code that is wider than the card gets a button that wraps it.
  function offerWrapping(box) {
    var ask = box.querySelector("button.wrap-lines");
    var code = box.querySelector("pre");
    if (!ask && code && code.clientWidth && code.scrollWidth > code.clientWidth) {
      ask = document.createElement("button");
      ask.type = "button";
      ask.className = "wrap-lines";
      ask.addEventListener("click", function (event) {
        event.stopPropagation();
        turn("wrap", !isOn("wrap"));
        showWrapping();
      });
      box.appendChild(ask);
    }
  }

  function showWrapping() {
    all(".diptych .code").forEach(function (box) {
      offerWrapping(box);
      var ask = box.querySelector("button.wrap-lines");
      if (ask) {
        box.classList[isOn("wrap") ? "add" : "remove"]("wrapped");
        ask.setAttribute("aria-pressed", String(isOn("wrap")));
      }
    });
  }

  // A formula in the run of a text that is wider than the card scrolls, as one of its own line does.
  function fitFormulas() {
    all(".diptych mjx-container:not([display])").forEach(function (formula) {
      var block = formula.parentNode;
      while (getComputedStyle(block).display === "inline") block = block.parentNode;
      if (block.clientWidth && formula.getBoundingClientRect().width > block.clientWidth) {
        formula.classList.add("too-wide");
      }
    });
  }

  function fit() {
    showWrapping();
    fitFormulas();
  }

  function follow(fold, isFront) {
    if (fold.getAttribute("data-followed")) return;
    fold.setAttribute("data-followed", "1");
    fold.open = !isFront && isOn("more");
    fold.addEventListener("toggle", function () {
      if (!isFront) turn("more", fold.open);
      fit();
    });
    var summary = fold.querySelector("summary");
    summary.setAttribute("aria-keyshortcuts", "x");
    // Where a tap anywhere turns the card, this one shall not.
    summary.addEventListener("click", function (event) { event.stopPropagation(); });
  }

  // A note with deletions is one text: its explanation folds on cards that ask for none of it.
  function asksIn(answer) {
    var card = /(?:^|\s)card(\d+)(?:\s|$)/.exec(document.body.className);
    var numbers = answer.getAttribute("data-asks");
    if (!card || answer.querySelector(".cloze")) return true;
    if (numbers !== null) return (" " + numbers + " ").indexOf(" " + card[1] + " ") >= 0;
    // A note of a former version: Anki does not say what it deleted in a formula.
    return !document.querySelector(".diptych .cloze") || /\\[(\[]/.test(answer.textContent);
  }

  function foldAnswer(text) {
    var answer = text.querySelector(".answer");
    var before = text.querySelector(".short") || text.querySelector(".question");
    if (!answer || !before || text.querySelector(".more") || asksIn(answer)) return;
    var fold = document.createElement("details");
    fold.className = "more";
    fold.appendChild(document.createElement("summary"));
    answer.parentNode.insertBefore(fold, answer);
    fold.appendChild(answer);
    var sources = text.querySelector(".sources-block");
    if (sources) fold.appendChild(sources);
    follow(fold, text.classList.contains("asking"));
  }

  function begin() {
    all(".diptych.cloze-text").forEach(foldAnswer);
    fit();
  }

  function soon(hook, act) {
    if (window[hook] && window[hook].push) window[hook].push(act);
    else act();
  }

  all(".diptych details.more").forEach(function (fold) { follow(fold, false); });
  // The desktop program names the card's number on the body only after the scripts ran.
  soon("onUpdateHook", begin);
  soon("onShownHook", fit);

  // Space and Enter answer the card, so a letter that means nothing to Anki opens the explanation.
  if (!kept.hears) {
    kept.hears = true;
    document.addEventListener("keydown", function (event) {
      var fold = document.querySelector(".diptych details.more");
      var typing = /^(?:INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (!fold || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "x" || event.key === "X") fold.open = !fold.open;
    });
  }
})();

(function () {
  // Plain ES5, for the web views of old phones. No two braces side by side: Anki would read them.
  var box = document.querySelector(".choice");
  var list = box && box.querySelector(".options");
  if (!list) { return; }
  var items = [].slice.call(list.children);
  var told = /(^| )told( |$)/.test(box.className);
  var several = /(^| )several( |$)/.test(list.className);
  var name = "diptych-choice", id = box.getAttribute("data-id");

  function read() {
    try {
      var kept = JSON.parse(sessionStorage.getItem(name));
      return kept && kept.id === id && kept.order.length === items.length ? kept : null;
    } catch (e) { return null; }
  }
  function keep() {
    try { sessionStorage.setItem(name, JSON.stringify(shown)); return true; } catch (e) { return false; }
  }
  function shuffled(random) {
    var order = items.map(function (_, n) { return n; });
    for (var n = order.length - 1; n > 0; n--) {
      var other = Math.floor(random() * (n + 1)), one = order[n];
      order[n] = order[other];
      order[other] = one;
    }
    return order;
  }
  // Where nothing can be kept from one side to the other, both find the same order by the day.
  function today() {
    var seed = Math.floor(Date.now() / 864e5) % 65536;
    for (var n = 0; n < id.length; n++) { seed = (seed * 31 + id.charCodeAt(n)) % 65536; }
    return function () { return (seed = (seed * 25173 + 13849) % 65536) / 65536; };
  }
  function show() {
    items.forEach(function (item, n) {
      var picked = shown.picked.indexOf(n) >= 0;
      item.className = item.className.replace(/ ?\bpicked\b/, "") + (picked ? " picked" : "");
      if (!told) { item.setAttribute("aria-checked", picked); }
    });
  }
  function pick(n) {
    var place = shown.picked.indexOf(n);
    if (place >= 0) {
      shown.picked.splice(place, 1);
    } else {
      shown.picked = several ? shown.picked.concat(n) : [n];
    }
    keep();
    show();
  }

  var shown = told ? read() : null;
  if (!shown) {
    shown = { id: id, order: shuffled(Math.random), picked: [] };
    if (told || !keep()) { shown.order = shuffled(today()); }
  }
  if (!/(^| )in-order( |$)/.test(list.className)) {
    shown.order.forEach(function (n) { list.appendChild(items[n]); });
  }
  show();
  if (told) { return; }
  list.setAttribute("role", several ? "group" : "radiogroup");
  items.forEach(function (item, n) {
    // AnkiDroid turns the card over at a tap, but not at one on what says so.
    item.className += " tappable";
    item.setAttribute("role", several ? "checkbox" : "radio");
    item.addEventListener("click", function () { pick(n); });
  });
})();

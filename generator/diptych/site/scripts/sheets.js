"use strict";

// Where all questions stand on several pages, an address of a section leads on to its page.
(() => {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.matches("li")) location.replace(named.querySelector("a").getAttribute("href"));
})();

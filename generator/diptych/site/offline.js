"use strict";

// Lets the browser keep what was read, for when there is no network: where the site is published
// only, never from the disk and not while its author looks at it.
(() => {
  const published = document.querySelector("link[rel=canonical]");
  if (!published || new URL(published.getAttribute("href")).origin !== location.origin) return;
  if (!("serviceWorker" in navigator)) return;
  // @ts-expect-error: no script of ours is one of SVG
  const worker = new URL("worker.js", document.currentScript.src);
  navigator.serviceWorker.register(worker.href).catch(() => {
    // Where that is forbidden, pages need the network.
  });
})();

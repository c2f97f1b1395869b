// Answers from the network, and from what was kept where there is none. What every page needs is
// kept at once, pages when they are read. `version` and `shell` are written above.

// @ts-expect-error: the checker takes it for any worker
const /** @type {ServiceWorkerGlobalScope} */ worker = self;
const mine = `diptych ${worker.registration.scope} `;
const cacheName = mine + version;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(dropFormer().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const there = request.url.startsWith(worker.registration.scope);
  // Decks are for Anki, and of films browsers ask for parts.
  if (request.method !== "GET" || !there || request.url.endsWith(".apkg")) return;
  if (request.headers.has("range")) return;
  event.respondWith(answer(request));
});

async function keepShell() {
  const kept = await caches.open(cacheName);
  // One that a server refuses must not keep the others from being kept.
  await Promise.all(shell.map((path) => kept.add(path).catch(() => {})));
}

async function dropFormer() {
  const names = await caches.keys();
  const former = names.filter((each) => each.startsWith(mine) && each !== cacheName);
  await Promise.all(former.map((each) => caches.delete(each)));
}

/** @param {Request} request */
async function answer(request) {
  const kept = await caches.open(cacheName);
  try {
    const fresh = await fetch(request);
    if (fresh.status === 200) await kept.put(request, fresh.clone());
    return fresh;
  } catch (offline) {
    const former = await kept.match(request, { ignoreSearch: true });
    if (former) return former;
    throw offline;
  }
}

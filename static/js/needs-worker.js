// Opens the form of a need without signal, and sends what waits when signal is back and no page is open.
// Kept: the form without anybody's data, its style and its scripts. No other page ever is.

const CACHE = "needs-" + self.shell.language;
const PATIENCE = 10 * 1000; // with a signal that carries nothing
const DAY = 24 * 60 * 60 * 1000;
const { page, offline, assets } = self.shell;

async function keep(address) {
  const response = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (!response.ok || response.redirected) throw new Error(address);
  await (await caches.open(CACHE)).put(address, response);
}

async function tidy() {
  const cache = await caches.open(CACHE);
  const wanted = [offline, ...assets].map((address) => new URL(address, location.origin).href);
  const others = (await cache.keys()).filter((request) => !wanted.includes(request.url));
  await Promise.all(others.map((request) => cache.delete(request)));
}

// Its lists change now and then.
async function refresh() {
  const kept = await caches.match(offline);
  if (kept && Date.now() - Date.parse(kept.headers.get("Date")) > DAY) await keep(offline);
}

async function opened(event) {
  const shell = await caches.match(offline);
  const arriving = fetch(event.request);
  if (!shell) return arriving;
  const answered = arriving.then((response) => (response.status < 500 ? response : shell)); // the office's server is down
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, shell));
  return Promise.race([answered, late]).catch(() => shell);
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(Promise.all([offline, ...assets].map(keep)));
});

self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname === page) {
    event.respondWith(opened(event));
    event.waitUntil(refresh().catch(() => null));
  } else if (assets.includes(address.pathname)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(address.pathname)) || Response.error()));
  }
});

// What still waits makes the browser try again later.
self.addEventListener("sync", (event) => {
  if (event.tag !== "needs") return;
  event.waitUntil(self.needsQueue.send({ isForced: true }).then((left) => {
    if (left) throw new Error("needs wait");
  }));
});

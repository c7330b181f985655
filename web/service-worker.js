// Keeps the page for visits without a network. What has a hash in its name never changes, so it comes from the cache;
// everything else comes from the network as long as there is one, so a new version is never mixed with an old one.

// The build puts the page's files and a name for them here.
const FILES = ["./"];
const CACHE = "poolwise";

const isHashed = (url) => /-[0-9a-f]{16}(_bg)?\.\w+$/.test(url.pathname);

async function fetched(request, cache) {
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  const kept = () => cache.match(request, { ignoreSearch: request.mode === "navigate" });
  if (isHashed(new URL(request.url))) return (await kept()) ?? fetched(request, cache);
  try {
    return await fetched(request, cache);
  } catch (error) {
    const response = await kept();
    if (response) return response;
    throw error;
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("poolwise") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isOwn = new URL(request.url).origin === self.location.origin;
  if (isOwn && request.method === "GET") event.respondWith(answer(request));
});

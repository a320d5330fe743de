// The service worker of the field page: keeps the empty page, its words, style and script, so that
// it opens without a line. Keeps nothing of a site: answers with content are never in its cache.
"use strict";

const CACHE = `tansiq-field-${VERSION}`;
const SITE = /^\/field\/[^/]+\/[^/]+\/[^/]+$/;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const older = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("tansiq-field-") && name !== CACHE) await caches.delete(name);
    }
    await clients.claim();
  };
  event.waitUntil(older());
});
const kept = async (address, request) => {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) || fetch(request);
};
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const at = new URL(request.url);
  if (request.mode === "navigate" && SITE.test(at.pathname)) event.respondWith(kept("/field/shell", request));
  else if (FILES.includes(at.pathname + at.search)) event.respondWith(kept(at.pathname + at.search, request));
});

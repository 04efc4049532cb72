"use strict";
// Keeps the pages read lately, so that they open on a bad line: fresh from the network first, else as last seen.
const KEPT = "fuwen-pages";

async function keep(request, response) {
  if (!response.ok) { return response; }
  const cache = await caches.open(KEPT);
  const address = new URL(request.url);
  if (address.pathname.indexOf("/static/") === 0) {
    const older = await cache.keys(request, { ignoreSearch: true });
    await Promise.all(older.filter((r) => r.url !== request.url).map((r) => cache.delete(r)));
  }
  await cache.put(request, response.clone());
  return response;
}

async function fromNetworkFirst(request) {
  try {
    return await keep(request, await fetch(request));
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: request.mode === "navigate" });
    if (kept) { return kept; }
    throw error;
  }
}

async function fromKeptFirst(request) {
  return (await caches.match(request)) || keep(request, await fetch(request));
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) { return; }
  if (address.pathname.indexOf("/static/") === 0 && address.search) {
    event.respondWith(fromKeptFirst(event.request));
  } else if (address.pathname === "/" || address.pathname.indexOf("/documents") === 0) {
    event.respondWith(fromNetworkFirst(event.request));
  }
});

{% load static %}// Without a network the workbench opens the page on which visits are written and wait; with one it stays out of the way.
"use strict";
const PAGE = "{% url 'stewards:offline' %}";
const CACHE = "workbench:1:{% static 'js/visits.js' %}";

async function refill() {
  const cache = await caches.open(CACHE);
  const answer = await fetch(PAGE, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) return;
  const text = await answer.clone().text();
  const files = new Set([...text.matchAll(/(?:href|src)="([^"#]+)(?:#[^"]*)?"/g)].map((found) => found[1]));
  const ours = [...files].filter((file) => file.startsWith("{% get_static_prefix %}"));
  await Promise.all(ours.map(async (file) => (await cache.match(file)) || cache.add(file)));
  await cache.put(PAGE, answer);
}

self.addEventListener("install", (event) => event.waitUntil(refill().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("workbench:") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

async function page(request) {
  try {
    return await fetch(request);
  } catch (lost) {
    const kept = await caches.match(PAGE);
    if (kept) return kept;
    throw lost;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request));
    if (address.pathname === "{% url 'stewards:workbench' %}") event.waitUntil(refill().catch(() => undefined));
  } else if (address.pathname.startsWith("{% get_static_prefix %}")) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});

// Keeps visited pages readable offline. Online, each page comes from the network, never from here.
'use strict';

const MOST_PAGES = 200;
const SCOPE = self.registration.scope;
const OURS = `kb ${SCOPE} `; // Other sites may share the host.
const RELEASE = OURS + new URL(self.location).searchParams.get('release');
const PAGES = `${RELEASE} pages`;
const FILES = `${RELEASE} files`;
const OFFLINE = new URL('offline/', SCOPE).href;
const FETCHED = ['style', 'script', 'image', 'font'];
const HASHED = /\.[0-9a-f]{8,}\.(min\.)?\w+$/; // Never changes.
const LINKED = /(?:href|src)="([^"]+\.(?:css|js|svg))"/g;

// A page is the same whatever is asked of it.
const addressOf = (url) => url.split(/[?#]/)[0];

// The last visited lies last.
async function keep(address, response) {
  if (!response.ok || response.redirected) return;
  const isPage = (response.headers.get('content-type') || '').startsWith('text/html');
  const cache = await caches.open(isPage && address !== OFFLINE ? PAGES : FILES);
  await cache.put(address, response);
  if (!isPage) return;
  const pages = await caches.open(PAGES);
  const old = (await pages.keys()).slice(0, -MOST_PAGES);
  await Promise.all(old.map((page) => pages.delete(page)));
}

// A page with its styles and scripts.
async function keepWhole(address) {
  const response = await fetch(address, { cache: 'no-cache' });
  const html = await response.clone().text();
  await keep(address, response);
  const files = [...html.matchAll(LINKED)].map(([, path]) => new URL(path, address).href);
  const cache = await caches.open(FILES);
  await cache.addAll(new Set(files.filter((file) => file.startsWith(SCOPE))));
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && !name.startsWith(`${RELEASE} `));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
  const open = await self.clients.matchAll();
  await Promise.all(open.map(({ url }) => keepWhole(addressOf(url)).catch(() => {})));
}

async function answer(event, address, isPage) {
  const hashed = HASHED.test(address) && await caches.match(address);
  if (hashed) return hashed;
  try {
    const response = await fetch(event.request, isPage ? { cache: 'no-cache' } : {});
    event.waitUntil(keep(address, response.clone()));
    return response;
  } catch (error) {
    const kept = await caches.match(address);
    if (kept) return kept;
    if (!isPage) throw error;
    return Response.redirect(`${OFFLINE}?page=${encodeURIComponent(address.slice(SCOPE.length))}`);
  }
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keepWhole(OFFLINE));
});

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

self.addEventListener('fetch', (event) => {
  const { method, mode, destination, url } = event.request;
  const isPage = mode === 'navigate';
  if (method !== 'GET' || !url.startsWith(SCOPE) || !(isPage || FETCHED.includes(destination))) return;
  event.respondWith(answer(event, addressOf(url), isPage));
});

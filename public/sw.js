/*
 * The panel opens without a connection: with a page that says so. Pages themselves are never kept,
 * because a balance that is no longer true is worse than none; built files are, they have hashes.
 */
const SHELL = 'bashgah-shell-1'
const FILES = 'bashgah-files-1'
const OFFLINE = '/icons/offline.html'

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll([OFFLINE, '/icons/icon.svg']))
      .then(() => self.skipWaiting())
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => ![SHELL, FILES].includes(name)).map((name) => caches.delete(name))
        )
      )
      .then(() => self.clients.claim())
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)))
  } else if (url.pathname.startsWith('/assets/') || url.pathname === '/icons/icon.svg') {
    event.respondWith(kept(request))
  }
})

async function kept(request) {
  const cache = await caches.open(FILES)
  const known = (await cache.match(request)) ?? (await caches.match(request))
  if (known) return known
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

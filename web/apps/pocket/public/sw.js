// Lets the page open without a network, so that waiting answers are not lost with a closed tab.
// It keeps the page's own files and nothing else: no answer of the server is ever stored.

const SHELL = 'pocket-shell'
const HOME = '/pocket/'

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith(HOME)) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (url.pathname.startsWith(`${HOME}assets/`)) event.respondWith(asset(request))
})

/** The newest page where there is a network. A new build throws the files of the old one away. */
async function page(request) {
  const cache = await caches.open(SHELL)
  const known = await cache.match(HOME)
  try {
    const fresh = await fetch(request)
    if (!fresh.ok) return fresh
    const [now, before] = [await fresh.clone().text(), await known?.clone().text()]
    if (now !== before) {
      await caches.delete(SHELL)
      await (await caches.open(SHELL)).put(HOME, fresh.clone())
    }
    return fresh
  } catch (error) {
    if (known) return known
    throw error
  }
}

/** Names of assets carry the hash of their content: what is here never changes. */
async function asset(request) {
  const cache = await caches.open(SHELL)
  const known = await cache.match(request)
  if (known) return known
  const fresh = await fetch(request)
  if (fresh.ok) await cache.put(request, fresh.clone())
  return fresh
}

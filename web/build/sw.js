// Lets the page open without a network, so that waiting answers are not lost with a closed tab.
// It keeps the page's own files and nothing else: no answer of the server is ever stored.

/** Filled in by the build (shell-files.ts): the files that the page needs to open, and a name for just this set. */
const FILES = self.__SHELL_FILES__
const HOME = self.__SHELL_HOME__
/** `pocket-shell-` or `gate-shell-`: pages of one address leave each other's files alone. */
const OURS = `${HOME.replaceAll('/', '')}-shell-`
const SHELL = OURS + self.__SHELL_NAME__

// One visit is enough: everything is here before the network may go.
self.addEventListener('install', (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(dropOthers().then(() => self.clients.claim())))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith(HOME)) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (url.pathname.startsWith(`${HOME}assets/`)) event.respondWith(asset(request))
})

async function keepAll() {
  const cache = await caches.open(SHELL)
  // Past the browser's own cache: a page of the last build must not be kept with the files of this one.
  await cache.addAll([HOME, ...FILES].map((path) => new Request(path, { cache: 'reload' })))
}

async function dropOthers() {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== SHELL) await caches.delete(name)
}

/** The newest page where there is a network, else the kept one with its files. */
async function page(request) {
  try {
    return await fetch(request)
  } catch (error) {
    const known = await (await caches.open(SHELL)).match(HOME)
    if (known) return known
    throw error
  }
}

/** Names of assets carry the hash of their content: what is here never changes. Fonts and the map come as they are used. */
async function asset(request) {
  const cache = await caches.open(SHELL)
  const known = await cache.match(request)
  if (known) return known
  const fresh = await fetch(request)
  if (fresh.ok) await cache.put(request, fresh.clone())
  return fresh
}

// Writes the service worker with the list of files that the page needs to open, so that one visit is enough to open it
// without a network.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** Larger files are left to be fetched when they are used: the map, which needs the network anyway. */
const FILE_BYTES_MAX = 400_000

/** Which of the build's files are kept at install: code and styles, not the hundred pieces of the font. */
export function shellFiles(files: ReadonlyMap<string, number>, base: string): string[] {
  return [...files]
    .filter(([name, bytes]) => /\.(js|css)$/.test(name) && bytes <= FILE_BYTES_MAX)
    .map(([name]) => base + name)
    .sort()
}

/** The worker's text with its list and a name that changes with it. */
export function fillIn(worker: string, files: readonly string[], home: string): string {
  const name = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 12)
  return worker
    .replace('self.__SHELL_FILES__', JSON.stringify(files))
    .replace('self.__SHELL_NAME__', JSON.stringify(name))
    .replace('self.__SHELL_HOME__', JSON.stringify(home))
}

/** Emits `sw.js` beside the page. */
export function shellWorker(base: string): Plugin {
  return {
    name: 'shell-worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      const sizes = new Map(
        Object.values(bundle).map((it) => [it.fileName, Buffer.byteLength(it.type === 'chunk' ? it.code : it.source)]),
      )
      const worker = readFileSync(new URL('sw.js', import.meta.url), 'utf8')
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: fillIn(worker, shellFiles(sizes, base), base) })
    },
  }
}

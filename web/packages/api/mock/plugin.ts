// A small town behind the Vite dev server, so that pages can be worked on without the binary.
import type { Plugin } from 'vite'

/** The mock as a dev-only plugin; it is never part of a build. */
export function mockApi(): Plugin {
  return { name: 'likedong-mock-api', apply: 'serve' }
}

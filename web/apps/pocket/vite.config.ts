import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig } from 'vite'
import { page } from '../../vite.shared.ts'

const entry = (name: string) => fileURLToPath(new URL(name, import.meta.url))

// Two pages come out of this folder: the phone page, and the public one that explains how to trust the station.
export default defineConfig(
  mergeConfig(page('/pocket/', 5802), {
    build: { rolldownOptions: { input: { index: entry('index.html'), trust: entry('trust.html') } } },
  }),
)

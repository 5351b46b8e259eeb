// What all pages build with: one browser floor, the mock or a running server behind the dev server.
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import type { UserConfig } from 'vite'
import { mockApi } from './packages/api/mock/plugin.ts'

/** Chromium-based browsers in Kylin and UOS run about two years behind. */
const OLDEST_BROWSER = 'chrome109'

/** The build of one page under its own path; `LIKEDONG_SERVER=http://…` develops against a real server, else the mock. */
export function page(base: '/desk/' | '/pocket/' | '/gate/', port: number): UserConfig {
  const server = process.env['LIKEDONG_SERVER']
  return {
    base,
    plugins: [vue(), ...(server ? [] : [mockApi()])],
    build: {
      target: OLDEST_BROWSER,
      cssTarget: OLDEST_BROWSER,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1200,
      reportCompressedSize: false,
    },
    server: {
      port,
      strictPort: true,
      fs: { allow: [fileURLToPath(new URL('.', import.meta.url))] },
      ...(server
        ? { proxy: { '/api': { target: server, ws: true, changeOrigin: true }, '/trust': server, '/ca.crt': server } }
        : {}),
    },
  }
}

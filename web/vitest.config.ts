// Runs the units of all packages and apps in one go; pages ask for a DOM with `// @vitest-environment happy-dom`.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['build/*.test.ts', 'packages/*/src/**/*.test.ts', 'packages/*/mock/**/*.test.ts', 'apps/*/src/**/*.test.ts'],
    environment: 'node',
  },
})

// Browser stories on the real binary, in the system's Chromium. `cargo xtask e2e` builds what they need and runs them.
import { defineConfig } from '@playwright/test'

/** Quiet on a closed network, and able to draw maps without a graphics card. */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

const STORY_MS_MAX = 360_000
const EXPECT_MS_MAX = 20_000

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  // One station serves all stories, and the machine has two cores.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: STORY_MS_MAX,
  expect: { timeout: EXPECT_MS_MAX },
  use: {
    headless: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['LIKEDONG_CHROMIUM'] ?? '/usr/bin/chromium',
      args: CHROMIUM_FLAGS,
    },
  },
})

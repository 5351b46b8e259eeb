// The stories' own `test`: one living station for a worker, people who sign in, and pictures of what they see.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test as base, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { start, type Station } from './station.ts'

export { expect }

/** The smallest screen of a desk, and a usual phone. */
export const DESK = { width: 1366, height: 768 }
export const PHONE = { width: 390, height: 844 }

export type Language = 'zh' | 'en'

const LOCALES: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' }
const PICTURES = fileURLToPath(new URL('../screenshots/', import.meta.url))

export const test = base.extend<object, { station: Station }>({
  station: [
    // eslint-style object patterns are how Playwright learns what a fixture needs: this one needs nothing.
    async ({}, use) => {
      const station = await start()
      await use(station)
      await station.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

/** Finds an element by its test id (TESTIDS.md) and attributes. */
export function at(where: Page | Locator, id: string, attributes: Record<string, string> = {}): Locator {
  const extra = Object.entries(attributes).map(([name, value]) => `[data-${name}="${value}"]`)
  return where.locator(`[data-testid="${id}"]${extra.join('')}`)
}

export interface Visit {
  login?: string
  path: string
  screen: { width: number; height: number }
  language?: Language
  /** Where the phone is. */
  point?: { lon: number; lat: number }
}

/** Opens a page in a browser of its own, signed in when a login is named. */
export async function visit(browser: Browser, station: Station, how: Visit): Promise<Page> {
  const phone = how.screen === PHONE
  const context = await browser.newContext({
    viewport: how.screen,
    locale: LOCALES[how.language ?? 'zh'],
    timezoneId: 'Asia/Shanghai',
    isMobile: phone,
    hasTouch: phone,
    ...(how.point
      ? { geolocation: { longitude: how.point.lon, latitude: how.point.lat, accuracy: 8 }, permissions: ['geolocation'] }
      : {}),
  })
  const page = await context.newPage()
  await page.goto(station.url + how.path)
  if (how.path !== '/trust') await speak(page, how.language ?? 'zh')
  if (how.login) await signIn(page, station, how.login)
  return page
}

/** Switches the page to a language, as a user would. */
async function speak(page: Page, language: Language): Promise<void> {
  const spoken = page.locator(`html[lang^="${language}"]`)
  const toggle = at(page, 'language-toggle')
  await expect(spoken.or(toggle).first()).toBeVisible()
  if ((await spoken.count()) === 0) await toggle.click()
  await expect(spoken).toHaveCount(1)
}

/** Fills the sign-in form. */
export async function signIn(page: Page, station: Station, login: string): Promise<void> {
  const account = station.account(login)
  await at(page, 'login-name').fill(account.login)
  await at(page, 'login-password').fill(account.password)
  await at(page, 'login-submit').click()
  await expect(at(page, 'login-form')).toHaveCount(0)
}

/** Keeps a picture under `screenshots/`. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: `${PICTURES}${name}.png` })
}

/** Everything that left a context for another origin; such requests are cut off, as on a closed network. */
export async function closedNetwork(context: BrowserContext, station: Station): Promise<string[]> {
  const origin = new URL(station.url).origin
  const strangers: string[] = []
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url())
    if (url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:') return route.continue()
    strangers.push(url.href)
    return route.abort()
  })
  return strangers
}

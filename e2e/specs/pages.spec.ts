// Every page in both languages and both sizes: marked as demo data, without barriers, without a request to anybody else.
import { barriers } from '../harness/access.ts'
import { at, closedNetwork, DESK, expect, PHONE, picture, test, visit, type Language } from '../harness/test.ts'

/** How long a town may take until something happens in it, on a busy machine. */
const TOWN_MS_MAX = 60_000

const LANGUAGES: Language[] = ['zh', 'en']

for (const language of LANGUAGES) {
  test(`the desk in ${language}`, async ({ browser, station }) => {
    const page = await visit(browser, station, { path: '/desk/', screen: DESK, language })
    await expect(at(page, 'login-form')).toBeVisible()
    await expect(at(page, 'demo-mark').first()).toBeVisible()
    await picture(page, `desk-login-${language}`)
    expect(await barriers(page)).toEqual([])
    await page.context().close()

    const desk = await visit(browser, station, { login: 'desk', path: '/desk/', screen: DESK, language })
    await expect(at(desk, 'demo-mark').first()).toBeVisible()
    await expect(at(desk, 'queue-item').first()).toBeVisible({ timeout: TOWN_MS_MAX })
    await expect(at(desk, 'map', { ready: 'true' }).or(at(desk, 'map-list')).first()).toBeVisible()
    await picture(desk, `desk-queue-${language}`)
    expect(await barriers(desk)).toEqual([])

    await at(desk, 'queue-item').first().click()
    await expect(at(desk, 'incident-panel')).toBeVisible()
    await expect(at(desk, 'timeline-item').first()).toBeVisible()
    await picture(desk, `desk-incident-${language}`)
    expect(await barriers(desk)).toEqual([])

    await at(desk, 'report-open').click()
    await expect(at(desk, 'report-form')).toBeVisible()
    await picture(desk, `desk-report-${language}`)
    expect(await barriers(desk)).toEqual([])
    await desk.context().close()
  })

  test(`the pocket in ${language}`, async ({ browser, station }) => {
    const page = await visit(browser, station, { path: '/pocket/', screen: PHONE, language })
    await expect(at(page, 'login-form')).toBeVisible()
    await expect(at(page, 'demo-mark').first()).toBeVisible()
    await picture(page, `pocket-login-${language}`)
    expect(await barriers(page)).toEqual([])
    await page.context().close()

    const pocket = await visit(browser, station, { login: 'guard2', path: '/pocket/', screen: PHONE, language })
    await expect(at(pocket, 'demo-mark').first()).toBeVisible()
    await expect(at(pocket, 'duty-state')).toBeVisible()
    await picture(pocket, `pocket-home-${language}`)
    expect(await barriers(pocket)).toEqual([])
    for (const name of ['report', 'me', 'track']) {
      await pocket.goto(`${station.url}/pocket/${name}`)
      await expect(at(pocket, 'connection', { state: 'live' })).toBeVisible()
      await picture(pocket, `pocket-${name}-${language}`)
      expect(await barriers(pocket), name).toEqual([])
    }
    await pocket.context().close()
  })
}

test('no page asks anybody but its own station', async ({ browser, station }) => {
  const context = await browser.newContext({ viewport: DESK, locale: 'zh-CN' })
  const strangers = await closedNetwork(context, station)
  const page = await context.newPage()
  for (const path of ['/', '/desk/', '/pocket/', '/trust']) {
    await page.goto(station.url + path)
    await expect(page.locator('body')).not.toBeEmpty()
  }
  await context.close()
  const desk = await visit(browser, station, { path: '/desk/', screen: DESK })
  strangers.push(...(await closedNetwork(desk.context(), station)))
  const account = station.account('desk')
  await at(desk, 'login-name').fill(account.login)
  await at(desk, 'login-password').fill(account.password)
  await at(desk, 'login-submit').click()
  await expect(at(desk, 'map', { ready: 'true' }).or(at(desk, 'map-list')).first()).toBeVisible()
  await desk.context().close()
  expect(strangers).toEqual([])
})

test('the trust page explains itself without a sign-in', async ({ browser, station }) => {
  const page = await visit(browser, station, { path: '/trust', screen: PHONE })
  await expect(at(page, 'trust-qr')).toBeVisible()
  await expect(at(page, 'trust-address')).toBeVisible()
  await expect(at(page, 'trust-certificate')).toHaveAttribute('href', /ca\.crt$/)
  await picture(page, 'trust')
  expect(await barriers(page)).toEqual([])
  await page.context().close()
})

test('a wrong password gets a sentence that says what to do', async ({ browser, station }) => {
  const page = await visit(browser, station, { path: '/desk/', screen: DESK, language: 'en' })
  await at(page, 'login-name').fill('desk2')
  await at(page, 'login-password').fill('not the password')
  await at(page, 'login-submit').click()
  await expect(at(page, 'login-error')).not.toBeEmpty()
  await expect(at(page, 'login-form')).toBeVisible()
  await page.context().close()
})

test('whoever does not work at the desk is led to the phone page, still signed in', async ({ browser, station }) => {
  for (const language of LANGUAGES) {
    const page = await visit(browser, station, { login: 'guard2', path: '/desk/', screen: DESK, language })
    await expect(at(page, 'elsewhere', { role: 'guard' })).toBeVisible()
    await expect(at(page, 'queue')).toHaveCount(0)
    await picture(page, `desk-elsewhere-${language}`)
    expect(await barriers(page)).toEqual([])
    await page.goto(`${station.url}/desk/people`)
    await expect(at(page, 'elsewhere')).toBeVisible()
    await at(page, 'elsewhere-pocket').click()
    await expect(at(page, 'duty-state')).toBeVisible()
    await page.context().close()
  }
  const desk = await visit(browser, station, { login: 'desk2', path: '/desk/elsewhere', screen: DESK })
  await expect(at(desk, 'queue')).toBeVisible()
  await desk.context().close()
})

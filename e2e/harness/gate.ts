// What the stories do with the gate page: take the watch, hear the test ring, answer a call in four taps.
import { expect, type Browser, type Page } from '@playwright/test'
import type { Station } from './station.ts'
import { at, visit, type Language } from './test.ts'

/** A small terminal in a guard's box. */
export const TERMINAL = { width: 1280, height: 800 }

/** Opens the gate page, signed in, with the watch taken and the test ring heard. */
export async function openGate(browser: Browser, station: Station, login: string, language: Language = 'zh'): Promise<Page> {
  const gate = await visit(browser, station, { login, path: '/gate/', screen: TERMINAL, language })
  await takeWatch(gate)
  return gate
}

/** Starts the watch where it has not been started, and says that the ring was heard. */
export async function takeWatch(gate: Page): Promise<void> {
  const [confirm, heard, on] = [at(gate, 'duty-confirm'), at(gate, 'ring-heard'), at(gate, 'duty-state', { on: 'true' })]
  await expect(confirm.or(heard).or(on).first()).toBeVisible()
  if (await confirm.isVisible()) {
    const consent = at(gate, 'duty-consent')
    if ((await consent.count()) > 0) await consent.click()
    await confirm.click()
  }
  await expect(heard.or(on).first()).toBeVisible()
  if (await heard.isVisible()) {
    // A page that may not sound yet asks for a tap first.
    await at(gate, 'ring-again').click()
    await heard.click()
  }
  await expect(on).toBeVisible()
}

// What several stories do at the desk: take a report with two Enters, call somebody, close.
import { expect, type Page } from '@playwright/test'
import { at, picture } from './test.ts'

/** Takes a report of a matter that is surely none of the police, and calls whom the program suggests; gives the incident. */
export async function report(desk: Page, unitName: string, words: string): Promise<string> {
  await desk.keyboard.press('F2')
  await expect(at(desk, 'report-form')).toBeVisible()
  await at(desk, 'report-place').fill(unitName)
  const option = at(desk, 'report-place-option', { kind: 'unit' }).first()
  await expect(option).toBeVisible()
  await picture(desk, 'report-1-where')
  await option.click()
  await at(desk, 'report-words').fill(words)
  await at(desk, 'report-nature', { nature: 'non_police' }).click()
  await at(desk, 'report-words').press('Enter')
  await expect(at(desk, 'report-suggestion')).toBeVisible()
  await picture(desk, 'report-2-confirm')
  await desk.keyboard.press('Enter')
  await expect(at(desk, 'report-form', { phase: 'called' })).toBeVisible()
  const panel = at(desk, 'incident-panel')
  await expect(at(panel, 'incident-words')).toContainText(words.slice(0, 6))
  return (await panel.getAttribute('data-incident')) ?? ''
}

/** Calls a member whom the program has not called by itself; the desk may at any time. */
export async function call(desk: Page, incident: string, member: string): Promise<void> {
  const panel = at(desk, 'incident-panel', { incident })
  const candidate = at(panel, 'candidate', { member })
  const called = at(panel, 'offer', { member })
  await expect(candidate.or(called).first()).toBeVisible()
  if ((await called.count()) === 0) await at(candidate, 'candidate-call').click()
  await expect(called.first()).toBeVisible()
}

/** Presses whatever comes next until the incident is closed, as the panel offers it. */
export async function close(desk: Page, incident: string, result: string): Promise<void> {
  const panel = at(desk, 'incident-panel', { incident })
  const status = at(panel, 'incident-status')
  for (const verb of ['handle', 'feedback', 'review', 'close']) {
    const button = at(panel, 'incident-action', { verb })
    const closed = at(panel, 'incident-status', { status: 'closed' })
    const next = at(panel, 'incident-action')
    await expect(closed.or(next).first()).toBeVisible()
    if ((await button.count()) === 0 || (await closed.count()) > 0) continue
    const before = await status.getAttribute('data-status')
    await button.first().click()
    await fillAction(desk, result)
    await expect(status).not.toHaveAttribute('data-status', before ?? '')
  }
  await expect(status).toHaveAttribute('data-status', 'closed')
}

async function fillAction(desk: Page, result: string): Promise<void> {
  const form = at(desk, 'action-form')
  if ((await form.count()) === 0) return
  for (const field of ['action-result', 'action-reason']) {
    if ((await at(form, field).count()) > 0) await at(form, field).fill(result)
  }
  await at(form, 'action-confirm').click()
}

/** One of the day's figures. */
export async function figure(desk: Page, name: string): Promise<number> {
  return Number.parseInt(await at(desk, 'figure', { figure: name }).innerText(), 10)
}

// What people with a screen reader, a keyboard or weak sight would stumble over, as axe sees it.
import axe, { type AxeResults } from 'axe-core'
import type { Page } from '@playwright/test'

/** The findings that keep somebody from using the page, one line each. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const results = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: Document): Promise<AxeResults> } }
    return axe.run(document)
  })
  return results.violations
    .filter((it) => it.impact === 'serious' || it.impact === 'critical')
    .map((it) => `${it.id} (${it.impact}): ${it.help}: ${it.nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

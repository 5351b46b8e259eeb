// Why somebody is called or not, in words: the code and its numbers come from the engine.
import type { Reason } from '@likedong/api'
import { translate, wordFor } from '../../i18n'

export function whyWords(reason: Reason | null): string {
  return reason ? wordFor('why', reason.code, reason.params ?? {}) : ''
}
export function skipWords(reason: Reason): string {
  return wordFor('skip', reason.code, reason.params ?? {})
}

/** Many who are not called for the same reason are one line: 「走后岗位不足 2、只有 L3 才叫志愿者 6」. */
export function skipSummary(skips: readonly { reason: Reason }[], kinds_max = 3): string {
  const counts = new Map<string, number>()
  for (const { reason } of skips) {
    const short = wordFor('skipShort', reason.code)
    const words = short === reason.code ? skipWords(reason) : short
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, kinds_max)
  return most.map(([words, n]) => `${words} ${n}`).join(translate('lang.comma'))
}

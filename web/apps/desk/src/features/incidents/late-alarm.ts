// Sounds once when a clock runs out, however many incidents wait; the title of the page says it even behind other windows.
import { onScopeDispose, watch } from 'vue'
import type { Incident, Priority } from '@likedong/api'
import { useNow } from '../../app/now'
import { sound } from '../../app/sound'
import { translate } from '../../i18n'
import { dueMs, runningClock } from './clocks'
import { incidents } from './store'

export interface LateNews {
  /** Of those that ran out since the last look, the most urgent; null where none did. */
  rings: Priority | 'other' | null
  dangers: number
  late: number
}

/** Tells what ran out since it was asked last, however long ago that was: a page out of sight is asked rarely. */
export function createLateWatch(): (open: readonly Incident[], now: number) => LateNews {
  let known = new Map<string, string | null>()
  return (open, now) => {
    const next = new Map<string, string | null>()
    const news: LateNews = { rings: null, dangers: 0, late: 0 }
    for (const it of open) {
      const clock = runningClock(it)
      const late = clock && dueMs(clock) < now ? clock.kind : null
      next.set(it.id, late)
      if (it.priority === 'P1') news.dangers += 1
      if (!late) continue
      news.late += 1
      // What was late when it first came into sight is old news, as after signing in.
      if (known.has(it.id) && known.get(it.id) !== late && news.rings !== 'P1') news.rings = it.priority ?? 'other'
    }
    known = next
    return news
  }
}

export function titleOf(news: Pick<LateNews, 'dangers' | 'late'>): string {
  const parts = [news.dangers ? `P1 ${news.dangers}` : '', news.late ? translate('top.titleLate', { n: news.late }) : ''].filter(Boolean)
  return [...(parts.length ? [parts.join('·')] : []), translate('brand')].join(' ')
}

export function useLateAlarm(): void {
  const now = useNow()
  const look = createLateWatch()
  watch(now, (at) => {
    const news = look(incidents.open.value, at)
    if (news.rings) sound(news.rings === 'P1' ? 'urgent' : 'late')
    document.title = titleOf(news)
  })
  onScopeDispose(() => (document.title = translate('brand')))
}

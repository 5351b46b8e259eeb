// Sounds once when a clock runs out, however many incidents wait; the queue shows it for as long as it is so.
import { watch } from 'vue'
import { useNow } from '../../app/now'
import { sound } from '../../app/sound'
import { runningClock } from './clocks'
import { incidents } from './store'

/** Clocks that ran out longer ago than this are old news, as after signing in. */
const FRESH_MS = 5_000

export function useLateAlarm(): void {
  const now = useNow()
  const rung = new Set<string>()
  watch(now, (at) => {
    for (const it of incidents.open.value) {
      const clock = runningClock(it)
      if (!clock) continue
      const over = at - Date.parse(clock.due_at)
      const key = `${it.id} ${clock.kind}`
      if (over < 0 || over > FRESH_MS || rung.has(key)) continue
      rung.add(key)
      sound(it.priority === 'P1' ? 'urgent' : 'late')
    }
  })
}

// The calls for help that are open: heard from the feed at once, and asked for again and again should the feed miss one.
import { computed, shallowRef } from 'vue'
import type { Drill, Sos } from '@likedong/api'
import { api } from '../../app/api'
import { pinia } from '../../app/pinia'
import { useSession } from '../../app/session'

/** A call for help is on every desk within five seconds of the press, whatever becomes of the feed. */
export const ASK_MS = 4_000

const items = shallowRef<readonly Sos[]>([])
const drills = shallowRef<readonly Drill[]>([])
/** Several answers may overtake each other: only the one that was asked for last counts. */
let asked = 0

/** Those that nobody has yet, then the oldest. */
export function inOrder(all: readonly Sos[]): Sos[] {
  const rank = (it: Sos) => (it.status === 'raised' ? 0 : 1)
  return [...all].sort((one, other) => rank(one) - rank(other) || one.raised_at.localeCompare(other.raised_at))
}

export const calls = {
  items: computed(() => inOrder(items.value)),
  ringing: computed(() => items.value.some((it) => it.status === 'raised')),
  drill: computed(() => drills.value.find((it) => it.running) ?? null),
  async load(): Promise<void> {
    if (!useSession(pinia).may('sos.acknowledge')) return
    const mine = ++asked
    try {
      const [open, windows] = await Promise.all([api.sos.open(), api.drills.list()])
      if (mine !== asked) return
      items.value = open
      drills.value = windows
    } catch {
      // What rings goes on ringing: a line that is lost makes nobody safe. It is asked again.
      return
    }
  },
  /** Takes in what the server answered to an act. */
  learn(sos: Sos): void {
    const others = items.value.filter((it) => it.id !== sos.id)
    items.value = sos.ended_at ? others : [...others, sos]
  },
  clear(): void {
    asked += 1
    items.value = []
    drills.value = []
  },
}

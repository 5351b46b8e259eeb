// The server's time, ticking each second: the clocks of the desk do not trust the clock of the machine.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** The Date header counts whole seconds and the way takes time: less than this is no difference. */
const SKEW_MS_MIN = 2_000
/** Each answer guesses a little differently: the clocks do not jump for less than this. */
const CHANGE_MS_MIN = 1_500
let skew = 0

/** Learns how far this machine's clock is from the server's. */
export function hearServerTime(at_ms: number): void {
  const difference = at_ms - Date.now()
  const next = Math.abs(difference) < SKEW_MS_MIN ? 0 : difference
  if (next === 0 || Math.abs(next - skew) >= CHANGE_MS_MIN) skew = next
}

export function serverNow(): number {
  return Date.now() + skew
}

const now = shallowRef(serverNow())
let readers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** The time now, renewed each second while somebody reads it. */
export function useNow(): Readonly<ShallowRef<number>> {
  readers += 1
  now.value = serverNow()
  timer ??= setInterval(() => (now.value = serverNow()), 1000)
  onScopeDispose(() => {
    readers -= 1
    if (readers > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return now
}

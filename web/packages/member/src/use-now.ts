// The server's time, ticking, for clocks on the screen.

import { onScopeDispose, ref, type Ref } from 'vue'
import { useServices } from './services'

const TICK_MS = 500

/** Milliseconds by the server's clock, renewed twice a second so that no second is skipped. */
export function useNow(): Ref<number> {
  const { clock } = useServices()
  const now = ref(clock.at(Date.now()))
  const timer = setInterval(() => {
    now.value = clock.at(Date.now())
  }, TICK_MS)
  onScopeDispose(() => clearInterval(timer))
  return now
}

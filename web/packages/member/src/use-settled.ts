// Nothing moves under a thumb: after a screen has changed, its keys take no tap for a moment.

import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** Longer than the second half of a double tap, shorter than anybody needs to decide. */
export const SETTLE_MS = 600

/** False for a moment after `screen` has changed. */
export function useSettled(screen: () => string): Ref<boolean> {
  const settled = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    screen,
    () => {
      settled.value = false
      clearTimeout(timer)
      timer = setTimeout(() => {
        settled.value = true
      }, SETTLE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return settled
}

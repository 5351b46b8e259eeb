// Whether something lies over the desk: while it does, nothing behind it takes keys or focus.
import { computed, onScopeDispose, shallowReactive, watch } from 'vue'

const open = shallowReactive(new Set<symbol>())

export const modalOpen = computed(() => open.size > 0)

/** Says that something lies over the desk for as long as `is` holds. */
export function useModal(is: () => boolean): void {
  const mine = Symbol('modal')
  watch(is, (on) => void (on ? open.add(mine) : open.delete(mine)), { immediate: true, flush: 'sync' })
  onScopeDispose(() => open.delete(mine))
}

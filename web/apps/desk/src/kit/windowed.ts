// Long lists of rows of one height: only what is in sight, and a little more, is in the page.
import { computed, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/** Rows beyond the edge, so that scrolling shows no holes. */
const OVER = 6
/** Before the list is measured. */
const HEIGHT_FIRST_PX = 800

export interface Span {
  from: number
  to: number
}

/** Which rows of `count` are in sight. */
export function spanOf(top_px: number, height_px: number, row_px: number, count: number): Span {
  const first = Math.max(0, Math.floor(top_px / row_px))
  const last = Math.ceil((top_px + height_px) / row_px)
  const to = Math.min(count, last + OVER)
  return { from: Math.max(0, Math.min(first - OVER, to - 1)), to: Math.max(0, to) }
}

/** `rows` cut to what is in sight of `box`; `before` and `after` are the heights that stand for the rest. */
export function useWindowed<T>(box: Readonly<ShallowRef<HTMLElement | null>>, rows: () => readonly T[], row_px: number) {
  const top = shallowRef(0)
  const height = shallowRef(HEIGHT_FIRST_PX)
  const scrolled = () => (top.value = box.value?.scrollTop ?? 0)
  const sizes = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(([entry]) => (height.value = entry?.contentRect.height ?? HEIGHT_FIRST_PX))
  watch(box, (now, old) => {
    old?.removeEventListener('scroll', scrolled)
    now?.addEventListener('scroll', scrolled, { passive: true })
    sizes?.disconnect()
    if (now) sizes?.observe(now)
  }, { immediate: true })
  onScopeDispose(() => {
    box.value?.removeEventListener('scroll', scrolled)
    sizes?.disconnect()
  })

  const span = computed(() => spanOf(top.value, height.value, row_px, rows().length))
  const shown = computed(() => rows().slice(span.value.from, span.value.to))
  const before = computed(() => span.value.from * row_px)
  const after = computed(() => Math.max(0, rows().length - span.value.to) * row_px)

  /** Brings a row into sight with as little movement as possible. */
  function reveal(at: number): void {
    const it = box.value
    if (!it || at < 0) return
    if (at * row_px < it.scrollTop) it.scrollTop = at * row_px
    else if ((at + 1) * row_px > it.scrollTop + it.clientHeight) it.scrollTop = (at + 1) * row_px - it.clientHeight
    scrolled()
  }
  return { shown, span, before, after, reveal }
}

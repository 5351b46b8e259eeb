// Where a screen reader goes on once the key that led to a screen is gone: at the screen's title.

import { onMounted, useTemplateRef } from 'vue'

/** Puts the focus on the element with `ref="title"` when the component appears. */
export function useTitle(): void {
  const title = useTemplateRef<HTMLElement>('title')
  onMounted(() => title.value?.focus())
}

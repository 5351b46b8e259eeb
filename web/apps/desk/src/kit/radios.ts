// Groups of radio buttons by keyboard: Tab goes into the group once, arrows choose within it.

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** To be called for keys on a `role="radiogroup"`. */
export function radioKeys(event: KeyboardEvent): void {
  const step = STEPS[event.key]
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return
  const group = event.currentTarget as HTMLElement
  const radios = [...group.querySelectorAll<HTMLButtonElement>('[role="radio"]:not(:disabled)')]
  const at = radios.indexOf(document.activeElement as HTMLButtonElement)
  const next = radios[(at + step + radios.length) % radios.length]
  if (at < 0 || !next) return
  event.preventDefault()
  event.stopPropagation()
  next.focus()
  next.click()
}

/** The one radio of a group that Tab leads to: the chosen one, else the first. */
export function tabStop<T>(all: readonly T[], chosen: T | null | undefined, it: T): 0 | -1 {
  const stop = chosen != null && all.includes(chosen) ? chosen : all[0]
  return it === stop ? 0 : -1
}

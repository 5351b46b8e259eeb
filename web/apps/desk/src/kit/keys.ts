// Keys for the whole desk: each listener says what it takes; typing in a field is never taken away.
import { onScopeDispose } from 'vue'
import { modalOpen } from './modal'

export interface KeyRule {
  /** As in `event.key`, or `event.code` for letters that an input method may change. */
  key: string | RegExp
  alt?: boolean
  ctrl?: boolean
  /** Also while a field has the focus. */
  inFields?: boolean
  /** Also while something lies over the desk. */
  overModal?: boolean
  /** A key held down counts again and again; without this it counts once. */
  repeats?: boolean
  when?: () => boolean
  run: (event: KeyboardEvent) => void
}

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'repeat'>

export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** The digit of a key, from the row above the letters or from the number pad while it writes numbers. */
export function digitOf(event: Pick<KeyboardEvent, 'key' | 'code'>): number | null {
  const row = /^Digit(\d)$/.exec(event.code)
  if (row) return Number(row[1])
  return /^\d$/.test(event.key) ? Number(event.key) : null
}

/** The first rule that fits takes the key; keys of an input method at work belong to it alone. */
export function pickRule(rules: KeyRule[], event: Press, typing: boolean, modal = false): KeyRule | null {
  if (event.isComposing || event.metaKey) return null
  return (
    rules.find((rule) => {
      if (Boolean(rule.alt) !== event.altKey || Boolean(rule.ctrl) !== event.ctrlKey) return false
      if ((typing && !rule.inFields) || (modal && !rule.overModal) || (event.repeat && !rule.repeats)) return false
      const fits = typeof rule.key === 'string' ? rule.key === event.key || rule.key === event.code : rule.key.test(event.key)
      return fits && (rule.when?.() ?? true)
    }) ?? null
  )
}

export function useKeys(rules: KeyRule[]): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    const rule = pickRule(rules, event, isField(event.target), modalOpen.value)
    if (!rule) return
    event.preventDefault()
    rule.run(event)
  }
  addEventListener('keydown', listen)
  onScopeDispose(() => removeEventListener('keydown', listen))
}

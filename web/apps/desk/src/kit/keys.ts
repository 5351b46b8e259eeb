// Keys for the whole desk: each listener says what it takes; typing in a field is never taken away.
import { onScopeDispose } from 'vue'

export interface KeyRule {
  /** As in `event.key`, or `event.code` for letters that an input method may change. */
  key: string | RegExp
  alt?: boolean
  /** Also while a field has the focus. */
  inFields?: boolean
  when?: () => boolean
  run: (event: KeyboardEvent) => void
}

export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** The first rule that fits takes the key; keys of an input method at work belong to it alone. */
export function pickRule(rules: KeyRule[], event: Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing'>, typing: boolean): KeyRule | null {
  if (event.isComposing || event.ctrlKey || event.metaKey) return null
  return (
    rules.find((rule) => {
      if (Boolean(rule.alt) !== event.altKey || (typing && !rule.inFields)) return false
      const fits = typeof rule.key === 'string' ? rule.key === event.key || rule.key === event.code : rule.key.test(event.key)
      return fits && (rule.when?.() ?? true)
    }) ?? null
  )
}

export function useKeys(rules: KeyRule[]): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    const rule = pickRule(rules, event, isField(event.target))
    if (!rule) return
    event.preventDefault()
    rule.run(event)
  }
  addEventListener('keydown', listen)
  onScopeDispose(() => removeEventListener('keydown', listen))
}

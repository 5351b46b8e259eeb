// Which key does what, and which are left to typing.
import { describe, expect, it } from 'vitest'
import { pickRule, type KeyRule } from './keys'

const press = (key: string, more = {}) => ({ key, code: '', altKey: false, ctrlKey: false, metaKey: false, isComposing: false, ...more })
const rules: KeyRule[] = [
  { key: 'ArrowDown', run: () => undefined },
  { key: 'F2', inFields: true, run: () => undefined },
  { key: 'KeyN', alt: true, inFields: true, run: () => undefined },
  { key: /^[1-9]$/, when: () => open, run: () => undefined },
]
let open = true

describe('pickRule', () => {
  it('leaves typing alone but for keys that work everywhere', () => {
    expect(pickRule(rules, press('ArrowDown'), true)).toBeNull()
    expect(pickRule(rules, press('ArrowDown'), false)).toBe(rules[0])
    expect(pickRule(rules, press('F2'), true)).toBe(rules[1])
  })
  it('knows Alt by the key itself, whatever letter it makes', () => {
    expect(pickRule(rules, press('˜', { code: 'KeyN', altKey: true }), false)).toBe(rules[2])
    expect(pickRule(rules, press('n', { code: 'KeyN' }), false)).toBeNull()
  })
  it('never takes a key from an input method or the browser', () => {
    expect(pickRule(rules, press('1', { isComposing: true }), false)).toBeNull()
    expect(pickRule(rules, press('1', { ctrlKey: true }), false)).toBeNull()
  })
  it('asks whether the moment is right', () => {
    expect(pickRule(rules, press('3'), false)).toBe(rules[3])
    open = false
    expect(pickRule(rules, press('3'), false)).toBeNull()
  })
})

// Which key does what, and which are left to typing.
import { describe, expect, it } from 'vitest'
import { digitOf, pickRule, type KeyRule } from './keys'

const press = (key: string, more = {}) => ({ key, code: '', altKey: false, ctrlKey: false, metaKey: false, isComposing: false, repeat: false, ...more })
const rules: KeyRule[] = [
  { key: 'ArrowDown', repeats: true, run: () => undefined },
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
  it('leaves the desk alone while something lies over it', () => {
    expect(pickRule(rules, press('ArrowDown'), false, true)).toBeNull()
    const undo: KeyRule[] = [{ key: 'KeyZ', ctrl: true, overModal: true, run: () => undefined }]
    expect(pickRule(undo, press('z', { code: 'KeyZ', ctrlKey: true }), false, true)).toBe(undo[0])
    expect(pickRule(undo, press('z', { code: 'KeyZ' }), false)).toBeNull()
  })
  it('counts a key held down once, but where it may repeat', () => {
    open = true
    expect(pickRule(rules, press('3', { repeat: true }), false)).toBeNull()
    expect(pickRule(rules, press('F2', { repeat: true }), false)).toBeNull()
    expect(pickRule(rules, press('ArrowDown', { repeat: true }), false)).toBe(rules[0])
  })
})

describe('digitOf', () => {
  it('reads the row and the number pad, and no arrow of the pad', () => {
    expect(digitOf({ key: '2', code: 'Digit2' })).toBe(2)
    expect(digitOf({ key: '@', code: 'Digit2' })).toBe(2)
    expect(digitOf({ key: '3', code: 'Numpad3' })).toBe(3)
    expect(digitOf({ key: 'End', code: 'Numpad1' })).toBeNull()
    expect(digitOf({ key: 'j', code: 'KeyJ' })).toBeNull()
  })
})

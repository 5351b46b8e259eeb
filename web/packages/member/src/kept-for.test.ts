import { describe, expect, it } from 'vitest'
import { KeptFor } from './kept-for'
import { memorySlots } from './slots.fixture'

describe('KeptFor', () => {
  it('keeps a value for the account that wrote it', () => {
    const slots = memorySlots()
    new KeptFor<string>(slots, 's', 'a').write('mine')
    expect(new KeptFor<string>(slots, 's', 'a').read()).toBe('mine')
  })

  it('leaves nothing of one person for the next on the same phone', () => {
    const slots = memorySlots()
    new KeptFor<string>(slots, 's', 'a').write('a place')
    expect(new KeptFor<string>(slots, 's', 'b').read()).toBeNull()
    expect(slots.getItem('s')).toBeNull()
    expect(new KeptFor<string>(slots, 's', 'a').read()).toBeNull()
  })

  it('drops what is broken or has no owner, and goes on where nothing can be kept', () => {
    const slots = memorySlots()
    for (const text of ['{', '[{"id":"o"}]', '"x"']) {
      slots.setItem('s', text)
      expect(new KeptFor<string>(slots, 's', 'a').read()).toBeNull()
      expect(slots.getItem('s')).toBeNull()
    }
    const full = new KeptFor<string>(memorySlots(true), 's', 'a')
    full.write('x')
    expect(full.read()).toBeNull()
  })
})

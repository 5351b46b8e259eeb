// @vitest-environment happy-dom
// Arrows walk a group of radios and choose as they go.
import { describe, expect, it } from 'vitest'
import { radioKeys, tabStop } from './radios'

function group() {
  document.body.innerHTML = '<div role="radiogroup"><button role="radio">a</button><button role="radio" disabled>b</button><button role="radio">c</button></div>'
  const root = document.body.firstElementChild as HTMLElement
  const clicked: string[] = []
  root.addEventListener('keydown', radioKeys)
  root.addEventListener('click', (event) => clicked.push((event.target as HTMLElement).textContent ?? ''))
  const press = (key: string) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  return { root, clicked, press }
}

describe('radioKeys', () => {
  it('goes round and leaves out what is disabled', () => {
    const { root, clicked, press } = group()
    root.querySelector('button')?.focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'Enter']) press(key)
    expect(clicked).toEqual(['c', 'a', 'c'])
    expect(document.activeElement?.textContent).toBe('c')
  })
})

describe('tabStop', () => {
  it('is the chosen one, or the first where none is chosen', () => {
    expect(['a', 'b'].map((it) => tabStop(['a', 'b'], 'b', it))).toEqual([-1, 0])
    expect(['a', 'b'].map((it) => tabStop(['a', 'b'], null, it))).toEqual([0, -1])
  })
})

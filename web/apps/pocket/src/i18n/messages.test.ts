import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh'

type Tree = { readonly [name: string]: string | Tree }

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, it]) => (typeof it === 'string' ? [[`${path}${name}`, it] as [string, string]] : leaves(it, `${path}${name}.`)))
}
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1]).sort()

describe('messages', () => {
  const english = new Map(leaves(en))

  it('say the same things in both languages, with the same slots', () => {
    const chinese = leaves(zh)
    expect([...english.keys()].sort()).toEqual(chinese.map(([name]) => name).sort())
    for (const [name, text] of chinese) expect([name, slots(english.get(name) ?? '')]).toEqual([name, slots(text)])
  })

  it('use full-width punctuation in Chinese', () => {
    for (const [name, text] of leaves(zh)) expect([name, /[\u4e00-\u9fff][,:;?!()]|[,;?!()][\u4e00-\u9fff]/.test(text)]).toEqual([name, false])
  })

  it('never call an offer to a member by the word that is for police only', () => {
    for (const [name, text] of leaves(zh)) expect([name, text.includes('\u6d3e\u8b66')]).toEqual([name, false])
  })
})

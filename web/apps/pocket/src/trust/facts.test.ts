import { describe, expect, it } from 'vitest'
import { factsOf } from './facts'

describe('factsOf', () => {
  it('tells the fingerprint where the station has an authority of its own', () => {
    const facts = factsOf({ fingerprint: 'AB:CD', name: 'CA', not_after: '2036-11-23T00:00:00Z', urls: ['https://s/'] }, { demo: true }, 'here')
    expect(facts).toEqual({ kind: 'own', url: 'https://s/', fingerprint: 'AB:CD', name: 'CA', until: '2036-11-23', demo: true })
  })

  it('says that there is nothing to install, or that nothing is known', () => {
    expect(factsOf({ url: 'http://localhost/pocket/', fingerprint: null }, null, 'here')).toMatchObject({ kind: 'known', url: 'http://localhost/pocket/' })
    expect(factsOf(null, null, 'here')).toMatchObject({ kind: 'unreachable', url: 'here', demo: false })
  })
})

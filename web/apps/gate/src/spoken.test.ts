import type { Card, Offer } from '@likedong/api'
import { describe, expect, it } from 'vitest'
import { spokenCall } from './spoken'

const said = (key: string, named: Record<string, string>) => [key, ...Object.values(named)].join('|')
const card = (over: Partial<Card>) => ({ card: { category_name: 'quarrel', address_text: 'gate 7', level: 'L1', neutral: null, ...over } }) as unknown as Offer

describe('spokenCall', () => {
  it('says place, matter and how far to go', () => {
    expect(spokenCall(card({}), said)).toBe('call.spoken|gate 7|quarrel|level.L1')
    expect(spokenCall(card({ address_text: null }), said)).toBe('call.spoken|call.placeLater|quarrel|level.L1')
  })

  it('says nothing of the matter in a neutral case', () => {
    const words = spokenCall(card({ neutral: 'guide the car', category_name: 'violence' }), said)
    expect(words).toBe('call.spokenNeutral|guide the car')
  })
})

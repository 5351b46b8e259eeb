// Whoever is refused because another was quicker reads what that other did.
import { describe, expect, it } from 'vitest'
import { changesBetween } from './changes'
import { incident } from './fixtures'

describe('changesBetween', () => {
  it('names what is new and nothing else', () => {
    expect(changesBetween(incident(), incident({ status: 'handled', priority: 'P1', police_dispatched: true, claimed_by: { account_id: 'b', name: '李**' } }))).toEqual(['已处置', 'P1 特急', '已派警', '李** 在办'])
    expect(changesBetween(incident(), incident({ version: 9 }))).toEqual([])
  })
})

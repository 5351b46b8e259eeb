// Digits mean the same row while a hand is still on them.
import { describe, expect, it } from 'vitest'
import type { Pick } from '@likedong/api'
import { keepPlaces } from './places-held'

const pick = (id: string) => ({ member_id: id }) as Pick
const ids = (rows: Pick[]) => rows.map((it) => it.member_id)

describe('keepPlaces', () => {
  it('puts who was called back where they stood', () => {
    expect(ids(keepPlaces(['b', 'c', 'd'].map(pick), [{ pick: pick('a'), at: 0 }]))).toEqual(['a', 'b', 'c', 'd'])
    expect(ids(keepPlaces(['a', 'd'].map(pick), [{ pick: pick('c'), at: 2 }, { pick: pick('b'), at: 1 }]))).toEqual(['a', 'b', 'c', 'd'])
  })
  it('shows nobody twice and needs no place beyond the end', () => {
    expect(ids(keepPlaces(['a', 'b'].map(pick), [{ pick: pick('a'), at: 0 }]))).toEqual(['a', 'b'])
    expect(ids(keepPlaces([], [{ pick: pick('z'), at: 5 }]))).toEqual(['z'])
  })
})

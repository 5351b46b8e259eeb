// The duty list finds people and ranks nobody.
import { describe, expect, it } from 'vitest'
import type { Member } from '@likedong/api'
import { dutyRows } from './rows'

const member = (special: Partial<Member>): Member => ({ id: 'm', name: '刘*', kind: 'guard', unit_id: null, unit_name: '便民超市', post_id: null, post_name: null, on_duty: true, consent: true, level_max: 'L1', status: 'free', point: null, position_at: null, stale: false, battery: null, shift_since: null, notes: [], proven: true, unconfirmed: false, ...special })
const all = [member({ id: 'free' }), member({ id: 'busy', status: 'busy' }), member({ id: 'off', on_duty: false, status: 'off', unit_name: '云荔支行' }), member({ id: 'post', post_name: '雅苑东门', status: 'called' })]
const ids = (...args: [boolean, string]) => dutyRows(all, ...args).map((it) => it.id)

describe('dutyRows', () => {
  it('puts who is out first and leaves out who is off', () => {
    expect(ids(true, '')).toEqual(['busy', 'post', 'free'])
    expect(ids(false, '')).toEqual(['busy', 'post', 'free', 'off'])
  })
  it('finds by unit and post', () => {
    expect(ids(false, '支行')).toEqual(['off'])
    expect(ids(true, ' 雅苑 ')).toEqual(['post'])
    expect(ids(true, '没有')).toEqual([])
  })
})

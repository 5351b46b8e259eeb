// The report form asks little, lifts what is dangerous and sends what it must.
import { describe, expect, it } from 'vitest'
import type { Place, Unit } from '@likedong/api'
import { after, clock, incident, offer, T0 } from '../incidents/fixtures'
import { foundAs } from './places'
import { bodyOf, emptyDraft, flowOf, hardTicks, highlight, isUntouched, missing } from './form'

const point = { type: 'Point' as const, coordinates: [107.39, 29.7] as [number, number] }
const shop: Place = { kind: 'unit', id: 'u1', name: '便民超市', point, community_id: null }
const filled = () => ({ ...emptyDraft(), placeText: '云荔路18号 便民超市', place: shop, point, words: ' 有人打架 ' })

describe('missing', () => {
  it('asks for the place, then the words, and nothing more', () => {
    expect(missing(emptyDraft())).toBe('point')
    expect(missing({ ...filled(), words: '  ' })).toBe('words')
    expect(missing(filled())).toBeNull()
  })
})

describe('bodyOf', () => {
  it('sends trimmed words, the unit and plain ticks', () => {
    expect(bodyOf({ ...filled(), ticks: { injured: true, weapon: false, dv: false, minor: true }, nature: 'police' })).toEqual({
      source: 'station_phone', point, address_text: '云荔路18号 便民超市', description: '有人打架', police_nature: 'police', weapon: false, involves_dv: false, involves_minor: true, injured_count: 1, unit_id: 'u1',
    })
  })
  it('gives no unit for a post or a point on the map', () => {
    expect(bodyOf({ ...filled(), place: { ...shop, kind: 'post' } })).not.toHaveProperty('unit_id')
    expect(bodyOf({ ...filled(), place: null })).not.toHaveProperty('unit_id')
  })
  it('never sends name and telephone with an order of the 110', () => {
    const caller = { callerName: '张', callerPhone: '19900001234', externalRef: '110-7' }
    expect(bodyOf({ ...filled(), ...caller })).toMatchObject({ caller_name: '张', caller_phone: '19900001234' })
    const order = bodyOf({ ...filled(), ...caller, source: '110_transfer' })
    expect(order).not.toHaveProperty('caller_name')
    expect(order).not.toHaveProperty('caller_phone')
    expect(order.external_ref).toBe('110-7')
  })
})

describe('hardTicks', () => {
  it('lifts for injury, weapon and violence at home, not for a minor alone', () => {
    expect(hardTicks({ ...emptyDraft(), ticks: { injured: true, weapon: true, dv: true, minor: true } })).toEqual(['injured', 'weapon', 'dv'])
    expect(hardTicks({ ...emptyDraft(), ticks: { injured: false, weapon: false, dv: false, minor: true } })).toEqual([])
  })
})

describe('flowOf', () => {
  it('counts from the call, by the first who did', () => {
    const offers = [offer({ delivered_at: after(8), arrived_at: after(60) }), offer({ id: 'o2', delivered_at: after(12), arrived_at: after(48) })]
    expect(flowOf(incident({ offers, clocks: [clock('feedback', 900)] }), T0)).toEqual({ called: 0, got: 8, there: 48, fed: null })
    expect(flowOf(incident(), T0)).toEqual({ called: null, got: null, there: null, fed: null })
  })
})

describe('the rest', () => {
  it('knows an untouched draft', () => {
    expect(isUntouched(emptyDraft('walk_in'))).toBe(true)
    expect(isUntouched({ ...emptyDraft(), words: 'x' })).toBe(false)
    expect(isUntouched({ ...emptyDraft(), callerPhone: '19900001234' })).toBe(false)
  })
  it('underlines what was searched', () => {
    expect(highlight('塔院农贸市场', '农贸')).toEqual(['塔院', '农贸', '市场'])
    expect(highlight('老塔菜场', 'ltcc')).toEqual(['', '老塔菜场', ''])
    expect(highlight('绿塘茶餐厅', 'ltcc')).toEqual(['', '绿塘茶餐', '厅'])
    expect(highlight('云荔路18号', '18')).toEqual(['云荔路', '18', '号'])
    expect(highlight('老塔菜场', 'xyz')).toEqual(['', '', '老塔菜场'])
  })
  it('shows the local name where that was meant', () => {
    const market: Place = { kind: 'unit', id: 'u2', name: '塔院农贸市场', point, community_id: null }
    const units = [{ id: 'u2', aliases: ['老塔菜场'] }] as Unit[]
    expect(foundAs(market, 'ltcc', units)).toEqual({ marked: ['', '老塔菜场', ''], local: true })
    expect(foundAs(market, '农贸', units)).toEqual({ marked: ['塔院', '农贸', '市场'], local: false })
    expect(foundAs({ ...market, kind: 'street' }, 'ltcc', units).local).toBe(false)
  })
})

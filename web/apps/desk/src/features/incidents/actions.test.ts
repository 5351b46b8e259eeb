// The next act is the one filled button; forms ask what they must and send no more.
import { describe, expect, it } from 'vitest'
import { actionsOf, bodyOf, emptyForm, missingField } from './actions'
import { incident, offer } from './fixtures'

describe('actionsOf', () => {
  it('leads from calling to closing', () => {
    const main = (special: Parameters<typeof incident>[0]) => actionsOf(incident(special)).main
    expect(main({ status: 'reported', allowed: ['claim', 'triage', 'dispatch', 'cancel'] })).toBe('dispatch')
    expect(main({ status: 'dispatched', allowed: ['acknowledge', 'dispatch'], offers: [offer()] })).toBe('acknowledge')
    expect(main({ status: 'on_scene', allowed: ['dispatch', 'handle', 'cancel'] })).toBe('handle')
    expect(main({ status: 'handled', allowed: ['feedback', 'close'] })).toBe('feedback')
    expect(main({ status: 'feedback_done', allowed: ['close', 'review'] })).toBe('review')
    expect(main({ status: 'cancelled', allowed: [] })).toBeNull()
  })
  it('loses no allowed act and shows none twice', () => {
    const allowed = ['claim', 'triage', 'dispatch', 'escalate', 'transfer', 'cancel', 'merge', 'handle'] as const
    const row = actionsOf(incident({ status: 'on_scene', allowed: [...allowed] }))
    const shown = [row.main, ...row.beside, ...row.quiet]
    expect(shown.slice().sort()).toEqual([...allowed].sort())
  })
})

describe('forms', () => {
  it('ask for what is missing', () => {
    const form = emptyForm(incident())
    expect(missingField('cancel', form)).toBe('reason')
    expect(missingField('close', form)).toBeNull()
    expect(missingField('handle', form)).toBe('result')
    expect(missingField('triage', { ...form, category: '' })).toBe('triage')
    expect(missingField('acknowledge', form)).toBeNull()
  })
  it('send only what the act asks', () => {
    const form = { ...emptyForm(incident({ priority: 'P2' })), reason: ' 误报 ', text: '已劝离', result: 'x' }
    expect(bodyOf('cancel', form)).toEqual({ reason: '误报' })
    expect(bodyOf('close', { ...form, reason: '' })).toEqual({})
    expect(bodyOf('feedback', form)).toEqual({ text: '已劝离' })
    expect(bodyOf('revisit', form)).toEqual({ result: '已劝离' })
    expect(bodyOf('triage', form)).toEqual({ category: '2001', police_nature: 'police', priority: 'P2' })
    expect(bodyOf('claim', form)).toEqual({})
  })
  it('hand over with the name and number of the other side', () => {
    const form = { ...emptyForm(incident()), signed: ' 测试乙 ', number: 'R-8', reason: '不受理' }
    expect(missingField('receipt', emptyForm(incident()))).toBeNull()
    expect(bodyOf('receipt', form)).toEqual({ signed_by: '测试乙', number: 'R-8' })
    expect(bodyOf('return', form)).toEqual({ reason: '不受理' })
    expect(bodyOf('return', { ...form, back: true })).toEqual({ reason: '不受理', taken_back: true })
    expect(missingField('external_ref', emptyForm(incident()))).toBe('number')
    expect(bodyOf('external_ref', form)).toEqual({ system: '141', number: 'R-8' })
    expect(bodyOf('report_major', { ...form, step: 'station' })).toEqual({ step: 'station', told: '测试乙' })
    expect(missingField('report_major', emptyForm(incident()))).toBe('step')
  })
  it('offer the likely duplicate first', () => {
    const it = incident({ duplicates: [{ incident_id: 'i9', incident_no: 'n', score: 70, reasons: [] }] })
    expect(bodyOf('merge', emptyForm(it))).toEqual({ into: 'i9' })
  })
})

// A refusal keeps the server's sentence, its code and its field.
import { describe, expect, it } from 'vitest'
import { Problem } from './problem'

describe('Problem', () => {
  it('reads the document', () => {
    const it = Problem.of(
      { type: '/problems/invalid', title: '不能受理', detail: '请写明地点', code: 'invalid', fields: [{ field: 'point', code: 'missing', detail: '缺少坐标' }] },
      422,
    )
    expect([it.code, it.detail, it.fields[0]?.field]).toEqual(['invalid', '请写明地点', 'point'])
  })
  it('takes one field and the name of who changed it', () => {
    const it = Problem.of({ type: '/problems/stale', title: '已变化', field: 'expected_version', changed_by: { name: '陈**' } }, 409)
    expect([it.code, it.detail, it.fields[0]?.field, it.changedBy]).toEqual(['stale', '已变化', 'expected_version', '陈**'])
  })
  it('survives a body that is no document', () => {
    expect(Problem.of('<html>', 500).code).toBe('unknown')
  })
})

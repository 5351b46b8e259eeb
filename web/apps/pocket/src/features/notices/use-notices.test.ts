import type { Notice } from '@likedong/api'
import { expect, test } from 'vitest'
import { owes } from './use-notices'

test('only an active notice to this person that is not acknowledged is owed', () => {
  const of = (status: string, receipt: string | null) => ({ status, receipt: receipt && { status: receipt } }) as unknown as Notice
  expect(owes(of('active', 'addressed'))).toBe(true)
  expect(owes(of('active', 'seen'))).toBe(true)
  expect(owes(of('active', 'acknowledged'))).toBe(false)
  expect(owes(of('withdrawn', 'seen'))).toBe(false)
  expect(owes(of('expired', 'seen'))).toBe(false)
  expect(owes(of('active', null))).toBe(false)
})

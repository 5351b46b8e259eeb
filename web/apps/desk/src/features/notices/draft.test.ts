import { expect, test } from 'vitest'
import { bodyOf, emptyDraft, isReady } from './draft'

test('a notice is ready with words and somebody to send it to', () => {
  const draft = { ...emptyDraft(), title: '停水', text: '今晚停水' }
  expect(isReady(draft)).toBe(false)
  expect(isReady({ ...draft, ids: ['a'] })).toBe(true)
  expect(isReady({ ...draft, target: 'station' })).toBe(true)
  expect(isReady({ ...draft, target: 'station', title: ' ' })).toBe(false)
})

test('the whole station needs no names, and a photo goes with a lost person only', () => {
  const draft = { ...emptyDraft(), title: 'a', text: 'b', photo: true }
  const body = bodyOf({ ...draft, target: 'station' }, 0)
  expect(body.targets).toEqual([{ kind: 'station' }])
  expect(body.photo_consent).toBe(false)
  expect(body.expires_at).toBe('1970-01-01T12:00:00.000Z')
  expect(body.repeat).toBeUndefined()
  expect(bodyOf({ ...draft, kind: 'lost_person', ids: ['x'], repeat: true }, 0)).toMatchObject({ photo_consent: true, targets: [{ kind: 'unit', id: 'x' }], repeat: { minutes: 10, times: 3 } })
})

import { describe, expect, it } from 'vitest'
import type { Entry } from './outbox'
import { postEntry } from './post-entry'

const ENTRY: Entry = { key: 'k', account: 'a', kind: 'accept', path: '/api/v1/offers/o/accept', body: '{}', at: '2026-11-23T02:47:00Z', offer: 'o' }

async function outcome(answer: () => Promise<Response>, signal = new AbortController().signal): Promise<string> {
  const fetch = ((_url, init) =>
    Promise.race([
      answer(),
      new Promise<Response>((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))),
    ])) as typeof globalThis.fetch
  return (await postEntry({ language: () => 'zh', fetch }, ENTRY, signal)).kind
}

describe('postEntry', () => {
  it.each([
    [200, 'done'],
    [401, 'signed_out'],
    [409, 'refused'],
    [429, 'later'],
    [503, 'later'],
  ])('takes %i as %s', async (status, kind) => {
    expect(await outcome(async () => new Response('{}', { status }))).toBe(kind)
  })

  it('tells a missing line from one that hangs', async () => {
    expect(await outcome(() => Promise.reject(new TypeError('Failed to fetch')))).toBe('offline')
    const abort = new AbortController()
    const hanging = outcome(() => new Promise(() => undefined), abort.signal)
    abort.abort()
    expect(await hanging).toBe('later')
  })
})

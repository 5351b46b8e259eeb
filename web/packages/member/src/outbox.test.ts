import { describe, expect, it } from 'vitest'
import { BODY_MAX, ENTRIES_MAX, ENTRY_AGE_MS, HOLD_FIRST_MS, Outbox, type Entry, type Left, type Posted } from './outbox'
import { memorySlots } from './slots.fixture'

const NOW = Date.parse('2026-11-23T02:47:00Z')

function entry(key: string, over: Partial<Entry> = {}): Entry {
  return { key, account: 'a', kind: 'accept', path: `/api/v1/offers/${key}/accept`, body: '{"at":"now"}', at: new Date(NOW).toISOString(), offer: key, ...over }
}

/** A server that answers as told, and remembers what it was sent. */
function server(...answers: Posted[]) {
  const seen: Entry[] = []
  const post = async (it: Entry): Promise<Posted> => {
    seen.push(it)
    return answers.shift() ?? { kind: 'done', body: null }
  }
  return { seen, post }
}

describe('Outbox', () => {
  it('sends in order, one at a time, and tells what became of each', async () => {
    const { seen, post } = server({ kind: 'done', body: 1 }, { kind: 'refused', code: 'offer_over', title: 'too late' })
    const box = new Outbox(memorySlots(), post, () => NOW)
    box.add(entry('1'))
    box.add(entry('2'))
    const left: Left[] = []
    expect(await box.drain('a', (it) => left.push(it))).toBe('done')
    expect(seen.map((it) => it.key)).toEqual(['1', '2'])
    expect(left.map((it) => it.outcome.kind)).toEqual(['done', 'refused'])
    expect(box.entries()).toEqual([])
  })

  it('keeps what cannot be sent with its key, its bytes and its time, over a restart', async () => {
    const slots = memorySlots()
    const away = server({ kind: 'offline' })
    const box = new Outbox(slots, away.post, () => NOW)
    box.add(entry('1'))
    box.add(entry('2'))
    expect(await box.drain('a', () => undefined)).toBe('offline')
    expect(away.seen).toHaveLength(1)
    const back = server()
    const again = new Outbox(slots, back.post, () => NOW + 60_000)
    await again.drain('a', () => undefined)
    expect(back.seen).toEqual([entry('1'), entry('2')])
  })

  it('waits for the same person to sign in again, and never sends for another', async () => {
    const { seen, post } = server({ kind: 'signed_out' })
    const box = new Outbox(memorySlots(), post, () => NOW)
    box.add(entry('1'))
    expect(await box.drain('a', () => undefined)).toBe('signed_out')
    expect(await box.drain('b', () => undefined)).toBe('done')
    expect(seen).toHaveLength(1)
    expect(box.entries()).toHaveLength(1)
  })

  it('drops an answer of a shift that is long over, and says so', async () => {
    const { seen, post } = server()
    const box = new Outbox(memorySlots(), post, () => NOW + ENTRY_AGE_MS + 1)
    box.add(entry('1'))
    const left: Left[] = []
    await box.drain('a', (it) => left.push(it))
    expect(left[0]?.outcome.kind).toBe('expired')
    expect(seen).toEqual([])
    box.add(entry('2', { account: 'b' }))
    await box.drain('a', (it) => left.push(it))
    expect(left).toHaveLength(1)
    expect(box.entries()).toEqual([])
  })

  it('has limits, and refuses rather than forgets', () => {
    const box = new Outbox(memorySlots(), server().post, () => NOW)
    expect(box.add(entry('long', { body: 'x'.repeat(BODY_MAX + 1) }))).toBe(false)
    for (let n = 0; n < ENTRIES_MAX; n++) expect(box.add(entry(String(n)))).toBe(true)
    expect(box.add(entry('more'))).toBe(false)
    expect(box.entries()[0]?.key).toBe('0')
  })

  it('works from memory where the phone keeps nothing, and starts empty from a broken store', async () => {
    const { seen, post } = server()
    const box = new Outbox(memorySlots(true), post, () => NOW)
    expect(box.add(entry('1'))).toBe(true)
    await box.drain('a', () => undefined)
    expect(seen).toHaveLength(1)
    const broken = memorySlots()
    broken.setItem('outbox', '[{"key":1}]')
    expect(new Outbox(broken, post, () => NOW).entries()).toEqual([])
  })

  it('leaves nothing behind at sign-out, not even what is on its way', async () => {
    const slots = memorySlots()
    let answer: (it: Posted) => void = () => undefined
    const box = new Outbox(slots, () => new Promise((done) => (answer = done)), () => NOW)
    box.add(entry('1'))
    const left: Left[] = []
    const draining = box.drain('a', (it) => left.push(it))
    box.clear()
    answer({ kind: 'done', body: null })
    expect(await draining).toBe('idle')
    expect(left).toEqual([])
    expect(slots.getItem('outbox')).toBeNull()
  })

  it('goes on with other calls where the server fails over one, and comes back to that one after a pause', async () => {
    let now = NOW
    const { seen, post } = server({ kind: 'later' })
    const box = new Outbox(memorySlots(), post, () => now)
    box.add(entry('1', { offer: 'bad' }))
    box.add(entry('2', { offer: 'bad', kind: 'arrive' }))
    box.add(entry('3', { offer: 'good' }))
    expect(await box.drain('a', () => undefined)).toBe('later')
    expect(seen.map((it) => it.key)).toEqual(['1', '3'])
    await box.drain('a', () => undefined)
    expect(seen).toHaveLength(2)
    now += HOLD_FIRST_MS
    expect(await box.drain('a', () => undefined)).toBe('done')
    expect(seen.map((it) => it.key)).toEqual(['1', '3', '1', '2'])
  })

  it('tries what it held back at once when there may be a line again', async () => {
    const { seen, post } = server({ kind: 'later' })
    const box = new Outbox(memorySlots(), post, () => NOW)
    box.add(entry('1'))
    await box.drain('a', () => undefined)
    box.hurry()
    await box.drain('a', () => undefined)
    expect(seen).toHaveLength(2)
    expect(box.entries()).toEqual([])
  })

  it('lets an answer overtake a delivery note that hangs, and drops the note of the same call', async () => {
    const seen: string[] = []
    const post = (it: Entry, signal: AbortSignal): Promise<Posted> => {
      seen.push(it.key)
      if (it.kind !== 'deliver' || seen.length > 1) return Promise.resolve({ kind: 'done', body: null })
      return new Promise((done) => signal.addEventListener('abort', () => done({ kind: 'later' })))
    }
    const box = new Outbox(memorySlots(), post, () => NOW)
    box.add(entry('shown', { kind: 'deliver', offer: 'o' }))
    box.add(entry('other', { kind: 'deliver', offer: 'p' }))
    const draining = box.drain('a', () => undefined)
    box.add(entry('yes', { offer: 'o' }))
    expect(await draining).toBe('done')
    expect(seen).toEqual(['shown', 'yes', 'other'])
  })

  it('always has room for a withdrawal, keeps one of each, and takes it back when asked', () => {
    const box = new Outbox(memorySlots(), server().post, () => NOW)
    for (let n = 0; n < ENTRIES_MAX; n++) box.add(entry(String(n)))
    const withdrawal = (key: string) => entry(key, { kind: 'withdraw', offer: null })
    expect(box.add(withdrawal('w1'))).toBe(true)
    expect(box.add(withdrawal('w2'))).toBe(true)
    expect(box.entries().filter((it) => it.kind === 'withdraw').map((it) => it.key)).toEqual(['w2'])
    box.forget('a', ['withdraw'])
    expect(box.entries()).toHaveLength(ENTRIES_MAX)
  })

  it('does not lose a withdrawal with a sign-out or with time', async () => {
    const slots = memorySlots()
    const { seen, post } = server()
    const box = new Outbox(slots, post, () => NOW)
    box.add(entry('1'))
    box.add(entry('w', { kind: 'withdraw', offer: null }))
    box.clear()
    const later = new Outbox(slots, post, () => NOW + 2 * ENTRY_AGE_MS)
    await later.drain('b', () => undefined)
    await later.drain('a', () => undefined)
    expect(seen.map((it) => it.key)).toEqual(['w'])
  })
})

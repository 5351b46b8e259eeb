// Snapshot, deltas and reads in any order end in the newest version.
import { describe, expect, it } from 'vitest'
import { Collection, READS_MAX } from './collection'

interface Thing {
  id: string
  version: number
  words: string
}
const thing = (id: string, version: number, words = `${id}${version}`): Thing => ({ id, version, words })

function harness(answers: Record<string, Thing | null> = {}) {
  const timers: (() => void)[] = []
  const asked: string[] = []
  let told = 0
  const it = new Collection<Thing>({
    refetch: async (id) => {
      asked.push(id)
      if (!(id in answers)) throw new Error('lost')
      return answers[id] ?? null
    },
    setTimer: (run) => timers.push(run),
  })
  it.subscribe(() => (told += 1))
  const settle = async () => {
    for (const run of timers.splice(0)) run()
    for (let n = 0; n < 20; n++) await Promise.resolve()
  }
  return { it, asked, settle, told: () => told }
}

describe('Collection', () => {
  it('never lets an older version in', () => {
    const { it: all } = harness()
    all.put(thing('a', 3))
    expect(all.put(thing('a', 2))).toBe(false)
    all.snapshot([thing('a', 1), thing('b', 1)])
    expect(all.get('a')?.version).toBe(3)
    expect(all.size).toBe(2)
  })

  it('drops what a snapshot lacks, but keeps what it is told to', () => {
    const { it: all } = harness()
    all.snapshot([thing('a', 1), thing('b', 1), thing('c', 1)])
    all.snapshot([thing('a', 1)], (held) => held.id === 'c')
    expect(all.all().map((held) => held.id)).toEqual(['a', 'c'])
  })

  it('reads a changed thing once for a burst of entries', async () => {
    const { it: all, asked, settle } = harness({ a: thing('a', 5) })
    all.put(thing('a', 1))
    for (const version of [2, 3, 4, 5]) all.patch('a', { version, words: 'patched' })
    expect(all.get('a')?.words).toBe('patched')
    await settle()
    expect(asked).toEqual(['a'])
    expect(all.get('a')).toEqual(thing('a', 5))
  })

  it('does not read what the answer of a command already brought', async () => {
    const { it: all, asked, settle } = harness()
    all.put(thing('a', 2))
    all.mark('a', 2)
    await settle()
    expect(asked).toEqual([])
  })

  it('keeps what is shown where a read fails and drops what is gone', async () => {
    const { it: all, settle } = harness({ b: null })
    all.snapshot([thing('a', 1), thing('b', 1)])
    all.mark('a')
    all.mark('b')
    await settle()
    expect(all.all().map((held) => held.id)).toEqual(['a'])
  })

  it('owes a read that failed until it succeeds', async () => {
    const answers: Record<string, Thing | null> = {}
    const { it: all, asked, settle } = harness(answers)
    all.put(thing('a', 1))
    all.patch('a', { version: 2 })
    await settle()
    expect(asked).toEqual(['a'])
    answers['a'] = thing('a', 2)
    await settle()
    expect(all.get('a')?.version).toBe(2)
    await settle()
    expect(asked).toEqual(['a', 'a'])
  })

  it('reads what it owes at once when the line is back', async () => {
    const { it: all, asked, settle } = harness()
    all.mark('a')
    await settle()
    all.retry()
    expect(asked).toEqual(['a', 'a'])
  })

  it('keeps what came after the snapshot was asked for, and does not bring back what went', async () => {
    const { it: all, settle } = harness({ b: null })
    all.put(thing('b', 1))
    const since = all.now()
    all.put(thing('new', 1))
    all.mark('b')
    await settle()
    all.snapshot([thing('a', 1), thing('b', 1)], undefined, since)
    expect(all.all().map((held) => held.id).sort()).toEqual(['a', 'new'])
  })

  it('lets no read that began before a clear fill it again', async () => {
    const { it: all, settle } = harness({ a: thing('a', 1) })
    all.mark('a')
    const reading = settle()
    all.clear()
    await reading
    expect(all.size).toBe(0)
  })

  it('reads a few at a time and still reads all', async () => {
    const answers = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`i${n}`, thing(`i${n}`, 1)]))
    const { it: all, asked, settle } = harness(answers)
    for (const id of Object.keys(answers)) all.mark(id)
    expect(READS_MAX).toBeLessThan(9)
    await settle()
    expect(asked).toHaveLength(9)
    expect(all.size).toBe(9)
  })

  it('joins what a list leaves out', () => {
    const all = new Collection<Thing & { more?: string }>({
      refetch: async () => null,
      merge: (held, next) => ({ ...next, more: next.more ?? held.more }),
    })
    all.put({ ...thing('a', 1), more: 'kept' })
    all.snapshot([thing('a', 2)])
    expect(all.get('a')).toEqual({ ...thing('a', 2), more: 'kept' })
  })

  it('tells its readers only of news', () => {
    const { it: all, told } = harness()
    all.put(thing('a', 2))
    all.put(thing('a', 1))
    expect(told()).toBe(1)
  })
})

// What the client makes of answers: whole lists, lost answers, the same command twice.
import { describe, expect, it } from 'vitest'
import { createApi } from './client'
import { Problem } from './problem'

function harness(answer: (request: Request, n: number) => Response | 'lost') {
  const seen: Request[] = []
  const cut: number[] = []
  const api = createApi({
    baseUrl: 'http://desk.test',
    language: () => 'zh',
    pause: async () => undefined,
    onCut: (read) => cut.push(read),
    fetch: async (input) => {
      const request = input as Request
      seen.push(request)
      const given = answer(request, seen.length)
      if (given === 'lost') throw new TypeError('failed to fetch')
      return given
    },
  })
  const ids = () => seen.map((it) => it.headers.get('Idempotency-Key'))
  return { api, seen, cut, ids }
}
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

describe('commands', () => {
  it('goes out under the same id until it is answered', async () => {
    let up = false
    const { api, ids } = harness(() => (up ? json({ id: 'i1' }, 201) : 'lost'))
    const press = () => api.incidents.report({ description: '同一件' }).catch((error: unknown) => error)
    expect(await press()).toBeInstanceOf(Problem)
    up = true
    expect(await press()).toEqual({ id: 'i1' })
    await press()
    expect(new Set(ids().slice(0, 4)).size).toBe(1)
    expect(ids()[4]).not.toBe(ids()[0])
  })
  it('takes an answer that can not be read for no answer', async () => {
    const broken = () => new Response('{"id":', { status: 200, headers: { 'Content-Type': 'application/json' } })
    const { api } = harness(broken)
    for (const asked of [api.incidents.act('i1', 'claim'), api.incidents.show('i1')]) {
      const problem = await asked.catch((error: unknown) => error)
      expect(problem).toBeInstanceOf(Problem)
      expect((problem as Problem).offline).toBe(true)
    }
  })
})

describe('lists', () => {
  it('are read to their end', async () => {
    const { api, cut } = harness((_, n) => json({ items: [{ id: `m${n}` }], next: n < 50 ? `c${n}` : null }))
    expect(await api.members()).toHaveLength(50)
    expect(cut).toEqual([])
  })
  it('say where they are longer than is ever read', async () => {
    const { api, cut } = harness((_, n) => json({ items: [{ id: `m${n}` }], next: `c${n}` }))
    const read = await api.members()
    expect(cut).toEqual([read.length])
  })
})

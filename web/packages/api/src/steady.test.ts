// A command on a bad line: one id, several tries, one answer.
import { describe, expect, it } from 'vitest'
import { Problem } from './problem'
import { commandId, steadyFetch } from './steady'

function harness(answers: (Response | 'lost')[]) {
  const seen: Request[] = []
  const pauses: number[] = []
  const send = steadyFetch({
    language: () => 'zh',
    fetch: async (input) => {
      seen.push(input as Request)
      const answer = answers[seen.length - 1] ?? 'lost'
      if (answer === 'lost') throw new TypeError('failed to fetch')
      return answer
    },
    pause: async (ms) => void pauses.push(ms),
    newId: () => 'id-1',
  })
  return { send, seen, pauses }
}
const post = () => new Request('http://desk.test/api/v1/incidents', { method: 'POST', body: '{"a":1}' })

describe('steadyFetch', () => {
  it('sends a lost command again with the same id and body', async () => {
    const { send, seen, pauses } = harness(['lost', new Response('{}', { status: 201 })])
    expect((await send(post())).status).toBe(201)
    expect(seen.map((it) => it.headers.get('Idempotency-Key'))).toEqual(['id-1', 'id-1'])
    expect(await seen[1]?.text()).toBe('{"a":1}')
    expect(pauses).toEqual([400])
  })

  it('waits out a busy server but passes a refusal on at once', async () => {
    expect((await harness([new Response('', { status: 503 }), new Response('', { status: 200 })]).send(post())).status).toBe(200)
    const refused = harness([new Response('', { status: 409 })])
    expect((await refused.send(post())).status).toBe(409)
    expect(refused.seen).toHaveLength(1)
  })

  it('says offline after three tries', async () => {
    const { send, seen } = harness([])
    const problem = await send(post()).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(Problem)
    expect((problem as Problem).offline).toBe(true)
    expect(seen).toHaveLength(3)
  })

  it('keeps the id that the caller gave and gives reads none', async () => {
    const kept = harness([new Response('')])
    await kept.send(new Request('http://desk.test/x', { method: 'POST', headers: { 'Idempotency-Key': 'mine' } }))
    expect(kept.seen[0]?.headers.get('Idempotency-Key')).toBe('mine')
    const read = harness([new Response('')])
    await read.send(new Request('http://desk.test/x'))
    expect(read.seen[0]?.headers.has('Idempotency-Key')).toBe(false)
    expect(read.seen[0]?.headers.get('Accept-Language')).toBe('zh')
  })

  it('tells the time of a quick answer as it is now, and nothing of a slow one', async () => {
    const date = 'Mon, 23 Nov 2026 00:00:10 GMT'
    const told: number[] = []
    for (const way of [400, 1400]) {
      let now = 0
      const send = steadyFetch({
        language: () => 'zh',
        now: () => now,
        onServerTime: (at) => told.push(at - Date.parse(date)),
        fetch: async () => {
          now += way
          return new Response('', { headers: { Date: date } })
        },
      })
      await send(new Request('http://desk.test/x'))
    }
    expect(told).toEqual([700])
  })

  it('makes ids in the form of a UUID', () => {
    expect(commandId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

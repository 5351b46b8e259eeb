// One wish, one id, until the server has answered it.
import { describe, expect, it } from 'vitest'
import { createOnce } from './once'
import { Problem } from './problem'

function harness() {
  let made = 0
  let now = 0
  const once = createOnce(() => `id-${++made}`, () => now)
  const used: string[] = []
  const press = (command: string, answer: unknown = 'done') =>
    once(command, async (id) => {
      used.push(id)
      if (answer instanceof Error) throw answer
      return answer
    }).catch((error: unknown) => error)
  return { press, used, wait: (ms: number) => (now += ms) }
}

describe('createOnce', () => {
  it('keeps the id of a command whose answer was lost, and draws a new one after the answer', async () => {
    const { press, used } = harness()
    await press('report a', Problem.offline())
    await press('report a')
    await press('report a')
    expect(used).toEqual(['id-1', 'id-1', 'id-2'])
  })
  it('takes another body for another command, and a refusal for an answer', async () => {
    const { press, used } = harness()
    await press('report a', Problem.offline())
    await press('report b', new Problem({ code: 'invalid' }, 422))
    await press('report b')
    expect(used).toEqual(['id-1', 'id-2', 'id-3'])
  })
  it('forgets after a while', async () => {
    const { press, used, wait } = harness()
    await press('dispatch', Problem.offline())
    wait(600_001)
    await press('dispatch')
    expect(used).toEqual(['id-1', 'id-2'])
  })
})

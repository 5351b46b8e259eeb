// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { Ringer } from './ringer'

/** A page's sound that can be taken away, and remembers what it was asked to play. */
function sound() {
  const listeners: (() => void)[] = []
  const it = { state: 'suspended', currentTime: 0, destination: {}, mayResume: true, resumed: 0, tones: 0 }
  const param = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined }
  const audio = Object.assign(it, {
    addEventListener: (_: string, tell: () => void) => listeners.push(tell),
    become(state: string) {
      it.state = state
      listeners.forEach((tell) => tell())
    },
    async resume() {
      it.resumed += 1
      if (it.mayResume) audio.become('running')
    },
    createGain: () => ({ gain: param, connect: () => undefined }),
    createOscillator: () => ({ frequency: {}, connect: (gain: unknown) => gain, start: () => (it.tones += 1), stop: () => undefined }),
  })
  return audio
}

function ringer() {
  const audio = sound()
  const it = new Ringer(() => audio as unknown as AudioContext)
  const told: boolean[] = []
  it.onChange(() => told.push(it.ready))
  return { it, audio, told }
}

describe('Ringer', () => {
  it('tells when the sound is taken away and when it is back', async () => {
    const { it: ring, audio, told } = ringer()
    expect(await ring.unlock()).toBe(true)
    audio.become('interrupted')
    expect(ring.ready).toBe(false)
    audio.become('running')
    expect(told).toEqual([true, false, true])
  })

  it('asks for the sound before it rings', async () => {
    const { it: ring, audio } = ringer()
    await ring.unlock()
    audio.become('suspended')
    ring.once()
    await Promise.resolve()
    await Promise.resolve()
    expect(audio.resumed).toBe(2)
    expect(audio.tones).toBeGreaterThan(0)
  })

  it('stays silent where only a touch can bring the sound back, and says so', async () => {
    const { it: ring, audio } = ringer()
    audio.mayResume = false
    expect(await ring.unlock()).toBe(false)
    ring.once()
    await Promise.resolve()
    expect(audio.tones).toBe(0)
    expect(ring.ready).toBe(false)
  })
})

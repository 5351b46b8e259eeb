// The test ring with the server's knowledge: only what it has noted counts as proof that this post can be woken.

import { Problem } from '@likedong/api'
import { sentenceOf } from '@likedong/member/sentence'
import { useServices } from '@likedong/member/services'
import { useI18n } from 'vue-i18n'

/** The server's code where too long has passed since the ring. */
const RING_FIRST = 'ring_first'

export interface RingEvents {
  onHeard(): void
  onAnswered(): void
  refuse(sentence: string): void
}

export function useRing({ onHeard, onAnswered, refuse }: RingEvents) {
  const { api } = useServices()
  const { t } = useI18n()

  async function done(ask: () => Promise<object>): Promise<boolean> {
    try {
      await ask()
      return true
    } catch (error) {
      refuse(sentenceOf(error, t))
      return false
    }
  }

  const sendRing = () => done(api.ring.send)

  async function answerRing(heard: boolean): Promise<boolean> {
    const told = await done(async () => {
      try {
        return await api.ring.answer(heard)
      } catch (error) {
        // Said later than the server waits: it was heard all the same, so the ring is noted anew.
        if (!(error instanceof Problem) || error.code !== RING_FIRST) throw error
        await api.ring.send()
        return api.ring.answer(heard)
      }
    })
    if (!told) return false
    if (heard) onHeard()
    onAnswered()
    return true
  }

  return { sendRing, answerRing }
}

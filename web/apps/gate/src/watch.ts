// Everything that runs while somebody has the watch, made by Watch.vue and handed down to the screens.

import type { Account } from '@likedong/api'
import type { CallsView } from '@likedong/member/use-calls'
import type { Live } from '@likedong/member/use-live'
import type { OutboxView } from '@likedong/member/use-outbox'
import { inject, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { Proof } from './ring-proof'
import type { Speaker } from './speech'
import type { GateDuty } from './use-duty'

export interface Watch {
  account: Account
  /** The server's time. */
  now: Ref<number>
  live: Live
  /** When the line was lost; null while it stands. */
  downSince: Ref<number | null>
  outbox: OutboxView
  duty: GateDuty
  calls: CallsView
  speaker: Speaker
  /** A sentence that must be read. */
  notice: Ref<string>
  /** Whether a ring would be heard. */
  canRing: Ref<boolean>
  unlockRing(): Promise<void>
  proof: ComputedRef<Proof | null>
  /** Has the server note that a test ring goes out; false where it did not. */
  sendRing(): Promise<boolean>
  /** The person said whether the test ring was heard. */
  answerRing(heard: boolean): Promise<boolean>
  asked: Ref<'ring' | 'change' | null>
  /** Minutes until the session ends by itself, once it is time to sign in again. */
  renew: ComputedRef<number | null>
  /** Whoever has the watch, as a shared screen may name them. */
  name: ComputedRef<string>
  /** The post and its unit, as people call it. */
  place: ComputedRef<string>
}

export const WATCH: InjectionKey<Watch> = Symbol('watch')

/** The running watch, inside a screen. */
export function useWatch(): Watch {
  const watch = inject(WATCH)
  if (watch === undefined) throw new Error('the watch is provided by Watch.vue')
  return watch
}

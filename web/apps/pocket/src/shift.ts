// Everything that runs while somebody is signed in, made by Shell.vue and handed down to the screens.

import { inject, type InjectionKey, type Ref } from 'vue'
import type { Account } from '@likedong/api'
import type { CallsView } from '@likedong/member/use-calls'
import type { DutyView } from './features/duty/use-duty'
import type { PositionsView } from './features/duty/use-positions'
import type { NoticesView } from './features/notices/use-notices'
import type { ReportedView } from './features/report/use-reported'
import type { SosView } from './features/sos/use-sos'
import type { Live } from '@likedong/member/use-live'
import type { OutboxView } from '@likedong/member/use-outbox'

export interface Shift {
  account: Account
  /** The server's time. */
  now: Ref<number>
  live: Live
  outbox: OutboxView
  duty: DutyView
  positions: PositionsView
  calls: CallsView
  /** A sentence that must be read: a refusal, or an answer that could not be kept. */
  notice: Ref<string>
  /** Whether a ring would be heard. */
  canRing: Ref<boolean>
  unlockRing(): Promise<void>
  /** A call lies over the page. */
  covered: Ref<boolean>
  reported: ReportedView
  /** The notices addressed to this person. */
  notices: NoticesView
  sos: SosView
  /** Minutes until the session ends by itself, once it is time to sign in again. */
  renew: Ref<number | null>
}

export const SHIFT: InjectionKey<Shift> = Symbol('shift')

/** The running shift, inside a signed-in screen. */
export function useShift(): Shift {
  const shift = inject(SHIFT)
  if (shift === undefined) throw new Error('the shift is provided by Shell.vue')
  return shift
}

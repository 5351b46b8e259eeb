// A notice that is being written, and what it becomes on the wire.
import type { NewNotice, NoticeKind } from '@likedong/api'

export type TargetKind = NewNotice['targets'][number]['kind']
export interface Draft {
  kind: NoticeKind
  title: string
  text: string
  target: TargetKind
  ids: string[]
  /** Hours until it ends. */
  hours: number
  repeat: boolean
  photo: boolean
}

export const KINDS: NoticeKind[] = ['warning', 'water_cut', 'duty', 'lost_person', 'other']
export const TARGETS: TargetKind[] = ['unit', 'grid', 'community', 'post', 'station']
export const HOURS = [1, 4, 12, 24, 72] as const
/** Every ten minutes, three times: enough for somebody on a round, too little to be switched off. */
const REPEAT = { minutes: 10, times: 3 }
const HOUR_MS = 3_600_000

export const emptyDraft = (): Draft => ({ kind: 'warning', title: '', text: '', target: 'unit', ids: [], hours: 12, repeat: false, photo: false })

/** Whether it can be sent: words, and somebody to send it to. */
export function isReady(draft: Draft): boolean {
  return draft.title.trim() !== '' && draft.text.trim() !== '' && (draft.target === 'station' || draft.ids.length > 0)
}

export function bodyOf(draft: Draft, now: number): NewNotice {
  const targets = draft.target === 'station' ? [{ kind: draft.target }] : draft.ids.map((id) => ({ kind: draft.target, id }))
  return {
    kind: draft.kind,
    title: draft.title.trim(),
    text: draft.text.trim(),
    targets,
    expires_at: new Date(now + draft.hours * HOUR_MS).toISOString(),
    // No photo but a lost person's: a tick that was set for another kind counts for nothing.
    photo_consent: draft.kind === 'lost_person' && draft.photo,
    ...(draft.repeat ? { repeat: REPEAT } : {}),
  }
}

// Short words to the person at the desk: a refusal, a notice, an undo that lasts five seconds.
import { shallowReactive } from 'vue'
import { Problem } from '@likedong/api'
import { translate } from '../i18n'

export interface Notice {
  id: number
  tone: 'notice' | 'refused'
  text: string
  undo?: () => void
}

const NOTICE_MS = 6_000
export const UNDO_MS = 5_000
const NOTICES_MAX = 4
let last = 0
export const notices = shallowReactive<Notice[]>([])

export function dismiss(id: number): void {
  const at = notices.findIndex((it) => it.id === id)
  if (at >= 0) notices.splice(at, 1)
}

export function notify(text: string, options: { tone?: Notice['tone']; undo?: () => void } = {}): number {
  const id = ++last
  const undo = options.undo
  notices.push({
    id,
    tone: options.tone ?? 'notice',
    text,
    undo: undo && (() => {
      dismiss(id)
      undo()
    }),
  })
  if (notices.length > NOTICES_MAX) notices.shift()
  setTimeout(() => dismiss(id), options.undo ? UNDO_MS : NOTICE_MS)
  return id
}

/** The sentence of a refusal: the server's own, and where it was not reached, ours. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Problem) {
    if (error.offline) return translate('problem.offline')
    const changed = error.changedBy ? translate('problem.changedBy', { name: error.changedBy }) : ''
    return (error.detail || translate('problem.unknown', { status: error.status })) + changed
  }
  return translate('problem.page')
}

export function refuse(error: unknown): void {
  notify(sentenceOf(error), { tone: 'refused' })
}

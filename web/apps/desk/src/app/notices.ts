// Short words to the person at the desk: a refusal, a notice, an undo with time to think; an alert stays until it is answered.
import { shallowReactive } from 'vue'
import { Problem } from '@likedong/api'
import { translate } from '../i18n'

export type Tone = 'notice' | 'refused' | 'alert'
export interface NoticeAct {
  word: string
  run: () => void
}
export interface Notice {
  id: number
  tone: Tone
  text: string
  undo?: () => void
  act?: NoticeAct
  /** What it is about: a newer one about the same takes its place. */
  about?: string
}
export type NoticeOptions = Partial<Pick<Notice, 'tone' | 'undo' | 'act' | 'about'>>

const NOTICE_MS = 6_000
export const UNDO_MS = 10_000
/** Alerts are not counted: nothing pushes them out. */
export const NOTICES_MAX = 4
let last = 0
export const notices = shallowReactive<Notice[]>([])
interface Wait {
  timer: ReturnType<typeof setTimeout>
  /** What was left when the wait began or went on. */
  left: number
  since: number
}
const waits = new Map<number, Wait>()

export function dismiss(id: number): void {
  clearTimeout(waits.get(id)?.timer)
  waits.delete(id)
  const at = notices.findIndex((it) => it.id === id)
  if (at >= 0) notices.splice(at, 1)
}

export function dismissAbout(about: string): void {
  for (const it of notices.filter((one) => one.about === about)) dismiss(it.id)
}

export function dismissAll(): void {
  for (const it of [...notices]) dismiss(it.id)
}

export function notify(text: string, options: NoticeOptions = {}): number {
  const id = ++last
  const { undo, act, about } = options
  const tone = options.tone ?? 'notice'
  if (about) dismissAbout(about)
  const once = (run: () => void) => () => {
    dismiss(id)
    run()
  }
  notices.push({ id, tone, text, about, undo: undo && once(undo), act: act && { word: act.word, run: once(act.run) } })
  makeRoom()
  if (tone !== 'alert') wait(id, undo ? UNDO_MS : NOTICE_MS)
  return id
}

/** The oldest goes first, and one that can still be taken back last. */
function makeRoom(): void {
  const passing = notices.filter((it) => it.tone !== 'alert')
  const gone = passing.length > NOTICES_MAX ? (passing.find((it) => !it.undo) ?? passing[0]) : undefined
  if (gone) dismiss(gone.id)
}

function wait(id: number, left: number): void {
  waits.set(id, { timer: setTimeout(() => dismiss(id), left), left, since: Date.now() })
}

/** While a person looks at a notice with pointer or focus, its time stands still. */
export function hold(id: number): void {
  const it = waits.get(id)
  if (!it) return
  clearTimeout(it.timer)
  waits.set(id, { ...it, left: Math.max(0, it.left - (Date.now() - it.since)), since: Date.now() })
}
export function release(id: number): void {
  const it = waits.get(id)
  if (!it) return
  clearTimeout(it.timer)
  wait(id, it.left)
}

/** Takes back the last thing that can be; says whether there was one. */
export function undoLast(): boolean {
  const it = [...notices].reverse().find((one) => one.undo)
  it?.undo?.()
  return it !== undefined
}
export const mayUndo = (): boolean => notices.some((it) => it.undo)

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

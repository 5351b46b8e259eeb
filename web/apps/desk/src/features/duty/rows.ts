// The duty list: who is looked for, in an order that helps and ranks nobody.
import type { Member, MemberStatus } from '@likedong/api'

const STATUS: Record<MemberStatus, number> = { busy: 0, called: 1, free: 2, off: 3 }

/** One for all comparisons: to make one costs more than a thousand uses of it. */
const ORDER = new Intl.Collator('zh-Hans-u-co-pinyin')

/** By what they do now, then by where they stand, then by name: never by how fast anybody is. */
export function dutyRows(members: readonly Member[], onDutyOnly: boolean, wanted: string): Member[] {
  const words = wanted.trim().toLowerCase()
  return members
    .filter((it) => (!onDutyOnly || it.on_duty) && (!words || [it.name, it.unit_name, it.post_name].some((text) => text?.toLowerCase().includes(words))))
    .sort((a, b) => STATUS[a.status] - STATUS[b.status] || ORDER.compare(a.unit_name ?? '', b.unit_name ?? '') || ORDER.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
}


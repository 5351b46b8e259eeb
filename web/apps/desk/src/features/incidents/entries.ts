// A log entry as a sentence: who, what, and the words that were said.
import type { TimelineItem } from '@likedong/api'
import { members } from '../duty/store'
import { translate, wordFor } from '../../i18n'

type Fields = Record<string, unknown>
const text = (from: Fields, ...names: string[]): string => {
  for (const name of names) {
    const value = from[name]
    if (typeof value === 'string' && value) return value
  }
  return ''
}

/** The member that an offer's entry speaks of; somebody where the name is not for this viewer. */
function memberOf(it: TimelineItem, body: Fields): string {
  const member = it.member ?? (it.actor?.kind === 'member' ? it.actor : null)
  return member?.name || text(body, 'member_name') || (member?.id && members.get(member.id)?.name) || translate('entry.somebody')
}

function detailOf(it: TimelineItem, body: Fields): string {
  if (it.kind === 'offer_declined') return declined(text(body, 'decline_reason', 'reason'))
  if (it.kind === 'incident_triaged') return [text(body, 'priority'), text(body, 'category_name')].filter(Boolean).join(' ')
  return it.text || text(body, 'text', 'result_text', 'note', 'reason_text')
}
function declined(code: string): string {
  return code ? wordFor('decline', code) : ''
}

export function entryWords(it: TimelineItem): string {
  const body = it.body ?? {}
  const ofOffer = it.kind.startsWith('offer_')
  const what = wordFor('entry', it.kind, { member: ofOffer ? memberOf(it, body) : '' })
  const who = it.actor?.name || (it.actor ? wordFor('actor', it.actor.kind) : '')
  const head = ofOffer && it.actor?.kind !== 'account' ? what : [who, what].filter(Boolean).join(' ')
  const detail = detailOf(it, body)
  return detail ? translate('lang.said', { head, detail }) : head
}

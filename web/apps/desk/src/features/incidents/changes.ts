// What is different about an incident since somebody last looked, in a few words.
import type { Incident } from '@likedong/api'
import { translate } from '../../i18n'

export function changesBetween(before: Incident, now: Incident): string[] {
  const words: string[] = []
  if (before.status !== now.status) words.push(translate(`status.${now.status}`))
  if (before.priority !== now.priority) words.push(now.priority ? `${now.priority} ${translate(`priority.${now.priority}`)}` : translate('priority.none'))
  if (before.category !== now.category && now.category_name) words.push(now.category_name)
  if (before.police_nature !== now.police_nature) words.push(translate(`nature.${now.police_nature}`))
  if (!before.police_dispatched && now.police_dispatched) words.push(translate('queue.police'))
  if (before.claimed_by?.account_id !== now.claimed_by?.account_id && now.claimed_by) words.push(translate('queue.claimed', { name: now.claimed_by.name }))
  return words
}

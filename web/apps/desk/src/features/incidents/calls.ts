// Calling people from the desk, and taking it back within five seconds.
import type { Incident } from '@likedong/api'
import { api } from '../../app/api'
import { notify, refuse } from '../../app/notices'
import { translate } from '../../i18n'
import { incidents } from './store'
import { isStanding } from './summary'

/** Calls the given members, or whom the engine suggests; the notice can take the new calls back. */
export async function call(incident: Incident, body: { members?: string[]; police?: boolean }, word: string): Promise<Incident | null> {
  const before = new Set(incident.offers.filter(isStanding).map((it) => it.id))
  try {
    const answer = await api.incidents.act(incident.id, 'dispatch', body)
    incidents.put(answer)
    notify(word, { undo: answer.allowed.includes('stand_down') ? () => void takeBack(incident.id, before) : undefined })
    return answer
  } catch (error) {
    refuse(error)
    return null
  }
}

/** Stands down every call that was not there before; who has set out already is not called back by a slip. */
async function takeBack(id: string, before: ReadonlySet<string>): Promise<void> {
  try {
    const now = await incidents.read(id)
    const fresh = now.offers.filter((it) => !before.has(it.id) && ['offered', 'delivered', 'accepted'].includes(it.status))
    for (const it of fresh) incidents.put(await api.incidents.act(id, 'stand_down', { offer_id: it.id }))
    notify(translate('candidate.undone'))
  } catch (error) {
    refuse(error)
  }
}

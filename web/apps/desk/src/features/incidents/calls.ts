// Calling people from the desk, and taking it back while there is time.
import type { Incident, Offer } from '@likedong/api'
import { api } from '../../app/api'
import { notify, refuse } from '../../app/notices'
import { translate } from '../../i18n'
import { incidents } from './store'
import { isStanding } from './summary'

/** What has to be known to take a call back. */
export interface Made {
  /** Calls that stood before: they are not this call's to end. */
  before: ReadonlySet<string>
  /** The engine goes on by itself: ending single calls would not stop it. */
  search: boolean
  /** Police went out with it, and do not come back by a slip. */
  police: boolean
}
export interface TakenBack {
  /** Ends every call and the search with them. */
  all: boolean
  offers: string[]
  /** Who has set out: called back only on purpose, one by one. */
  onTheWay: string[]
}

/** How a call is taken back: a search is stopped whole, unless that would also end what somebody is doing already. */
export function takingBack(offers: readonly Offer[], made: Pick<Made, 'before' | 'search'>): TakenBack {
  const standing = offers.filter(isStanding)
  const fresh = standing.filter((it) => !made.before.has(it.id))
  const gone = fresh.filter((it) => it.status === 'en_route' || it.status === 'arrived')
  const waiting = fresh.filter((it) => !gone.includes(it))
  const all = made.search && gone.length === 0 && waiting.length === standing.length
  return { all, offers: all ? [] : waiting.map((it) => it.id), onTheWay: gone.map((it) => it.member_name) }
}

/** Calls the given members, or whom the engine suggests; the notice can take the new calls back. */
export async function call(incident: Incident, body: { members?: string[]; police?: boolean }, word: string): Promise<Incident | null> {
  const before = new Set(incident.offers.filter(isStanding).map((it) => it.id))
  try {
    const answer = await api.incidents.act(incident.id, 'dispatch', body)
    incidents.put(answer)
    const made: Made = { before, search: body.members === undefined, police: answer.police_dispatched && !incident.police_dispatched }
    notify(word, { undo: answer.allowed.includes('stand_down') ? () => void takeBack(incident.id, made) : undefined })
    return answer
  } catch (error) {
    refuse(error)
    return null
  }
}

async function takeBack(id: string, made: Made): Promise<void> {
  try {
    const back = takingBack((await incidents.read(id)).offers, made)
    if (back.all) incidents.put(await api.incidents.act(id, 'stand_down', {}))
    for (const offer_id of back.offers) incidents.put(await api.incidents.act(id, 'stand_down', { offer_id }))
    notify(words(back, made), back.onTheWay.length || made.police ? { tone: 'refused' } : {})
  } catch (error) {
    refuse(error)
  }
}

/** What was taken back and, as clearly, what was not. */
function words(back: TakenBack, made: Made): string {
  return [
    translate(back.all ? 'candidate.undoneSearch' : 'candidate.undone'),
    made.police ? translate('candidate.undonePolice') : '',
    back.onTheWay.length ? translate('candidate.onTheWay', { names: back.onTheWay.join(translate('lang.comma')) }) : '',
    made.search && !back.all ? translate('candidate.searchGoesOn') : '',
  ].filter(Boolean).join('')
}

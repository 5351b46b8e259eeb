// What a person may do with an incident: which act is the next one, and what each asks before it is done.
import type { Incident, IncidentVerb, Nature, Priority } from '@likedong/api'

export type ActField = 'reason' | 'result' | 'text' | 'disposition' | 'triage' | 'to' | 'into' | 'signed' | 'number' | 'system' | 'back' | 'step'

/** Acts that ask something first; all others are done at once. */
export const ASKS: Partial<Record<IncidentVerb, ActField[]>> = {
  triage: ['triage'],
  transfer: ['to', 'reason'],
  return: ['back', 'reason'],
  receipt: ['signed', 'number'],
  external_ref: ['system', 'number'],
  mark_major: ['reason'],
  unmark_major: ['reason'],
  report_major: ['step', 'signed'],
  merge: ['into'],
  convert: ['reason'],
  escalate: ['reason'],
  handle: ['disposition', 'result'],
  report_progress: ['text'],
  feedback: ['text'],
  close: ['reason'],
  cancel: ['reason'],
  reopen: ['reason'],
  revisit: ['text'],
  stand_down: [],
}

/** The order in which acts follow one another: the first that is allowed is the next, and the one filled button. */
const NEXT: IncidentVerb[] = ['dispatch', 'acknowledge', 'handle', 'feedback', 'review', 'close', 'receipt', 'revisit']
/** Beside the next act, in this order; whatever is left stands in the quiet row. */
const BESIDE: IncidentVerb[] = ['claim', 'release', 'triage', 'dispatch', 'report_progress', 'handle', 'feedback', 'close', 'return', 'reopen', 'report_major']

export interface ActionRow {
  main: IncidentVerb | null
  beside: IncidentVerb[]
  quiet: IncidentVerb[]
}

/** Departing and arriving are done by members through their calls; everything else is done here. */
const HERE: ReadonlySet<string> = new Set<IncidentVerb>([...NEXT, ...BESIDE, 'transfer', 'merge', 'convert', 'escalate', 'cancel', 'stand_down', 'external_ref', 'mark_major', 'unmark_major', 'report_major'])

export function actionsOf(incident: Pick<Incident, 'allowed' | 'status' | 'offers'>, beside_max = 2): ActionRow {
  const here = incident.allowed.filter((verb) => HERE.has(verb))
  const allowed = new Set(here)
  // Once somebody is called, calling more is done one by one in the list: the next act is another.
  const main = NEXT.find((verb) => allowed.has(verb) && !(verb === 'dispatch' && !isBeforeCalls(incident))) ?? null
  const rest = (verb: IncidentVerb) => allowed.has(verb) && verb !== main
  const beside = BESIDE.filter(rest).slice(0, beside_max)
  return { main, beside, quiet: here.filter((verb) => rest(verb) && !beside.includes(verb)) }
}

export function isBeforeCalls(incident: Pick<Incident, 'status' | 'offers'>): boolean {
  return ['reported', 'triaged'].includes(incident.status)
}

export interface ActForm {
  reason: string
  result: string
  text: string
  disposition: string
  to: string
  into: string
  category: string
  priority: Priority | null
  nature: Nature
  /** The agreed time of what is not urgent, as the field holds it: local, to the minute. */
  agreed: string
  /** Who signed for it, or was told, on the other side. */
  signed: string
  number: string
  system: string
  /** The station takes it back itself. */
  back: boolean
  /** The next step of the report of a major incident. */
  step: string
}

export function emptyForm(incident: Incident): ActForm {
  return {
    reason: '', result: '', text: '', disposition: 'resolved', to: '', into: incident.duplicates[0]?.incident_id ?? '',
    category: incident.category ?? incident.suggestion?.category ?? '', priority: incident.priority, nature: incident.police_nature, agreed: localMinute(incident.agreed_at),
    signed: '', number: '', system: '141', back: false, step: incident.major?.next ?? '',
  }
}

/** A moment as a field for local time takes it; empty for none. */
export function localMinute(at: string | null): string {
  if (!at) return ''
  const moment = new Date(at)
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** Reasons that may be left out: an ordinary close, and a receipt. */
const OPTIONAL: ReadonlySet<IncidentVerb> = new Set(['close', 'receipt', 'mark_major'])

/** The first field that still asks for an answer. */
export function missingField(verb: IncidentVerb, form: ActForm): ActField | null {
  for (const field of ASKS[verb] ?? []) {
    if (field === 'reason' && OPTIONAL.has(verb)) continue
    // Who signed is worth asking for and never a reason to wait; a number is what noting one is about.
    if (field === 'back' || field === 'signed' || (field === 'number' && verb === 'receipt')) continue
    if (field === 'triage' ? !form.category : !form[field].trim()) return field
  }
  return null
}

/** The body of the command: only what this act asks, and only what was filled in. */
export function bodyOf(verb: IncidentVerb, form: ActForm): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const field of ASKS[verb] ?? []) {
    if (field === 'triage') Object.assign(body, { category: form.category, police_nature: form.nature }, form.priority ? { priority: form.priority } : {}, form.priority === 'P4' && form.agreed ? { agreed_at: new Date(form.agreed).toISOString() } : {})
    else if (field === 'back') Object.assign(body, form.back ? { taken_back: true } : {})
    else if (field === 'signed') Object.assign(body, form.signed.trim() ? { [verb === 'receipt' ? 'signed_by' : 'told']: form.signed.trim() } : {})
    else if (field === 'text') body[verb === 'revisit' ? 'result' : 'text'] = form.text.trim()
    else if (form[field].trim()) body[field] = form[field].trim()
  }
  return body
}

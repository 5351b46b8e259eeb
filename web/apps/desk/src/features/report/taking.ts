// The two Enters: the first records the report and reads whom to call, the second calls.
import { shallowRef } from 'vue'
import { Problem, type Incident, type Nature } from '@likedong/api'
import { api } from '../../app/api'
import { sentenceOf } from '../../app/notices'
import { serverNow } from '../../app/now'
import { translate } from '../../i18n'
import { call as callPeople } from '../incidents/calls'
import { incidents } from '../incidents/store'
import { isStanding } from '../incidents/summary'
import { report } from './draft'
import { bodyOf, hardTicks, missing, type Tick } from './form'

export interface ReportProblem {
  field: string
  text: string
}

/** `police` tells whether police are to be sent, undefined where that is not this role's to say. */
export function useTaking(police: () => boolean | undefined) {
  const busy = shallowRef(false)
  const problem = shallowRef<ReportProblem | null>(null)

  async function guarded(run: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    problem.value = null
    try {
      await run()
    } catch (error) {
      const field = error instanceof Problem ? error.fields[0] : undefined
      problem.value = { field: field?.field ?? '', text: field?.detail || sentenceOf(error) }
    } finally {
      busy.value = false
    }
  }

  async function send(): Promise<void> {
    const field = missing(report.draft)
    if (field) return void (problem.value = { field, text: translate(`report.error.${field}`) })
    await guarded(async () => {
      const made = await api.incidents.report(bodyOf(report.draft))
      incidents.put(made)
      report.incidentId = made.id
      report.category = made.category ?? made.suggestion?.category ?? ''
      report.phase = 'confirm'
    })
    if (report.phase === 'confirm') await readCandidates()
  }

  /** Whom to call; a list that can not be read is said beside the button and asked for again, and never stops the call. */
  async function readCandidates(): Promise<void> {
    const id = report.incidentId
    if (!id) return
    report.candidatesFailed = false
    try {
      const found = await api.incidents.candidates(id)
      if (report.incidentId === id) report.candidates = found
    } catch {
      if (report.incidentId === id) report.candidatesFailed = true
    }
  }

  /** Whose matter it is can still be mended; it is written down at once, for it decides who may go. */
  async function setNature(nature: Nature): Promise<void> {
    const it = report.phase === 'confirm' ? incidents.byId(report.incidentId) : null
    if (!it) return void (report.draft.nature = nature)
    await guarded(async () => {
      incidents.put(await api.incidents.act(it.id, 'triage', { ...(report.category ? { category: report.category } : {}), police_nature: nature }))
      report.draft.nature = nature
    })
    await readCandidates()
  }

  /** A danger that is told late raises what is recorded already, with the words why. */
  async function setTick(tick: Tick): Promise<void> {
    const it = report.phase === 'confirm' ? incidents.byId(report.incidentId) : null
    if (!it) return void (report.draft.ticks[tick] = !report.draft.ticks[tick])
    await guarded(async () => {
      const raised = await api.incidents.act(it.id, 'escalate', { reason: translate('report.added', { what: translate(`report.${tick}`) }) })
      incidents.put(raised)
      report.draft.ticks[tick] = true
      report.draft.nature = raised.police_nature
      // Escalating sends police and leaves the priority: such a danger is a P1.
      if (raised.priority === 'P1' || !raised.allowed.includes('triage')) return
      incidents.put(await api.incidents.act(it.id, 'triage', { ...(report.category ? { category: report.category } : {}), police_nature: raised.police_nature, priority: 'P1' }))
    })
    await readCandidates()
  }

  /** Recorded, a tick is never taken away; a danger may be added where this role may raise. */
  function fixedTicks(): Tick[] {
    if (report.phase === 'fill') return []
    const it = incidents.byId(report.incidentId)
    const may = report.phase === 'confirm' && it?.allowed.includes('escalate')
    const all: Tick[] = ['injured', 'weapon', 'dv', 'minor']
    return all.filter((tick) => !may || report.draft.ticks[tick] || hardTicks({ ...report.draft, ticks: { injured: false, weapon: false, dv: false, minor: false, [tick]: true } }).length === 0)
  }

  /** A category is needed before anybody goes: the suggested one unless a person chose another. */
  async function classified(it: Incident): Promise<Incident> {
    if (!report.category || report.category === it.category) return it
    return api.incidents.act(it.id, 'triage', { category: report.category, police_nature: report.draft.nature })
  }

  /** Another category than the suggested one is set at once: who may go depends on it. */
  async function choose(category: string): Promise<void> {
    const it = incidents.byId(report.incidentId)
    report.category = category
    if (!it) return
    await guarded(async () => {
      incidents.put(await classified(it))
    })
    await readCandidates()
  }

  async function call(): Promise<void> {
    const it = incidents.byId(report.incidentId)
    if (!it) return
    await guarded(async () => {
      const ready = await classified(it)
      const answer = ready.offers.some(isStanding) ? ready : await callPeople(ready, police() ? { police: true } : {}, translate('candidate.calledSearch'))
      if (!answer) return
      report.calledAt = Date.parse(answer.dispatched_at ?? '') || serverNow()
      report.tookMs = serverNow() - report.startedAt
      report.phase = 'called'
    })
  }

  return { busy, problem, send, choose, call, setNature, setTick, fixedTicks, readCandidates }
}

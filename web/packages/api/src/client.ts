// The typed client: one function for each thing that pages ask, a Problem thrown where the server refuses.
import createClient from 'openapi-fetch'
import { Problem } from './problem'
import type { paths } from './openapi'
import { createOnce } from './once'
import { commandId, steadyFetch, type SteadyOptions } from './steady'
import type * as wire from './types'

export type ListQuery = { status?: 'open' | 'closed' | 'all'; after?: string; limit?: number }
export type ActBody = { expected_version?: number } & Record<string, unknown>

export interface ApiOptions extends SteadyOptions {
  /** Told when a request finds the session over, so that the page can ask to sign in again. */
  onSignedOut?: () => void
  /** Told when a list is longer than is ever read, so that the page can say that it does not show all. */
  onCut?: (read: number) => void
  baseUrl?: string
}

/** Lists are read page by page up to this many pages, so that a wrong cursor can not loop for ever. */
const PAGES_MAX = 300
const PAGE_SIZE = 200

/** A multiple of the server's frame of 256 KiB: a second or two on a slow line. */
const CHUNK_BYTES = 1024 * 1024

export type Api = ReturnType<typeof createApi>

/** What a page asks again by itself is no use of the session: a desk that nobody sits at is signed out. */
const UNATTENDED = { 'X-Likedong-Background': '1' }

export function createApi(options: ApiOptions) {
  const send = steadyFetch(options)
  const baseUrl = options.baseUrl ?? globalThis.location?.origin ?? ''
  const once = createOnce()
  const client = createClient<paths>({ baseUrl, fetch: send })

  async function unwrap<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<wire.Strict<T>> {
    const { data, error, response } = await asked.catch((lost: unknown) => {
      // An answer that breaks off or can not be read is none: nothing is known to have happened.
      throw lost instanceof Problem ? lost : Problem.offline()
    })
    if (!response.ok) {
      if (response.status === 401 && !response.url.endsWith('/api/v1/session')) options.onSignedOut?.()
      throw Problem.of(error, response.status)
    }
    return data as wire.Strict<T>
  }

  /** A command: asked again in the same words before it was answered, it goes out under the same id. */
  function command<T>(path: string, body: unknown): Promise<T> {
    return once(`${path} ${JSON.stringify(body)}`, (id) => post<T>(path, body, id))
  }

  async function post<T>(path: string, body: unknown, id?: string): Promise<T> {
    const request = new Request(baseUrl + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(id ? { 'Idempotency-Key': id } : {}) },
      body: JSON.stringify(body),
    })
    const response = await send(request)
    const answer: unknown = await response.json().catch(() => {
      if (response.ok) throw Problem.offline()
      return null
    })
    return (await unwrap(Promise.resolve({ data: answer, error: answer, response }))) as T
  }

  async function read<T>(path: string): Promise<T> {
    const response = await send(new Request(baseUrl + path))
    const answer: unknown = await response.json().catch(() => null)
    return (await unwrap(Promise.resolve({ data: answer, error: answer, response }))) as T
  }

  async function all<T>(page: (after: string | undefined) => Promise<wire.Page<T>>): Promise<T[]> {
    const items: T[] = []
    let after: string | undefined
    for (let n = 0; n < PAGES_MAX; n++) {
      const { items: more, next } = await page(after)
      items.push(...more)
      if (!next) return items
      after = next
    }
    options.onCut?.(items.length)
    return items
  }

  /** Invariant: what the server counts as received is where the next chunk goes, so a chunk lost on the way is sent again. */
  async function attach(here: string, file: Blob, sent: (bytes: number) => void): Promise<wire.Upload> {
    const whole = await file.arrayBuffer()
    const sha256 = [...new Uint8Array(await crypto.subtle.digest('SHA-256', whole))].map((it) => it.toString(16).padStart(2, '0')).join('')
    let upload = await command<wire.Upload>(`${here}/attachments`, { media: file.type, bytes: file.size, sha256 })
    const one = `${here}/attachments/${upload.id}`
    while (upload.received_bytes < file.size) {
      const from = upload.received_bytes
      const body = whole.slice(from, from + CHUNK_BYTES)
      const response = await send(new Request(`${baseUrl}${one}?offset=${from}`, { method: 'PATCH', headers: { 'Content-Type': 'application/octet-stream' }, body }))
      const answer: unknown = await response.json().catch(() => null)
      upload = (await unwrap(Promise.resolve({ data: answer, error: answer, response }))) as wire.Upload
      sent(upload.received_bytes)
    }
    return post<wire.Upload>(`${one}/complete`, {})
  }

  const path = (id: wire.Id) => ({ params: { path: { id } } })

  return {
    meta: () => unwrap(client.GET('/api/v1/meta')),
    dictionary: () => unwrap(client.GET('/api/v1/dictionary')),
    session: {
      show: () => unwrap(client.GET('/api/v1/session')),
      open: (body: { login: string; password: string }) => unwrap(client.POST('/api/v1/session', { body })),
      close: () => {
        once.forget()
        return unwrap(client.DELETE('/api/v1/session'))
      },
    },
    places: {
      communities: () =>
        all((after) => unwrap(client.GET('/api/v1/communities', { params: { query: { after, limit: PAGE_SIZE } } }))),
      grids: () => all((after) => unwrap(client.GET('/api/v1/grids', { params: { query: { after, limit: PAGE_SIZE } } }))),
      units: () => all((after) => unwrap(client.GET('/api/v1/units', { params: { query: { after, limit: PAGE_SIZE } } }))),
      posts: () => all((after) => unwrap(client.GET('/api/v1/posts', { params: { query: { after, limit: PAGE_SIZE } } }))),
      search: (q: string) => unwrap(client.GET('/api/v1/places/search', { params: { query: { q } } })).then((it) => it.items),
      vacancies: () => unwrap(client.GET('/api/v1/jurisdiction/vacancies')).then((it) => it.items),
      remember: (body: { name: string; point: wire.Point }) => post<{ id: wire.Id }>('/api/v1/names/remember', body),
      forget: (id: wire.Id) => post<unknown>(`/api/v1/names/${id}/forget`, {}),
      streets: () => unwrap(client.GET('/api/v1/streets')) as Promise<wire.Streets>,
      route: (from: wire.Point, to: wire.Point, by: 'foot' | 'car') =>
        unwrap(
          client.GET('/api/v1/route', {
            params: { query: { from: from.coordinates.join(','), to: to.coordinates.join(','), by } },
          }),
        ) as Promise<wire.Route>,
    },
    members: () => all((after) => unwrap(client.GET('/api/v1/members', { params: { query: { after, limit: PAGE_SIZE } } }))),
    contact: (id: wire.Id, reason: string) => post<wire.Contact>(`/api/v1/members/${id}/contact`, { reason }),
    incidents: {
      list: (query: ListQuery) => unwrap(client.GET('/api/v1/incidents', { params: { query } })) as Promise<wire.Page<wire.Incident>>,
      all: (status: 'open' | 'closed') =>
        all((after) => unwrap(client.GET('/api/v1/incidents', { params: { query: { status, after, limit: PAGE_SIZE } } })) as Promise<wire.Page<wire.Incident>>),
      show: (id: wire.Id) => unwrap(client.GET('/api/v1/incidents/{id}', path(id))) as Promise<wire.Incident>,
      candidates: (id: wire.Id) =>
        unwrap(client.GET('/api/v1/incidents/{id}/candidates', { ...path(id), headers: UNATTENDED })) as Promise<wire.Candidates>,
      timeline: (id: wire.Id) =>
        (unwrap(client.GET('/api/v1/incidents/{id}/timeline', path(id))) as Promise<wire.Page<wire.TimelineItem>>).then((it) => it.items),
      /** The caller's whole number, for a reason that is kept; each look is in the audit. */
      contact: (id: wire.Id, reason: string) => post<wire.CallerContact>(`/api/v1/incidents/${id}/contact`, { reason }),
      /** A text to paste into another system, redacted for whoever reads it there. */
      copy: (id: wire.Id, to: '141' | '12345' | 'grid') =>
        unwrap(client.GET('/api/v1/incidents/{id}/copy', { params: { path: { id }, query: { to } } })),
      report: (body: wire.NewIncident) => command<wire.Incident>('/api/v1/incidents', body),
      act: (id: wire.Id, verb: wire.IncidentVerb, body: ActBody = {}) =>
        command<wire.Incident>(`/api/v1/incidents/${id}/${verb}`, body),
    },
    offers: {
      mine: () => unwrap(client.GET('/api/v1/offers/mine')).then((it) => it.items as wire.Offer[]),
      act: (id: wire.Id, verb: wire.OfferVerb, body: ActBody = {}) => post<wire.Offer>(`/api/v1/offers/${id}/${verb}`, body),
    },
    sos: {
      /** Asked again and again by every desk: a lost entry of the feed must not leave anybody unheard. */
      open: () => unwrap(client.GET('/api/v1/sos', { headers: UNATTENDED })).then((it) => it.items as wire.Sos[]),
      mine: () => unwrap(client.GET('/api/v1/sos/mine', { headers: UNATTENDED })) as Promise<wire.OwnSos>,
      act: (id: wire.Id, verb: 'acknowledge' | 'resolve' | 'false_alarm', body: Record<string, unknown> = {}) => command<wire.Sos>(`/api/v1/sos/${id}/${verb}`, body),
    },
    drills: {
      list: () => unwrap(client.GET('/api/v1/drills', { headers: UNATTENDED })).then((it) => it.items as wire.Drill[]),
      open: (body: wire.NewDrill) => command<wire.Drill>('/api/v1/drills', body),
      end: (id: wire.Id) => command<wire.Drill>(`/api/v1/drills/${id}/end`, {}),
    },
    duty: {
      show: () => unwrap(client.GET('/api/v1/duty')),
      confirm: (body: { post_id?: wire.Id; consent_location?: boolean }) =>
        unwrap(client.POST('/api/v1/duty/confirm', { body })),
      leave: () => unwrap(client.POST('/api/v1/duty/leave', { body: {} })),
      /** The caller's own track of today; nobody gets another's. */
      track: () => unwrap(client.GET('/api/v1/duty/track')),
    },
    /** What only a post's own terminal asks. */
    terminal: {
      enrol: (token: string) => command<{ token: string }>('/api/v1/terminal/enrol', { token }),
      /** Whether the credential still works, and whether all that is kept here must go. */
      check: () => post<{ works: boolean; wipe: boolean }>('/api/v1/terminal/check', {}),
      show: () => read<wire.PostPage>('/api/v1/terminal'),
      confirm: (body: { member_id: wire.Id; take_over?: boolean; consent_location?: boolean }) => command<object>('/api/v1/terminal/confirm', body),
      handOver: (body: { from_member_id: wire.Id; to_member_id: wire.Id; note?: string }) => command<object>('/api/v1/duty/hand_over', body),
    },
    /** The test ring of this shift. */
    ring: {
      send: () => post<object>('/api/v1/duty/ring', {}, commandId()),
      answer: (heard: boolean) => post<object>('/api/v1/duty/ring/answer', { heard }, commandId()),
    },
    /** The caller's own consent to be located, on duty or off. */
    consent: (location: boolean) => post<{ location: boolean }>('/api/v1/consent', { location }),
    /** One batch; a fix that the server refuses is told by its index. */
    positions: (fixes: wire.Fix[]) =>
      post<{ accepted: number; refused: { index: number; type: string }[] }>('/api/v1/positions', { fixes }),
    notices: {
      list: (before?: wire.Id) => unwrap(client.GET('/api/v1/notices', { params: { query: { before } } })),
      show: (id: wire.Id) => unwrap(client.GET('/api/v1/notices/{id}', path(id))),
      issue: (body: wire.NewNotice) => command<{ id: wire.Id; addressees: number }>('/api/v1/notices', body),
      receipts: (id: wire.Id) => unwrap(client.GET('/api/v1/notices/{id}/receipts', path(id))),
      withdraw: (id: wire.Id, reason: string) => command<{ id: wire.Id }>(`/api/v1/notices/${id}/withdraw`, { reason }),
      answer: (id: wire.Id, verb: wire.ReceiptVerb) => post<unknown>(`/api/v1/notices/${id}/${verb}`, {}),
    },
    inbox: {
      list: () => unwrap(client.GET('/api/v1/inbox', { headers: UNATTENDED })),
      seen: (id: wire.Id) => post<unknown>(`/api/v1/inbox/${id}/seen`, {}),
    },
    /** What lies beside a record of any kind. */
    beside: (kind: string, id: wire.Id) => {
      const at = { params: { path: { kind, id } } }
      const here = `/api/v1/records/${kind}/${id}`
      return {
        comments: () => unwrap(client.GET('/api/v1/records/{kind}/{id}/comments', at)).then((it) => it.items),
        comment: (text: string, mentions: wire.Id[]) => command<unknown>(`${here}/comments`, { text, mentions }),
        people: (q: string) =>
          unwrap(client.GET('/api/v1/records/{kind}/{id}/people', { params: { path: { kind, id }, query: { q } } })).then((it) => it.items),
        remind: (due_at: wire.Instant, text: string) => command<unknown>(`${here}/reminders`, { due_at, text }),
        instructions: () => unwrap(client.GET('/api/v1/records/{kind}/{id}/instructions', at)).then((it) => it.items),
        instruct: (text: string, to: wire.Id[], due_at?: wire.Instant) => command<unknown>(`${here}/instructions`, { text, to, due_at }),
        acknowledge: (instruction: wire.Id) => post<unknown>(`${here}/instructions/${instruction}/acknowledge`, {}),
        attachments: () => unwrap(client.GET('/api/v1/records/{kind}/{id}/attachments', at)).then((it) => it.items),
        /** Sends a photo or film chunk by chunk; `sent` hears how much is there. */
        attach: (file: Blob, sent: (bytes: number) => void) => attach(here, file, sent),
        withdraw: (attachment: wire.Id, reason: string) => command<unknown>(`${here}/attachments/${attachment}/withdraw`, { reason }),
      }
    },
    figures: { day: (day?: string) => unwrap(client.GET('/api/v1/figures/day', { params: { query: { day } }, headers: UNATTENDED })) },
  }
}

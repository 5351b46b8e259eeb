// The same API as the pages use, for what a story has to know or to prepare.
import { request, type APIRequestContext } from '@playwright/test'
import type { Station } from './station.ts'

export interface Unit {
  id: string
  name: string
  point: { coordinates: [number, number] }
}

export interface Incident {
  id: string
  incident_no: string
  status: string
  category: string
  description: string
}

export interface Who {
  id: string
  member_id: string | null
  reach: { kind: string; ids: string[]; names: string[] }
}

/** Signs in and speaks for that account. */
export class Api {
  private constructor(private readonly http: APIRequestContext) {}

  static async signIn(station: Station, login: string): Promise<Api> {
    const { password } = station.account(login)
    const open = await request.newContext({ baseURL: station.url })
    const answer = await open.post('/api/v1/session', { data: { login, password } })
    if (!answer.ok()) throw new Error(`${login} could not sign in: ${answer.status()} ${await answer.text()}`)
    const { token } = (await answer.json()) as { token: string }
    await open.dispose()
    const http = await request.newContext({
      baseURL: station.url,
      extraHTTPHeaders: { Authorization: `Bearer ${token}`, 'Accept-Language': 'en' },
    })
    return new Api(http)
  }

  async get<T>(path: string): Promise<T> {
    const answer = await this.http.get(`/api/v1${path}`)
    if (!answer.ok()) throw new Error(`${path} got ${answer.status()} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  async post<T>(path: string, body: object): Promise<T> {
    const answer = await this.http.post(`/api/v1${path}`, {
      data: body,
      headers: { 'Idempotency-Key': crypto.randomUUID() },
    })
    if (!answer.ok()) throw new Error(`${path} got ${answer.status()} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  who(): Promise<Who> {
    return this.get('/session')
  }

  /** The unit where that guard stands. */
  async unitOf(guard: Api): Promise<Unit> {
    const { reach } = await guard.who()
    if (reach.kind !== 'unit') throw new Error('this account is no guard of a unit')
    let path = '/units?limit=200'
    for (;;) {
      const page = await this.get<{ items: Unit[]; next: string | null }>(path)
      const unit = page.items.find((it) => reach.ids.includes(it.id))
      if (unit) return unit
      if (!page.next) throw new Error(`the unit ${reach.names.join()} is not in the list`)
      path = `/units?limit=200&after=${page.next}`
    }
  }
}

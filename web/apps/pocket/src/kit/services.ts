// What the whole page shares, made once at the start and handed down by injection.

import { createApi, Problem, steadyFetch, type Api, type Language } from '@likedong/api'
import { inject, type InjectionKey } from 'vue'
import { Outbox, type Entry, type Posted } from './outbox'
import { Ringer } from './ringer'
import { ServerClock } from './server-clock'
import { WakeLock } from './wake-lock'

export interface Services {
  api: Api
  clock: ServerClock
  outbox: Outbox
  ringer: Ringer
  wakeLock: WakeLock
}

export interface ServiceOptions {
  language: () => Language
  onSignedOut: () => void
}

export const SERVICES: InjectionKey<Services> = Symbol('services')

/** Makes the services of this page. */
export function createServices({ language, onSignedOut }: ServiceOptions): Services {
  const clock = new ServerClock()
  const onServerTime = (at_ms: number) => clock.heard(at_ms, Date.now())
  const api = createApi({ language, onServerTime, onSignedOut })
  const send = steadyFetch({ language, onServerTime })
  const outbox = new Outbox(localStorage, (entry) => postEntry(send, entry), () => Date.now())
  return { api, clock, outbox, ringer: new Ringer(), wakeLock: new WakeLock() }
}

/** The services, inside a component. */
export function useServices(): Services {
  const services = inject(SERVICES)
  if (services === undefined) throw new Error('services are provided in main.ts')
  return services
}

/** Sends one entry with the key and the bytes that it was kept with. */
async function postEntry(send: (request: Request) => Promise<Response>, entry: Entry): Promise<Posted> {
  try {
    const response = await send(
      new Request(new URL(entry.path, location.origin), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': entry.key },
        body: entry.body,
      }),
    )
    if (response.ok) return { kind: 'done', body: await response.json().catch(() => null) }
    if (response.status === 401) return { kind: 'signed_out' }
    if (response.status === 429 || response.status >= 500) return { kind: 'later' }
    const problem = await Problem.from(response)
    return { kind: 'refused', code: problem.code, title: problem.detail }
  } catch (error) {
    if (error instanceof Problem && error.offline) return { kind: 'later' }
    throw error
  }
}

// What the whole page shares, made once at the start and handed down by injection.

import { createApi, type Api, type Language } from '@likedong/api'
import { inject, type InjectionKey } from 'vue'
import { prefixed, type Slots } from './kept-for'
import { Outbox } from './outbox'
import { postEntry } from './post-entry'
import { Ringer } from './ringer'
import { ServerClock } from './server-clock'
import { timedFetch } from './timed-fetch'
import { WakeLock } from './wake-lock'

export interface Services {
  api: Api
  clock: ServerClock
  outbox: Outbox
  ringer: Ringer
  wakeLock: WakeLock
  /** What this page keeps on the device, apart from the other pages of the same address. */
  slots: Slots
}

export interface ServiceOptions {
  /** What the names of everything kept on the device begin with: `pocket.` or `gate.`. */
  prefix: string
  language: () => Language
  onSignedOut: () => void
}

export const SERVICES: InjectionKey<Services> = Symbol('services')

/** Makes the services of this page. */
export function createServices({ prefix, language, onSignedOut }: ServiceOptions): Services {
  const slots = prefixed(localStorage, prefix)
  const clock = new ServerClock()
  const fetch = timedFetch(clock)
  const api = createApi({ language, fetch, onSignedOut })
  const outbox = new Outbox(slots, (entry, signal) => postEntry({ language, fetch }, entry, signal), () => Date.now())
  return { api, clock, outbox, ringer: new Ringer(), wakeLock: new WakeLock(), slots }
}

/** The services, inside a component. */
export function useServices(): Services {
  const services = inject(SERVICES)
  if (services === undefined) throw new Error('services are provided in main.ts')
  return services
}

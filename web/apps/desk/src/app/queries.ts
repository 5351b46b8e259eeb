// What the desk reads and keeps: the names of the queries, and the ones that many places share.
import { QueryClient, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { Dictionary } from '@likedong/api'
import { api } from './api'
import { pinia } from './pinia'
import { usePreferences } from './preferences'
import { useSession } from './session'

/** Places change rarely and the feed says when: one read a shift is enough. */
const LONG_MS = 8 * 3_600_000

export const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false, staleTime: 15_000 } },
})

export const KEYS = {
  dictionary: ['dictionary'],
  figures: ['figures'],
  places: ['places'],
  timeline: (id: string) => ['timeline', id],
  notices: ['notices'],
  inbox: ['inbox'],
  beside: (id: string) => ['beside', id],
  candidates: (id: string) => ['candidates', id],
}

export function useDictionary() {
  const preferences = usePreferences(pinia)
  const query = useQuery({ queryKey: KEYS.dictionary, queryFn: api.dictionary, staleTime: LONG_MS })
  const name = (list: Exclude<keyof Dictionary, 'version'>, code: string | null | undefined): string => {
    const found = code ? query.data.value?.[list]?.find((it) => it.code === code) : undefined
    return found ? found[preferences.language] : (code ?? '')
  }
  return { dictionary: query.data, name }
}

export function usePlaces() {
  const read = <T>(what: string, ask: () => Promise<T>) => useQuery({ queryKey: [...KEYS.places, what], queryFn: ask, staleTime: LONG_MS })
  const communities = read('communities', api.places.communities)
  const grids = read('grids', api.places.grids)
  const posts = read('posts', api.places.posts)
  const units = read('units', api.places.units)
  const streets = read('streets', api.places.streets)
  const loading = computed(() => communities.isLoading.value || streets.isLoading.value)
  return { communities: communities.data, grids: grids.data, posts: posts.data, units: units.data, streets: streets.data, source: computed(() => streets.data.value?.source), loading }
}

export function useFigures() {
  return useQuery({ queryKey: KEYS.figures, queryFn: () => api.figures.day(), refetchInterval: 60_000, enabled: useSession(pinia).may('figure.read') })
}

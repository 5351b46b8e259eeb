// Which incident is open, shared by queue, map and panel; the address bar holds it.
import { inject, type ComputedRef, type InjectionKey } from 'vue'

export interface Selection {
  selected: ComputedRef<string | null>
  select: (id: string | null) => void
}

export const selection: InjectionKey<Selection> = Symbol('selection')

export function useSelection(): Selection {
  const found = inject(selection)
  if (!found) throw new Error('the desk frame provides the selection')
  return found
}

// The same command asked again keeps its id until it is answered: a lost answer and a second press do not make two.
import { Problem } from './problem'
import { commandId } from './steady'

/** After this long the same words mean a new wish, not the old one. */
const KEPT_MS_MAX = 600_000
/** More unanswered commands than these are not kept; the oldest goes first. */
const KEPT_MAX = 100

export interface Once {
  /** Sends with the id that this very command had before, if it never got an answer. */
  <T>(command: string, send: (id: string) => Promise<T>): Promise<T>
  forget(): void
}

export function createOnce(newId: () => string = commandId, now: () => number = Date.now): Once {
  const kept = new Map<string, { id: string; at: number }>()

  function idOf(command: string): string {
    const held = kept.get(command)
    if (held && now() - held.at < KEPT_MS_MAX) return held.id
    const id = newId()
    kept.delete(command)
    kept.set(command, { id, at: now() })
    const [oldest] = kept.keys()
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest)
    return id
  }

  const once = async <T>(command: string, send: (id: string) => Promise<T>): Promise<T> => {
    try {
      const answer = await send(idOf(command))
      kept.delete(command)
      return answer
    } catch (error) {
      // A refusal is an answer; only silence leaves open what became of the command.
      if (!(error instanceof Problem && error.offline)) kept.delete(command)
      throw error
    }
  }
  return Object.assign(once, { forget: () => kept.clear() })
}

// What went wrong, as a sentence for people.

import { Problem } from '@likedong/api'

type Words = (key: 'error.network' | 'error.server') => string

/** The server's own sentence where it sent one; what is no answer of the server goes to the log as well. */
export function sentenceOf(error: unknown, t: Words): string {
  if (!(error instanceof Problem)) {
    console.error(error)
    return t('error.server')
  }
  if (error.offline) return t('error.network')
  return error.detail || t('error.server')
}

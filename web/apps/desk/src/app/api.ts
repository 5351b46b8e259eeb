// The one client of this page.
import { createApi } from '@likedong/api'
import { translate } from '../i18n'
import { notify } from './notices'
import { hearServerTime } from './now'
import { pinia } from './pinia'
import { usePreferences } from './preferences'

let signedOut: () => void = () => undefined
/** What to do where a request finds the session over. */
export function onSignedOut(run: () => void): void {
  signedOut = run
}

/** The session was found over in another way than by a request. */
export function sessionIsOver(): void {
  signedOut()
}

export const api = createApi({
  language: () => usePreferences(pinia).language,
  onSignedOut: () => signedOut(),
  onServerTime: hearServerTime,
  onCut: (n) => notify(translate('problem.cut', { n }), { tone: 'refused', about: 'cut' }),
})

// Taking the consent to location back: the phone stops first, then the server is told.

import { useShift } from '../../shift'

/** Withdraws; if the server cannot be told, the phone stays silent and the sentence says what to do. */
export function useWithdrawal() {
  const { duty } = useShift()
  return { withdraw: () => duty.setConsent(false) }
}

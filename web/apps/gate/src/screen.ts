// Which screen the terminal shows: the one thing that matters most now.

export type Screen = 'reading' | 'start' | 'who' | 'ring' | 'change' | 'down' | 'idle'

export interface Signs {
  onDuty: boolean
  /** The shift has been read. */
  known: boolean
  /** It could not be read: the start screen says why. */
  failed: boolean
  /** The shift should have ended: it is asked who is there. */
  who: boolean
  /** The test ring was heard on this shift. */
  heard: boolean
  down: boolean
  /** Somebody wants to test the ring or to hand the watch over. */
  asked: 'ring' | 'change' | null
}

/** A call lies over every one of these. */
export function screenOf({ onDuty, known, failed, who, heard, down, asked }: Signs): Screen {
  if (down && (onDuty || !known)) return 'down'
  if (!known && !failed) return 'reading'
  if (!onDuty) return 'start'
  if (asked !== null) return asked
  if (who) return 'who'
  return heard ? 'idle' : 'ring'
}

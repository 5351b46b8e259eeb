// What a member may report with one tap. A tile without a category leaves the choice to the desk and its suggestion.

/** The tiles in their order, each with its code of the dictionary. */
export const KINDS = {
  fight: '2001',
  quarrel: '4099',
  theft: '1001',
  suspicious: '7001',
  help: null,
  lost: '5002',
  fire: '6001',
  noise: '2008',
  traffic: '3002',
  animal: '5103',
  parking: '5101',
  other: null,
} as const satisfies Record<string, string | null>

export type Kind = keyof typeof KINDS
export const KIND_NAMES = Object.keys(KINDS) as Kind[]

/** What else must be known at once: each of them stops the group from going alone. */
export const TICKS = ['weapon', 'injured', 'minor', 'dv'] as const
export type Tick = (typeof TICKS)[number]

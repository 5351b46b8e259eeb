// What the phone page adds to the wire contract's types: the closed sets that it shows as tiles.

export const DECLINE_REASONS = ['not_at_post', 'busy', 'outside_area', 'unsafe', 'other'] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

export const RESULTS = ['persuaded', 'resolved', 'handed_to_police', 'false_alarm'] as const
export type Result = (typeof RESULTS)[number]

/** What stands on the tiles of a report from the scene. */
export const SCENES = ['calm', 'goes_on', 'grows', 'waiting_police'] as const
export type Scene = (typeof SCENES)[number]

/** How to know the station's certificate authority. */
export interface Trust {
  fingerprint: string
  name: string
  not_after: string
  urls: string[]
}

// The frames of the live feed as the pages read them.

export interface LiveEntry {
  seq: number
  at: string
  device_at?: string | null
  kind: string
  station_id: string
  incident_id?: string | null
  offer_id?: string | null
  member_id?: string | null
  notice_id?: string | null
  record_id?: string | null
  actor?: { kind: string; id: string | null; name?: string | null } | null
  body?: Record<string, unknown> | null
}

export interface PositionItem {
  member_id: string
  point: { type: 'Point'; coordinates: [lon: number, lat: number] }
  at: string
  stale: boolean
  battery?: number | null
}

export interface PresenceItem {
  member_id: string
  on_duty: boolean
  /** Whether the member may be located; false means that no place may be shown any more. */
  consent?: boolean
  status: string
}

export type Frame =
  | { kind: 'hello'; seq: number }
  | { kind: 'heartbeat'; seq: number }
  | { kind: 'resync'; after: number }
  | { kind: 'positions'; items: PositionItem[] }
  | { kind: 'presence'; items: PresenceItem[] }
  | { kind: 'positions_ack'; accepted: number; refused: unknown[] }
  | LiveEntry

/** Reads one text frame; anything that is not a frame of the feed is null and left alone. */
export function parseFrame(text: unknown): Frame | null {
  if (typeof text !== 'string') return null
  try {
    const frame: unknown = JSON.parse(text)
    return typeof frame === 'object' && frame !== null && 'kind' in frame ? (frame as Frame) : null
  } catch {
    return null
  }
}

/** Log entries carry their place in the log and a time; the other frames of the feed do not carry both. */
export function isEntry(frame: Frame): frame is LiveEntry {
  return 'seq' in frame && 'at' in frame
}

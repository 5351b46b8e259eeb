// The parts of the wire contract that the phone page reads.

export type Priority = 'P1' | 'P2' | 'P3' | 'P4'
export type Level = 'L0' | 'L1' | 'L2' | 'L3'

export interface Point {
  type: 'Point'
  coordinates: [lon: number, lat: number]
}

export interface Line {
  type: 'LineString'
  coordinates: [lon: number, lat: number][]
}

export interface Member {
  id: string
  name: string
  kind: string
  unit_id: string | null
  unit_name: string | null
  post_id: string | null
  post_name: string | null
  on_duty: boolean
  consent: boolean
}

export interface Account {
  id: string
  login: string
  name: string
  role: string
  role_name: string
  permissions: string[]
  station: { id: string; code: string; name: string; demo: boolean; duty_phone: string | null }
  member_id: string | null
  member: Member | null
}

export interface Meta {
  version: string
  demo: boolean
  station_name: string
  languages: string[]
}

export interface Shift {
  id: string
  post_id: string | null
  post_name: string | null
  since: string
  confirmed_at: string | null
}

export interface Duty {
  shift: Shift | null
  consent: boolean
  status: string
}

export type OfferStatus =
  | 'offered'
  | 'delivered'
  | 'accepted'
  | 'en_route'
  | 'arrived'
  | 'cleared'
  | 'declined'
  | 'expired'
  | 'stood_down'

export type OfferVerb = 'deliver' | 'accept' | 'decline' | 'depart' | 'arrive' | 'clear'

export const DECLINE_REASONS = ['not_at_post', 'busy', 'outside_area', 'unsafe', 'other'] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

export const RESULTS = ['resolved', 'persuaded', 'handed_to_police', 'false_alarm', 'need_more'] as const
export type Result = (typeof RESULTS)[number]

export interface Card {
  category: string | null
  category_name: string | null
  priority: Priority
  level: Level
  may: string[]
  may_not: string[]
  distance_m: number | null
  own_unit: boolean
  neutral: string | null
  point: Point | null
  address_text: string | null
  description: string | null
}

export interface Offer {
  id: string
  incident_id: string
  incident_no: string
  version: number
  status: OfferStatus
  attempt: number
  offered_at: string
  expires_at: string
  delivered_at: string | null
  accepted_at: string | null
  departed_at: string | null
  arrived_at: string | null
  cleared_at: string | null
  declined_at: string | null
  decline_reason: DeclineReason | null
  travel_s: number | null
  distance_m: number | null
  way: 'road' | 'straight_line' | null
  telephone: boolean
  card: Card
}

export interface Fix {
  at: string
  point: Point
  accuracy_m: number
  speed_mps: number | null
  battery: number | null
}

export interface Route {
  seconds: number
  metres: number
  way: 'road' | 'straight_line'
  line: Line
}

export interface Trust {
  fingerprint: string
  name: string
  not_after: string
  urls: string[]
}

export interface Problem {
  code: string
  title: string
  status: number
  detail?: string
}

// The shapes on the wire: one word per thing, the same word as in Rust, SQL and JSON.

/** RFC 3339 with zone. */
export type Instant = string
export type Id = string

export interface Point {
  type: 'Point'
  coordinates: [lon: number, lat: number]
}
export interface Polygon {
  type: 'Polygon'
  coordinates: [lon: number, lat: number][][]
}
export interface LineString {
  type: 'LineString'
  coordinates: [lon: number, lat: number][]
}
export interface Feature<G, P> {
  type: 'Feature'
  geometry: G
  properties: P
}
export interface FeatureCollection<G, P> {
  type: 'FeatureCollection'
  features: Feature<G, P>[]
}

export type Priority = 'P1' | 'P2' | 'P3' | 'P4'
export type Level = 'L0' | 'L1' | 'L2' | 'L3'
export type Nature = 'police' | 'non_police' | 'unknown'
export type Way = 'road' | 'straight_line'
export type Language = 'zh' | 'en'

export type IncidentStatus =
  | 'reported'
  | 'triaged'
  | 'dispatched'
  | 'acknowledged'
  | 'en_route'
  | 'on_scene'
  | 'handled'
  | 'feedback_done'
  | 'closed'
  | 'revisited'
  | 'merged'
  | 'transferred_out'
  | 'handed_over'
  | 'cancelled'

export type IncidentVerb =
  | 'triage'
  | 'acknowledge'
  | 'dispatch'
  | 'transfer'
  | 'receipt'
  | 'return'
  | 'merge'
  | 'convert'
  | 'escalate'
  | 'handle'
  | 'feedback'
  | 'review'
  | 'close'
  | 'reopen'
  | 'cancel'
  | 'revisit'
  | 'stand_down'
  | 'claim'
  | 'release'

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

export type IntakeSource =
  | '110_transfer'
  | 'station_phone'
  | 'walk_in'
  | 'device_sos'
  | 'device_report'
  | 'observer'
  | 'resident_h5'
  | '12345_transfer'
  | '141_transfer'
  | 'bank_button'
  | 'school_alarm'
  | 'patrol_found'

export type MemberStatus = 'free' | 'called' | 'busy' | 'off'
export type ClockKind = 'acknowledge' | 'arrive' | 'first_report' | 'feedback'

export type Permission =
  | 'incident.read'
  | 'incident.report'
  | 'incident.triage'
  | 'incident.dispatch'
  | 'incident.dispatch_police'
  | 'incident.transfer'
  | 'incident.handle'
  | 'incident.close'
  | 'incident.review'
  | 'offer.answer'
  | 'duty.confirm'
  | 'position.send'
  | 'position.read'
  | 'track.read'
  | 'place.read'
  | 'place.edit'
  | 'person.read'
  | 'person.edit'
  | 'contact.view'
  | 'figure.read'
  | 'live.read'
  | 'audit.read'
  | 'setting.edit'
  | 'account.edit'

/** Why somebody was picked or skipped: a code with numbers; the words are made by the pages. */
export interface Reason {
  code: string
  params?: Record<string, string | number | boolean | null> | null
}

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface Meta {
  version: string
  demo: boolean
  station_name: string
  languages: string[]
}

export interface Station {
  id: Id
  code: string
  name: string
  demo: boolean
  duty_phone: string | null
  boundary: Polygon | null
}

export interface Account {
  id: Id
  login: string
  name: string
  role: string
  role_name: string
  permissions: Permission[]
  station: Station
  member_id: Id | null
  member: Member | null
  reach: { kind: 'station' | 'community' | 'grid' | 'unit' | 'own'; ids: Id[]; names: string[] }
}

export interface Community {
  id: Id
  code: string | null
  name: string
  boundary: Polygon | null
  point: Point | null
}
export interface Grid {
  id: Id
  code: string | null
  name: string
  community_id: Id
  boundary: Polygon | null
  point: Point | null
}
export interface Unit {
  id: Id
  name: string
  category: string
  community_id: Id | null
  grid_id: Id | null
  point: Point
  address_text: string
  service_area: Polygon | null
  key_unit: boolean
}
export interface Post {
  id: Id
  unit_id: Id | null
  name: string
  kind: string
  point: Point
  radius_m: number
  required_headcount: number
}
export interface Member {
  id: Id
  name: string
  kind: string
  unit_id: Id | null
  unit_name: string | null
  post_id: Id | null
  post_name: string | null
  on_duty: boolean
  consent: boolean
  level_max: Level
  status: MemberStatus
  point: Point | null
  position_at: Instant | null
  stale: boolean
  /** Percent. */
  battery: number | null
  shift_since: Instant | null
}

export type PlaceKind = 'unit' | 'post' | 'community' | 'grid' | 'street'
export interface Place {
  kind: PlaceKind
  id: Id
  name: string
  point: Point
  community_id: Id | null
  address_text?: string | null
}

export interface Clock {
  kind: ClockKind
  due_at: Instant
  met_at: Instant | null
}
export interface Ring {
  ring: number
  due_at: Instant | null
  first_arrived_at: Instant | null
  called: number
  accepted: number
  arrived: number
}
export interface Duplicate {
  incident_id: Id
  incident_no: string
  score: number
  reasons: string[]
}
export interface Suggestion {
  category: string
  category_name: string
  reason: string
}

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
  id: Id
  incident_id: Id
  incident_no: string
  version: number
  member_id: Id
  member_name: string
  unit_name: string | null
  post_name: string | null
  ring: number | null
  status: OfferStatus
  attempt: number
  offered_at: Instant
  expires_at: Instant
  delivered_at: Instant | null
  accepted_at: Instant | null
  departed_at: Instant | null
  arrived_at: Instant | null
  cleared_at: Instant | null
  declined_at: Instant | null
  decline_reason: string | null
  travel_s: number | null
  distance_m: number | null
  way: Way | null
  reason: Reason | null
  manual: boolean
  telephone: boolean
  card: Card | null
}

export interface Incident {
  id: Id
  incident_no: string
  version: number
  status: IncidentStatus
  category: string | null
  category_name: string | null
  police_nature: Nature
  priority: Priority | null
  level: Level | null
  source: IntakeSource
  occurred_at: Instant | null
  reported_at: Instant
  point: Point | null
  address_text: string | null
  description: string | null
  unit_id: Id | null
  unit_name: string | null
  community_id: Id | null
  community_name: string | null
  grid_id: Id | null
  grid_name: string | null
  area_type: string | null
  caller_name: string | null
  caller_phone: string | null
  involves_minor: boolean
  involves_dv: boolean
  weapon: boolean
  injured_count: number | null
  people_count: number | null
  hard_stops: string[]
  duplicate_of: Id | null
  external_ref: string | null
  claimed_by: null | { account_id: Id; name: string }
  police_dispatched: boolean
  solo_by_group: boolean
  desk_absent: boolean
  transferred_to: string | null
  disposition: string | null
  result: string | null
  clocks: Clock[]
  suggestion: Suggestion | null
  duplicates: Duplicate[]
  /** Calls and rings come only where one incident is shown; in lists both are empty. */
  offers: Offer[]
  rings: Ring[]
  /** What this viewer may do now. */
  allowed: IncidentVerb[]
  dispatched_at: Instant | null
  closed_at: Instant | null
}

export interface NewIncident {
  source: IntakeSource
  point: Point
  address_text?: string
  description?: string
  category?: string
  priority?: Priority
  unit_id?: Id
  caller_name?: string
  caller_phone?: string
  injured_count?: number
  people_count?: number
  weapon?: boolean
  involves_minor?: boolean
  involves_dv?: boolean
  police_nature?: Nature
  external_ref?: string
  occurred_at?: Instant
}

export interface Pick {
  member_id: Id
  member_name: string
  unit_name: string | null
  post_name: string | null
  kind: string
  ring: number
  travel_s: number | null
  distance_m: number | null
  way: Way
  stale: boolean
  position_age_s: number | null
  reason: Reason
  offer_status: OfferStatus | null
}
export interface Skip {
  member_id: Id
  member_name: string
  unit_name: string | null
  reason: Reason
}
export interface Candidates {
  way: Way
  picks: Pick[]
  skips: Skip[]
}

export interface Actor {
  kind: string
  id: Id | null
  name?: string | null
}
export type Body = Record<string, unknown>
export interface TimelineItem {
  seq: number
  at: Instant
  device_at?: Instant | null
  kind: string
  actor: Actor | null
  /** The member it is about, if it is about one. */
  member?: Actor | null
  body: Body | null
}

/** A member's telephone number, given out for a reason that is kept. */
export interface Contact {
  member_id: Id
  name: string
  phone: string
}

export interface Named {
  code: string
  zh: string
  en: string
}
export interface CategoryEntry extends Named {
  parent: string | null
  nature: 'police' | 'non_police' | 'either'
  default_priority: Priority | null
  level_max: Level | null
  may?: { zh: string[]; en: string[] }
  may_not?: { zh: string[]; en: string[] }
}
export interface Dictionary {
  categories: CategoryEntry[]
  priorities: Named[]
  roles: Named[]
  decline_reasons: Named[]
  dispositions: Named[]
}

export interface Figures {
  day: string
  reported: number
  open: number
  closed: number
  non_police_solo: number
  calls: number
  accepted: number
  declined: number
  no_answer: number
  median_ack_s: number | null
  median_arrive_s: number | null
  on_duty: number
  police_dispatched: number
}

export interface Route {
  seconds: number
  metres: number
  way: Way
  line: LineString
}
export type Streets = FeatureCollection<LineString, { name: string | null; class: 'major' | 'minor' | 'path' }>

export interface Duty {
  shift: null | { id: Id; post_id: Id | null; post_name: string | null; since: Instant; confirmed_at: Instant | null }
  consent: boolean
  status: string
  /** The posts that the caller may hold; only where the duty is read. */
  posts?: { id: Id; name: string }[]
}
export interface Fix {
  at: Instant
  point: Point
  accuracy_m: number | null
  speed_mps: number | null
  battery: number | null
}

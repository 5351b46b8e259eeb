// The wire in the pages' words: the generated shapes, made strict where the document can not be.
import type { components } from './openapi'

type Schemas = components['schemas']

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

/**
 * What is read from the server, strictly: it always sends every field, as a value or as `null`; a corner is two numbers;
 * a free object is unknown until a type below says what it is.
 */
export type Strict<T> = T extends Schemas['Point']
  ? Point
  : T extends Schemas['Polygon']
    ? Polygon
    : T extends Record<string, never>
      ? unknown
      : T extends readonly (infer Item)[]
        ? Strict<Item>[]
        : T extends object
          ? { [Key in keyof T]-?: Strict<Exclude<T[Key], undefined>> }
          : T

type Shape<Name extends keyof Schemas> = Strict<Schemas[Name]>
type With<Base, Change> = Omit<Base, keyof Change> & Change

export type Priority = Schemas['Priority']
export type Level = Schemas['Level']
export type Nature = Schemas['PoliceNature']
export type Way = Schemas['Way']
export type IncidentStatus = Schemas['IncidentStatus']
/** Departing and arriving are done by members through their calls, not by a verb of the incident. */
export type IncidentVerb = Exclude<Schemas['Action'], 'depart' | 'arrive'>
export type OfferStatus = Schemas['OfferStatus']
export type OfferVerb = 'deliver' | 'accept' | 'decline' | 'depart' | 'arrive' | 'report' | 'clear' | 'reinforce'
export type IntakeSource = Schemas['IntakeSource']
export type MemberStatus = Schemas['MemberStatus']
export type ClockKind = Schemas['ClockKind']
export type Permission = Schemas['Permission']
export type PlaceKind = Schemas['PlaceKind']
export type Language = 'zh' | 'en'

/** Why somebody was picked or skipped: a code with numbers; the words are made by the pages. */
export interface Reason {
  code: string
  params?: Record<string, string | number | boolean | null> | null
}

export interface Page<T> {
  items: T[]
  next: string | null
}

export type Meta = Shape<'Meta'>
export type Station = Shape<'StationCard'>
export type Account = Shape<'Account'>
export type Community = Shape<'CommunityView'>
export type Grid = Shape<'GridView'>
export type Unit = Shape<'UnitView'>
export type Post = Shape<'PostView'>
export type Member = Shape<'MemberView'>
export type Place = Shape<'PlaceView'>
export type Clock = Shape<'Clock'>
export type Ring = Shape<'Ring'>
export type HandOver = Shape<'HandOver'>
export type Major = Shape<'Major'>
export type Duplicate = Shape<'Duplicate'>
export type Suggestion = Shape<'Suggestion'>
export type Card = Shape<'Card'>
export type Offer = With<Shape<'Offer'>, { reason: Reason | null }>
/** Calls and rings come only where one incident is shown; in lists both are empty. */
export type Incident = With<Shape<'Incident'>, { offers: Offer[]; allowed: IncidentVerb[] }>
export type NewIncident = Schemas['ReportBody']
export type Pick = With<Shape<'PickView'>, { reason: Reason }>
export type Skip = With<Shape<'SkipView'>, { reason: Reason }>
export type Candidates = With<Shape<'CandidateView'>, { picks: Pick[]; skips: Skip[] }>
export type Actor = Shape<'ActorView'>
export type TimelineItem = With<Shape<'TimelineItem'>, { body: Record<string, unknown> | null }>
export type Contact = Shape<'Contact'>
export type CallerContact = Shape<'CallerContact'>
export type Dictionary = Shape<'Choices'>
export type CategoryEntry = Shape<'CategoryEntry'>
export type Named = Shape<'Named'>
export type Figures = Shape<'DayFigures'>
export type Route = With<Shape<'RouteView'>, { line: LineString }>
/** `source` is whom the drawing is from, to be named where it is shown. */
export type Streets = FeatureCollection<LineString, { name: string | null; class: 'major' | 'minor' | 'path' }> & { source?: string }
export type Duty = Shape<'DutyView'>
export type Fix = Strict<Schemas['FixBody']>
export type Notice = Shape<'NoticeView'>
export type NoticeKind = Schemas['NoticeKind']
export type NoticeTarget = Schemas['Target']
export type NoticeReceipts = Shape<'ReceiptPage'>
export type NewNotice = Schemas['NoticeBody']
export type ReceiptVerb = 'deliver' | 'see' | 'acknowledge'
export type Comment = Shape<'CommentView'>
export type Instruction = Shape<'InstructionView'>
export type Attachment = Shape<'AttachmentView'>
export type Upload = Shape<'Upload'>
export type Media = Schemas['Media']
export type InboxItem = Shape<'InboxView'>
export type Person = Shape<'PersonView'>

/** Who stands at a post, as its terminal shows it. */
export interface Turn {
  member_id: Id
  name: string
  since: Instant
  planned_end_at: Instant | null
  /** It is asked who is there: confirm, or take over. */
  asked: boolean
  /** The test ring was heard on this shift. */
  proven: boolean
  /** Without consent nobody is called. */
  consent: boolean
  notes: string[]
  hand_over_note: string | null
  handed_over_by: string | null
}
/** The page of a post, as the terminal that stands there reads it. */
export interface PostPage {
  terminal_id: Id
  label: string
  post_id: Id
  post_name: string
  unit_name: string | null
  duty_phone: string
  turn: Turn | null
  /** Who may take over. */
  people: { member_id: Id; name: string }[]
}
export type Sos = Shape<'Sos'>
export type Drill = Shape<'Drill'>
export type OwnSos = Shape<'OwnSos'>
export type NewDrill = Schemas['DrillBody']

// The routes and what they take and answer, in the form openapi-typescript gives them.
import type * as wire from './types'

type Ok<T> = { 200: { content: { 'application/json': T } } }
type Parameters<Q, P> = { query?: Q; path?: P; header?: { 'Idempotency-Key'?: string }; cookie?: never }
type InPath<P> = [P] extends [never] ? { path?: never } : { path: P }
interface Get<T, Q = never, P = never> {
  get: { parameters: { query?: Q; header?: never; cookie?: never } & InPath<P>; responses: Ok<T> }
}
interface Post<T, B = never, P = never> {
  post: {
    parameters: Parameters<never, P>
    requestBody: { content: { 'application/json': B } }
    responses: Ok<T>
  }
}
type ById = { id: wire.Id }

export type ListQuery = { status?: 'open' | 'closed' | 'all'; after?: string; limit?: number }
export type ActBody = { expected_version?: number } & Record<string, unknown>

export interface paths {
  '/api/v1/meta': Get<wire.Meta>
  '/api/v1/session': Get<wire.Account> &
    Post<{ token: string; account: wire.Account }, { login: string; password: string }> & {
      delete: { parameters: object; responses: { 204: { content?: never } } }
    }
  '/api/v1/dictionary': Get<wire.Dictionary>
  '/api/v1/communities': Get<wire.Page<wire.Community>, { after?: string; limit?: number }>
  '/api/v1/grids': Get<wire.Page<wire.Grid>, { after?: string; limit?: number }>
  '/api/v1/units': Get<wire.Page<wire.Unit>, { after?: string; limit?: number }>
  '/api/v1/posts': Get<wire.Page<wire.Post>, { after?: string; limit?: number }>
  '/api/v1/members': Get<wire.Page<wire.Member>, { after?: string; limit?: number }>
  '/api/v1/members/{id}/contact': Post<wire.Contact, { reason: string }, ById>
  '/api/v1/places/search': Get<{ items: wire.Place[] }, { q: string }>
  '/api/v1/streets': Get<wire.Streets>
  '/api/v1/route': Get<wire.Route, { from: string; to: string; by: 'foot' | 'car' }>
  '/api/v1/incidents': Get<wire.Page<wire.Incident>, ListQuery> & Post<wire.Incident, wire.NewIncident>
  '/api/v1/incidents/{id}': Get<wire.Incident, never, ById>
  '/api/v1/incidents/{id}/candidates': Get<wire.Candidates, never, ById>
  '/api/v1/incidents/{id}/timeline': Get<wire.Page<wire.TimelineItem>, { after?: string; limit?: number }, ById>
  '/api/v1/offers/mine': Get<{ items: wire.Offer[] }>
  '/api/v1/duty': Get<wire.Duty>
  '/api/v1/duty/confirm': Post<wire.Duty, { post_id?: wire.Id; consent_location?: boolean }>
  '/api/v1/duty/leave': Post<wire.Duty, object>
  '/api/v1/figures/day': Get<wire.Figures, { day?: string }>
}

// A small town behind the Vite dev server, so that pages can be worked on without the binary.
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Account, Dictionary, Incident, IncidentVerb, NewIncident, Permission } from '../src/types.ts'
import { act, fill, type Refusal } from './acts.ts'
import { candidates, open, report, station, tick, type Entry } from './station.ts'
import { boundary, communities, grids, members, metres, posts, searchPlaces, streets, units } from './town.ts'

const ALL: Permission[] = ['incident.read', 'incident.report', 'incident.triage', 'incident.dispatch', 'incident.dispatch_police', 'incident.transfer', 'incident.handle', 'incident.close', 'incident.review', 'position.read', 'place.read', 'person.read', 'figure.read', 'live.read', 'contact.view']
const account = (login: string): Account => ({
  id: 'me', login, name: '陈**', role: login === 'centre' ? 'governance_centre' : 'desk', role_name: login === 'centre' ? '治理中心' : '值班民警', permissions: login === 'centre' ? ALL.filter((it) => it !== 'incident.dispatch_police') : ALL,
  station: { id: 's', code: 'SF01', name: '示范派出所', demo: true, duty_phone: '1990000110', boundary }, member_id: null, member: null, reach: { kind: 'station', ids: ['s'], names: ['示范派出所'] },
})

function dictionary(): Dictionary {
  const file = JSON.parse(readFileSync(new URL('../../../../data/categories.v1.json', import.meta.url), 'utf8')) as { categories: { code: string; zh: string; en: string; nature: 'police' | 'non_police' | 'either'; default_priority?: 'P3' }[] }
  return { version: 1, categories: file.categories.map((it) => ({ code: it.code, zh: it.zh, en: it.en, parent: it.code.slice(0, 2), may: { zh: [], en: [] }, may_not: { zh: [], en: [] }, nature: it.nature, default_priority: it.default_priority ?? null, level_max: null })), priorities: [], roles: [], decline_reasons: [], dispositions: [{ code: 'resolved', zh: '现场处置完毕', en: 'Resolved on the spot' }, { code: 'persuaded', zh: '劝解劝离', en: 'Settled by persuasion' }, { code: 'handed_to_police', zh: '移交民警', en: 'Handed to police' }, { code: 'not_found', zh: '到场未发现', en: 'Nothing found' }, { code: 'false_alarm', zh: '误报', en: 'False alarm' }] }
}

const refuse = (status: number, code: string, title: string, detail: string): Refusal => ({ status, code, title, detail })
const bare = (it: Incident): Incident => ({ ...it, offers: [], rings: [] })
type Answer = { status?: number; body: unknown; cookie?: string }

function answer(method: string, url: URL, body: Record<string, unknown>, signedIn: string | null): Answer | Refusal {
  const path = url.pathname.replace('/api/v1/', '')
  if (path === 'meta') return { body: { version: '0.1.0', demo: true, station_name: '示范派出所', languages: ['zh', 'en'] } }
  if (path === 'session' && method === 'POST') {
    if (body['password'] !== 'demo') return refuse(401, 'wrong_password', '登录失败', '账号或密码不对。再错 4 次将锁定 15 分钟。')
    return { body: { token: 't', account: account(String(body['login'])) }, cookie: String(body['login']) }
  }
  if (!signedIn) return refuse(401, 'signed_out', '请登录', '请先登录。')
  if (path === 'session' && method === 'DELETE') return { status: 204, body: null, cookie: '' }
  if (path === 'session') return { body: account(signedIn) }
  const page = (items: unknown) => ({ body: { items, next: null } })
  const fixed: Record<string, () => unknown> = {
    dictionary, streets: () => streets, 'figures/day': figures, communities: () => page(communities).body, grids: () => page(grids).body, units: () => page(units).body, posts: () => page(posts).body, members: () => page(members).body,
    'places/search': () => ({ items: searchPlaces(url.searchParams.get('q') ?? '') }),
  }
  const found = fixed[path]
  if (found) return { body: found() }
  if (path === 'route') {
    const [from, to] = ['from', 'to'].map((name) => (url.searchParams.get(name) ?? '').split(',').map(Number) as [number, number]) as [[number, number], [number, number]]
    const gap = metres({ type: 'Point', coordinates: from }, { type: 'Point', coordinates: to })
    return { body: { seconds: gap / 1.4, metres: gap, way: 'road', line: { type: 'LineString', coordinates: [from, [to[0], from[1]], to] } } }
  }
  if (path.startsWith('incidents/') && path.endsWith('/contact')) return { body: { contact: { name: '测试甲', phone: '19900000456' } } }
  if (path.endsWith('/contact')) return { body: { member_id: path.split('/')[1], name: '欧阳某', phone: '19900000123' } }
  if (path === 'incidents' && method === 'POST') return { status: 201, body: report(body as unknown as NewIncident) }
  if (path === 'incidents') {
    const wanted = url.searchParams.get('status')
    return page([...station.incidents.values()].filter((it) => wanted === 'all' || (wanted === 'open') === open(it)).map(bare))
  }
  const [, id = '', verb] = path.split('/')
  const it = station.incidents.get(id)
  if (!it) return refuse(404, 'not_found', '没有找到', '没有这件警情。')
  if (!verb) return { body: it }
  if (verb === 'candidates') return { body: candidates(it) }
  if (verb === 'timeline') return page(station.timelines.get(id) ?? [])
  const done = act(it, verb as IncidentVerb, body)
  return 'code' in done ? done : { body: done }
}

function figures() {
  const all = [...station.incidents.values()]
  return { day: '2026-11-23', reported: 12 + all.length, open: all.filter(open).length, closed: 12, non_police_solo: 4, calls: 5, accepted: 4, declined: 1, no_answer: 1, median_ack_s: 14, median_arrive_s: 212, on_duty: members.filter((one) => one.on_duty).length, police_dispatched: 6 }
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  const it = answer(request.method ?? 'GET', new URL(request.url ?? '/', 'http://mock'), text ? (JSON.parse(text) as Record<string, unknown>) : {}, /mock_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? null)
  const refused = 'code' in it
  if (!refused && it.cookie !== undefined) response.setHeader('Set-Cookie', `mock_session=${it.cookie}; Path=/`)
  response.statusCode = refused ? it.status : (it.status ?? 200)
  response.setHeader('Content-Type', refused ? 'application/problem+json' : 'application/json')
  response.end(response.statusCode === 204 ? undefined : JSON.stringify(refused ? { type: `/problems/${it.code}`, ...it } : it.body))
}

/** The mock as a dev-only plugin; it is never part of a build. */
export function mockApi(): Plugin {
  return {
    name: 'likedong-mock-api',
    apply: 'serve',
    configureServer(server) {
      if (process.env['VITEST']) return
      fill()
      const sockets = new Set<WebSocket>()
      const say = (frame: object) => sockets.forEach((socket) => socket.send(JSON.stringify(frame)))
      station.tell = (entry: Entry) => say(entry)
      server.middlewares.use((request, response, next) => (request.url?.startsWith('/api/v1/') ? void handle(request, response) : next()))
      const feed = new WebSocketServer({ noServer: true })
      server.httpServer?.on('upgrade', (request, socket, head) => {
        if (!request.url?.startsWith('/api/v1/live')) return
        feed.handleUpgrade(request, socket, head, (opened) => {
          sockets.add(opened)
          opened.on('close', () => sockets.delete(opened))
          opened.send(JSON.stringify({ kind: 'hello', seq: station.seq }))
        })
      })
      const beat = setInterval(() => {
        tick()
        say({ kind: 'positions', items: members.filter((one) => one.point).map((one) => ({ member_id: one.id, point: one.point, at: one.position_at, stale: one.stale, battery: one.battery })) })
      }, 1000)
      const pulse = setInterval(() => say({ kind: 'heartbeat', seq: station.seq }), 15_000)
      server.httpServer?.on('close', () => (clearInterval(beat), clearInterval(pulse)))
    },
  }
}

// The mock's places and people: invented, seeded, the same at every start.
import type { Community, Grid, LineString, Member, Place, Point, Polygon, Post, Streets, Unit } from '../src/types.ts'

/** One number after another from a seed, so that screenshots compare. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

export const CENTRE: [number, number] = [107.39, 29.7]
const LON_M = 96_900
const LAT_M = 110_900
export const at = (x: number, y: number): Point => ({
  type: 'Point',
  coordinates: [CENTRE[0] + x / LON_M, CENTRE[1] + y / LAT_M],
})
export const metres = (a: Point, b: Point): number =>
  Math.hypot((a.coordinates[0] - b.coordinates[0]) * LON_M, (a.coordinates[1] - b.coordinates[1]) * LAT_M)
const random = seeded(20261018)
const id = (kind: string, n: number) => `01930000-0000-7000-8000-${kind.padStart(4, '0')}${String(n).padStart(8, '0')}`
const warp = (x: number, y: number): Point =>
  at(x + 90 * Math.sin(y / 900 + 1) + 40 * Math.sin(x / 350), y + 90 * Math.cos(x / 1100) + 30 * Math.sin(y / 420))

const COLS = 6
const ROWS = 5
const CELL = 2100
const NAMES = ['云荔', '青禾', '柏溪', '塔院', '学府', '荷塘', '松岭', '石桥', '南津', '望江', '白鹭', '银杏', '竹园', '月亮湾', '清泉', '桃源', '梅溪', '古井', '黄葛', '龙潭', '新民', '东升', '红岩', '向阳', '锦绣', '翠屏', '金山', '碧水', '临江', '凤鸣']

function rectangle(x: number, y: number, w: number, h: number): Polygon {
  const ring: [number, number][] = []
  const edge = (fx: number, fy: number, tx: number, ty: number) => {
    for (let n = 0; n < 6; n++) ring.push(warp(fx + ((tx - fx) * n) / 6, fy + ((ty - fy) * n) / 6).coordinates)
  }
  edge(x, y, x + w, y)
  edge(x + w, y, x + w, y + h)
  edge(x + w, y + h, x, y + h)
  edge(x, y + h, x, y)
  ring.push(ring[0] as [number, number])
  return { type: 'Polygon', coordinates: [ring] }
}

const left = (-COLS * CELL) / 2
const low = (-ROWS * CELL) / 2
export const boundary = rectangle(left, low, COLS * CELL, ROWS * CELL)
export const communities: Community[] = []
export const grids: Grid[] = []
const CARDINALS = '一二三四五六七八九十'
for (let n = 0; n < 27; n++) {
  // The middle of the town is the middle of the list.
  const cell = (n + 14) % 30
  const x = left + (cell % COLS) * CELL
  const y = low + Math.floor(cell / COLS) * CELL
  const name = NAMES[n] ?? '荔'
  communities.push({ id: id('c', n), code: String(n + 1).padStart(3, '0'), name: `${name}社区`, area_type: 'urban', kind: 'neighbourhood', closed: false, version: 1, population: 4000, households: 1500, boundary: rectangle(x, y, CELL, CELL), point: warp(x + CELL / 2, y + CELL / 2) })
  for (let g = 0; g < 10; g++) {
    const w = CELL / 5
    const h = CELL / 2
    const gx = x + (g % 5) * w
    const gy = y + Math.floor(g / 5) * h
    grids.push({ id: id('g', n * 10 + g), code: String(g + 1).padStart(3, '0'), name: `${name}${CARDINALS[g]}网格`, community_id: id('c', n), kind: 'general', beat_id: null, population: 400, households: 150, closed: false, version: 1, boundary: rectangle(gx, gy, w, h), point: warp(gx + w / 2, gy + h / 2) })
  }
}

const STREET_NAMES = ['云荔路', '青禾巷', '柏溪大道', '塔院街', '学府路', '夜市二街', '荷塘路', '石桥街', '南津路', '望江路', '银杏巷', '竹园路']
export const streets: Streets = { type: 'FeatureCollection', features: [] }
const half = (COLS * CELL) / 2
function street(along: 'x' | 'y', offset: number, from: number, to: number, kind: 'major' | 'minor' | 'path', name: string | null): void {
  const coordinates: LineString['coordinates'] = []
  const steps = Math.max(2, Math.round((to - from) / 150))
  for (let n = 0; n <= steps; n++) {
    const along_m = from + ((to - from) * n) / steps
    coordinates.push((along === 'x' ? warp(along_m, offset) : warp(offset, along_m)).coordinates)
  }
  streets.features.push({ type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { name, class: kind } })
}
for (let n = -8; n <= 8; n++) {
  const major = n % 3 === 0
  const name = STREET_NAMES[(n + 24) % STREET_NAMES.length] ?? null
  street('x', n * 620, -half, half, major ? 'major' : 'minor', name)
  street('y', n * 700 + 60, low, -low, major ? 'major' : 'minor', STREET_NAMES[(n + 29) % STREET_NAMES.length] ?? null)
}
for (let n = 0; n < 160; n++) {
  const x = Math.round((random() - 0.5) * 30) * 230
  const y = Math.round((random() - 0.5) * 26) * 210
  street(random() < 0.5 ? 'x' : 'y', random() < 0.5 ? y : x, -400 + x, 100 + x + random() * 300, 'path', null)
}

const UNIT_NAMES = ['便民超市', '云荔支行', '青禾小学', '宏泰汽修', '塔院农贸市场', '柏溪公园', '荷塘广场', '惠民物业', '市二医院', '加油站', '青禾雅苑', '望江酒店', '学府中学', '青禾双语实验学校（东校区）', '石桥商城', '绿塘茶餐厅', '南津码头', '银杏敬老院']
function block(x: number, y: number): Polygon {
  return { type: 'Polygon', coordinates: [[at(x - 60, y - 45), at(x + 60, y - 45), at(x + 60, y + 45), at(x - 60, y + 45), at(x - 60, y - 45)].map((it) => it.coordinates)] }
}
export const units: Unit[] = UNIT_NAMES.map((name, n) => ({
  id: id('a', n),
  name,
  aliases: [],
  category: 'mall',
  community_id: (communities[n % 4] as Community).id,
  grid_id: (grids[n] as Grid).id,
  point: n === 0 ? at(0, 0) : at((random() - 0.5) * 2400, (random() - 0.5) * 2000),
  address_text: `${STREET_NAMES[n % STREET_NAMES.length]}${6 + n * 3}号`,
  service_area: block(0, 0),
  key_unit: n % 3 === 0,
  status: 'active',
  closed: false,
  version: 1,
}))
for (const it of units.slice(1)) it.service_area = block((it.point.coordinates[0] - CENTRE[0]) * LON_M, (it.point.coordinates[1] - CENTRE[1]) * LAT_M)
export const posts: Post[] = units.slice(0, 16).map((unit, n) => ({
  id: id('b', n),
  unit_id: unit.id,
  community_id: unit.community_id,
  grid_id: unit.grid_id,
  name: `${unit.name.slice(0, 4)}${n % 2 ? '东门' : '南门'}`,
  kind: 'gate',
  point: unit.point,
  radius_m: 60,
  required_headcount: 1,
  duty_hours: '',
  closed: false,
  version: 1,
}))

const FAMILY = '刘孙马何周许赵李王陈林丁韩郑冯蒋沈韦杨朱秦尤吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎'
export const members: Member[] = Array.from({ length: 64 }, (_, n) => {
  const unit = units[n % units.length] as Unit
  const kind = n % 9 === 4 ? 'officer' : n % 7 === 3 ? 'grid_worker' : n % 5 === 2 ? 'volunteer' : 'guard'
  const onDuty = n < 46
  const spread = kind === 'guard' ? 60 : 1500
  const stale = n === 8 || n === 21
  const near = metres(unit.point, at(0, 0)) < 1e9 ? unit.point : at(0, 0)
  return {
    id: id('d', n),
    name: n === 3 ? '欧阳**' : n === 8 ? '司徒**' : `${FAMILY[n % FAMILY.length]}${n % 3 ? '*' : '**'}`,
    kind,
    notes: [],
    proven: true,
    unconfirmed: false,
    unit_id: unit.id,
    unit_name: kind === 'officer' ? `巡组${String((n % 6) + 1).padStart(2, '0')}` : kind === 'volunteer' ? '平安志愿者' : unit.name,
    post_id: kind === 'guard' ? (posts[n % posts.length]?.id ?? null) : null,
    post_name: kind === 'guard' ? (posts[n % posts.length]?.name ?? null) : null,
    on_duty: onDuty,
    consent: true,
    level_max: 'L2',
    status: onDuty ? 'free' : 'off',
    point: onDuty ? { type: 'Point', coordinates: [near.coordinates[0] + ((random() - 0.5) * spread) / LON_M, near.coordinates[1] + ((random() - 0.5) * spread) / LAT_M] } : null,
    position_at: onDuty ? new Date(Date.now() - (stale ? 720_000 : 5000)).toISOString() : null,
    stale,
    battery: onDuty ? Math.round(12 + random() * 88) : null,
    shift_since: onDuty ? new Date(Date.now() - 3_600_000 * (1 + random() * 5)).toISOString() : null,
  }
})

const INITIALS: Record<string, string> = { 便民超市: 'bmcs', 云荔支行: 'ylzh', 青禾小学: 'qhxx', 塔院农贸市场: 'tynmsc', 绿塘茶餐厅: 'ltct', 柏溪公园: 'bxgy' }
const PLACES: Place[] = [
  ...units.map((it): Place => ({ kind: 'unit', id: it.id, name: it.name, point: it.point, community_id: it.community_id })),
  ...posts.map((it): Place => ({ kind: 'post', id: it.id, name: it.name, point: it.point, community_id: null })),
  ...communities.map((it): Place => ({ kind: 'community', id: it.id, name: it.name, point: it.point as Point, community_id: it.id })),
  ...STREET_NAMES.map((name, n): Place => ({ kind: 'street', id: `street-${n}`, name, point: at(n * 40, n * 30), community_id: null })),
]
/** By a piece of the name or the first letters of its pinyin. */
export function searchPlaces(q: string): Place[] {
  const wanted = q.trim().toLowerCase()
  if (!wanted) return []
  return PLACES.filter((it) => it.name.includes(wanted) || (INITIALS[it.name] ?? '').startsWith(wanted)).slice(0, 8)
}

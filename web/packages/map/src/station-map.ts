// The map of one station, framework-free: it is told what is where and says what was clicked.
import { Map as GlMap, Marker, setWorkerUrl, type GeoJSONSource, type LngLatLike } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { boundsOf, circle, scaleBar } from './circle'
import { GROUPS, layers, SOURCES, type GroupName, type SourceName } from './layers'
import { readPalette } from './palette'
import { addSigns } from './symbols'

setWorkerUrl(workerUrl)

export type LonLat = [lon: number, lat: number]
export type MemberSign = 'free' | 'called' | 'way' | 'there' | 'old' | 'off'
interface Shape {
  type: string
  coordinates: unknown
}
export interface Area {
  id: string
  name: string
  boundary: Shape | null
  point: { coordinates: LonLat } | null
}
export interface MapIncident {
  id: string
  at: LonLat
  priority: string
  label: string
  selected: boolean
}
export interface MapMember {
  id: string
  at: LonLat
  name: string
  sign: MemberSign
}
export interface MapOptions {
  container: HTMLElement
  onIncident: (id: string) => void
  onGround: (at: LonLat) => void
  onReady: () => void
  onScale: (scale: { metres: number; px: number }) => void
  onMoved: () => void
  /** The map can not be drawn any more: the graphics are lost, or never worked. */
  onFailed?: () => void
}
/** How far a person walks in 1, 3 and 5 minutes at 1.35 m/s: the three rings of a P1. */
const RINGS_M = [81, 243, 405]
const SCALE_PX_MAX = 72
const ZOOM_INCIDENT = 15.2
const ORDER: Record<string, number> = { P4: 1, P3: 2, none: 3, P2: 4, P1: 5 }
/** Chosen, a sign lies over its equals but never over a graver one at the same place. */
const CHOSEN_ABOVE = 0.5

type Features = { geometry: Shape; properties: Record<string, unknown> }[]

export class StationMap {
  private readonly map: GlMap
  private readonly held = new Map<SourceName, Features>()
  private readonly hidden = new Set<GroupName>()
  private ringLabels: Marker[] = []
  private ready = false
  private points = false

  constructor(private readonly options: MapOptions) {
    this.map = new GlMap({
      container: options.container,
      center: [107.39, 29.7],
      zoom: 12,
      minZoom: 9,
      maxZoom: 18.5,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      style: {
        version: 8,
        sources: Object.fromEntries(SOURCES.map((name) => [name, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } }])),
        layers: layers(readPalette()),
      },
    })
    this.map.touchZoomRotate.disableRotation()
    this.map.keyboard.disableRotation()
    this.map.once('load', () => this.loaded())
    // A sign asked for before it was drawn: draw them all once more instead of leaving a hole.
    this.map.on('styleimagemissing', () => addSigns(this.map, readPalette()))
    this.listen()
  }

  setBase(base: { boundary: Shape | null; communities: Area[]; grids: Area[]; streets: Features }): void {
    this.put('boundary', base.boundary ? [{ geometry: base.boundary, properties: {} }] : [])
    this.put('communities', areas(base.communities))
    this.put('grids', areas(base.grids))
    this.put('labels', [...labels(base.communities, 'community'), ...labels(base.grids, 'grid')])
    this.put('streets', base.streets)
  }

  /** The ground that units guard, as quiet blocks between the streets. */
  setAreas(areas: Shape[]): void {
    this.put('areas', areas.map((geometry) => ({ geometry, properties: {} })))
  }

  setPosts(posts: { id: string; name: string; at: LonLat }[]): void {
    this.put('posts', posts.map((it) => point(it.at, { id: it.id, name: it.name })))
  }

  setMembers(members: MapMember[]): void {
    const order: Record<MemberSign, number> = { free: 0, old: 1, called: 2, off: 3, way: 4, there: 5 }
    this.put('members', members.map((it) => point(it.at, { id: it.id, name: it.name, sign: it.sign, order: order[it.sign] })))
  }

  setIncidents(incidents: MapIncident[]): void {
    this.put('incidents', incidents.map((it) => point(it.at, { id: it.id, priority: it.priority, label: it.label, look: it.selected ? 'selected' : 'incident', order: (ORDER[it.priority] ?? 0) + (it.selected ? CHOSEN_ABOVE : 0) })))
  }

  /** The three rings around a P1; their labels say the minutes. */
  setRings(at: LonLat | null, words: string[]): void {
    this.put('rings', at ? RINGS_M.map((metres, n) => ({ geometry: { type: 'LineString', coordinates: circle(at, metres) }, properties: { ring: n + 1 } })) : [])
    for (const label of this.ringLabels) label.remove()
    this.ringLabels = at ? RINGS_M.map((metres, n) => ringLabel(circle(at, metres)[0] ?? at, words[n] ?? '').addTo(this.map)) : []
  }

  setRoutes(lines: Shape[]): void {
    this.put('routes', lines.map((geometry) => ({ geometry, properties: {} })))
  }

  show(group: GroupName, shown: boolean): void {
    if (shown) this.hidden.delete(group)
    else this.hidden.add(group)
    if (this.ready) this.applyHidden()
  }

  /** Brings a place into view; a place far off is jumped to, so that nothing glides across the town. */
  goTo(at: LonLat, zoom: number = ZOOM_INCIDENT): void {
    this.map.jumpTo({ center: at as LngLatLike, zoom: Math.max(zoom, this.map.getZoom()) })
  }

  fit(places: LonLat[]): void {
    const box = boundsOf(places)
    if (box) this.map.fitBounds(box, { padding: 32, animate: false, maxZoom: ZOOM_INCIDENT })
  }

  /** Reads the tokens again after day and night changed. */
  retheme(): void {
    if (!this.ready) return
    const palette = readPalette()
    addSigns(this.map, palette)
    for (const layer of layers(palette)) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) this.map.setPaintProperty(layer.id, name as 'fill-color', value as string)
    }
  }

  /** While a place is wanted every click is one, also on top of a sign, and arrows move the map. */
  picking(is: boolean): void {
    this.points = is
    this.map.getCanvas().style.cursor = is ? 'crosshair' : ''
    if (is) this.map.getCanvas().focus({ preventScroll: true })
  }

  centre(): LonLat {
    const { lng, lat } = this.map.getCenter()
    return [lng, lat]
  }

  resize(): void {
    this.map.resize()
  }

  remove(): void {
    this.map.remove()
  }

  private loaded(): void {
    this.ready = true
    addSigns(this.map, readPalette())
    for (const [name, features] of this.held) this.write(name, features)
    this.applyHidden()
    this.scale()
    // Not 'idle': in a living town something moves every second, and a slow machine never comes to rest.
    this.map.once('render', () => this.options.onReady())
  }

  private listen(): void {
    this.map.on('webglcontextlost', () => this.options.onFailed?.())
    this.map.on('click', (event) => {
      const hit = this.ready && !this.points ? this.map.queryRenderedFeatures(around(event.point), { layers: ['incidents'] })[0] : undefined
      const id: unknown = hit?.properties['id']
      if (typeof id === 'string') this.options.onIncident(id)
      else this.options.onGround([event.lngLat.lng, event.lngLat.lat])
    })
    this.map.on('mouseenter', 'incidents', () => (this.map.getCanvas().style.cursor ||= 'pointer'))
    this.map.on('mouseleave', 'incidents', () => {
      if (this.map.getCanvas().style.cursor === 'pointer') this.map.getCanvas().style.cursor = ''
    })
    this.map.on('zoomend', () => this.scale())
    this.map.on('dragstart', () => this.options.onMoved())
  }

  private scale(): void {
    const { lat } = this.map.getCenter()
    const metresPerPx = (40_075_017 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** this.map.getZoom())
    this.options.onScale(scaleBar(metresPerPx, SCALE_PX_MAX))
  }

  private applyHidden(): void {
    for (const [group, ids] of Object.entries(GROUPS)) {
      const visibility = this.hidden.has(group as GroupName) ? 'none' : 'visible'
      for (const id of ids) this.map.setLayoutProperty(id, 'visibility', visibility)
    }
  }

  private put(name: SourceName, features: Features): void {
    this.held.set(name, features)
    if (this.ready) this.write(name, features)
  }

  private write(name: SourceName, features: Features): void {
    const source = this.map.getSource<GeoJSONSource>(name)
    source?.setData({ type: 'FeatureCollection', features: features.map((it) => ({ type: 'Feature', ...it })) } as unknown as Parameters<GeoJSONSource['setData']>[0])
  }
}

function point(at: LonLat, properties: Record<string, unknown>): Features[number] {
  return { geometry: { type: 'Point', coordinates: at }, properties }
}

function areas(of: Area[]): Features {
  return of.flatMap((it) => (it.boundary ? [{ geometry: it.boundary, properties: { name: it.name } }] : []))
}

function labels(of: Area[], kind: string): Features {
  return of.flatMap((it) => (it.point ? [point(it.point.coordinates, { name: it.name, kind })] : []))
}

function ringLabel(at: LonLat, words: string): Marker {
  const element = document.createElement('div')
  element.className = 'ring-label num'
  element.textContent = words
  return new Marker({ element, anchor: 'center' }).setLngLat(at)
}

/** A finger and a hurried mouse miss by some pixels. */
function around({ x, y }: { x: number; y: number }): [[number, number], [number, number]] {
  return [[x - 8, y - 8], [x + 8, y + 8]]
}

// What is drawn, in which order: land, boundaries, streets, then people and incidents, so that status lies on top.
import type { LayerSpecification } from 'maplibre-gl'
import type { Palette } from './palette'

export const SOURCES = ['boundary', 'communities', 'grids', 'areas', 'labels', 'streets', 'rings', 'routes', 'posts', 'members', 'incidents'] as const
export type SourceName = (typeof SOURCES)[number]

/** No glyph files: MapLibre draws these letters from the page's own fonts. */
const FONT = ['Noto Sans SC Variable', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'sans-serif']
/** The weight is read from the first name, which need not exist. */
const BOLD = ['Noto Sans SC Bold', ...FONT]
const byZoom = (...stops: number[]): ['interpolate', ['exponential', number], ['zoom'], ...number[]] => ['interpolate', ['exponential', 1.6], ['zoom'], ...stops]

/** The layers that a person may hide, and which they are. */
export const GROUPS = {
  grids: ['grid-line', 'grid-label'],
  posts: ['posts'],
  members: ['members', 'members-quiet'],
} as const
export type GroupName = keyof typeof GROUPS

export function layers(of: Palette): LayerSpecification[] {
  const text = { 'text-halo-color': of.halo, 'text-halo-width': 1.5 }
  const street = (kind: string, minzoom: number, width: ReturnType<typeof byZoom>, colour: string): LayerSpecification => ({
    id: `street-${kind}`, type: 'line', source: 'streets', minzoom, filter: ['==', ['get', 'class'], kind],
    layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': colour, 'line-width': width },
  })
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': of.app } },
    { id: 'land', type: 'fill', source: 'boundary', paint: { 'fill-color': of.land } },
    { id: 'area-fill', type: 'fill', source: 'areas', minzoom: 12.5, paint: { 'fill-color': of.block, 'fill-outline-color': of.roadMinor } },
    street('path', 14, byZoom(14, 0.6, 18, 4), of.roadMinor),
    street('minor', 11, byZoom(11, 0.6, 13, 1.4, 15, 4, 18, 16), of.roadMinor),
    street('major', 9, byZoom(10, 1, 12, 2.2, 15, 7, 18, 24), of.road),
    { id: 'grid-line', type: 'line', source: 'grids', minzoom: 13, paint: { 'line-color': of.bound, 'line-width': 1, 'line-dasharray': [2, 4], 'line-opacity': 0.7 } },
    { id: 'community-line', type: 'line', source: 'communities', paint: { 'line-color': of.bound, 'line-width': byZoom(11, 0.8, 15, 1.6), 'line-dasharray': [6, 3] } },
    { id: 'boundary-line', type: 'line', source: 'boundary', paint: { 'line-color': of.bound, 'line-width': 2.5 } },
    {
      id: 'street-label', type: 'symbol', source: 'streets', minzoom: 14, filter: ['has', 'name'],
      layout: { 'symbol-placement': 'line', 'text-field': ['coalesce', ['get', 'name'], ''], 'text-font': FONT, 'text-size': 12, 'symbol-spacing': 420, 'text-padding': 12 },
      paint: { 'text-color': of.label, ...text },
    },
    {
      id: 'community-label', type: 'symbol', source: 'labels', maxzoom: 14, filter: ['==', ['get', 'kind'], 'community'],
      layout: { 'text-field': ['get', 'name'], 'text-font': BOLD, 'text-size': 12, 'text-padding': 2 },
      paint: { 'text-color': of.label, ...text },
    },
    {
      id: 'grid-label', type: 'symbol', source: 'labels', minzoom: 14, filter: ['==', ['get', 'kind'], 'grid'],
      layout: { 'text-field': ['get', 'name'], 'text-font': BOLD, 'text-size': 12, 'text-padding': 8 },
      paint: { 'text-color': of.label, ...text },
    },
    {
      id: 'ring-line', type: 'line', source: 'rings',
      paint: { 'line-color': of.danger, 'line-width': ['match', ['get', 'ring'], 1, 2, 1.5], 'line-dasharray': ['match', ['get', 'ring'], 1, ['literal', [1]], 2, ['literal', [6, 3]], ['literal', [1.5, 3.5]]] },
    },
    { id: 'route-line', type: 'line', source: 'routes', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': of.accent, 'line-width': 2.5 } },
    {
      id: 'posts', type: 'symbol', source: 'posts', minzoom: 13,
      layout: { 'icon-image': 'post', 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'text-field': ['step', ['zoom'], '', 14.5, ['get', 'name']], 'text-font': FONT, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 0.6], 'text-optional': true },
      paint: { 'text-color': of.text2, ...text },
    },
    {
      id: 'members-quiet', type: 'symbol', source: 'members', filter: ['==', ['get', 'sign'], 'free'],
      layout: { 'icon-image': 'member-free', 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 11, 0.6, 14, 1], 'text-field': ['step', ['zoom'], '', 15.500, ['get', 'name']], 'text-font': FONT, 'text-size': 12, 'text-anchor': 'left', 'text-offset': [0.7, 0], 'text-optional': true },
      paint: { 'text-color': of.text2, ...text },
    },
    {
      id: 'members', type: 'symbol', source: 'members', filter: ['!=', ['get', 'sign'], 'free'],
      layout: { 'icon-image': ['concat', 'member-', ['get', 'sign']], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'text-field': ['step', ['zoom'], '', 13, ['get', 'name']], 'text-font': BOLD, 'text-size': 12, 'text-variable-anchor': ['left', 'right', 'top', 'bottom'], 'text-radial-offset': 0.95, 'text-justify': 'auto', 'text-optional': true, 'symbol-sort-key': ['get', 'order'] },
      paint: { 'text-color': of.text1, ...text },
    },
    {
      id: 'incidents', type: 'symbol', source: 'incidents',
      layout: { 'icon-image': ['concat', ['get', 'look'], '-', ['get', 'priority']], 'icon-allow-overlap': true, 'text-field': ['get', 'label'], 'text-font': BOLD, 'text-size': 12, 'text-anchor': 'left', 'text-offset': [1.1, 0], 'text-allow-overlap': false, 'text-optional': true, 'symbol-sort-key': ['get', 'order'] },
      paint: { 'text-color': of.text1, ...text },
    },
  ]
}

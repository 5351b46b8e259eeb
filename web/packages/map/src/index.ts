// The map of the desk and of the phone; loaded on demand, for MapLibre is large.
export { circle, scaleBar } from './circle'
export type { GroupName } from './layers'
export { StationMap, type Area, type LonLat, type MapIncident, type MapMember, type MapOptions, type MemberSign } from './station-map'
export { hasWebgl } from './webgl'

// A small picture of the way: longitude and latitude onto a plain plane, so that it draws without a map library.

import type { Point } from '@likedong/api'

type Place = readonly [lon: number, lat: number]

/** The picture shows at least this much on each side, so that a way of a few steps is not blown up. */
const SIDE_MIN_M = 120
const METRES_PER_DEGREE = 111_320
/** Free room around the way, as a share of its size. */
const MARGIN = 0.36

/** Turns places into positions in a picture of the given size. */
export interface Projection {
  at(place: Place): { x: number; y: number }
  /** Whether a place is inside the picture or near it. */
  shows(place: Place): boolean
}

/** Fits the places into `width` × `height`, north up, with equal scale on both axes. */
export function fit(places: readonly Place[], width: number, height: number): Projection {
  const [lonLow, lonHigh] = span(places.map(([lon]) => lon))
  const [latLow, latHigh] = span(places.map(([, lat]) => lat))
  const lonMid = (lonLow + lonHigh) / 2
  const latMid = (latLow + latHigh) / 2
  const perLon = METRES_PER_DEGREE * Math.cos((latMid * Math.PI) / 180)
  const wide = Math.max(SIDE_MIN_M, (lonHigh - lonLow) * perLon) * (1 + 2 * MARGIN)
  const tall = Math.max(SIDE_MIN_M / 2, (latHigh - latLow) * METRES_PER_DEGREE) * (1 + 2 * MARGIN)
  const scale = Math.min(width / wide, height / tall)
  const at = ([lon, lat]: Place) => ({
    x: round(width / 2 + (lon - lonMid) * perLon * scale),
    y: round(height / 2 - (lat - latMid) * METRES_PER_DEGREE * scale),
  })
  return {
    at,
    shows: (place) => {
      const { x, y } = at(place)
      return x > -width && x < 2 * width && y > -height && y < 2 * height
    },
  }
}

/** The `d` of a path through the places. */
export function path(places: readonly Place[], projection: Projection): string {
  return places
    .map((place, index) => {
      const { x, y } = projection.at(place)
      return `${index === 0 ? 'M' : 'L'}${x} ${y}`
    })
    .join('')
}

export function place({ coordinates }: Point): Place {
  return coordinates
}

function span(values: number[]): [low: number, high: number] {
  return [Math.min(...values), Math.max(...values)]
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

// Circles and bounds on the ground, good enough for a town.

type LonLat = [lon: number, lat: number]

const METRES_PER_DEGREE = 111_320

/** A ring of `metres` around a place, as a closed line. */
export function circle([lon, lat]: LonLat, metres: number, corners = 64): LonLat[] {
  const dLat = metres / METRES_PER_DEGREE
  const dLon = dLat / Math.cos((lat * Math.PI) / 180)
  return Array.from({ length: corners + 1 }, (_, n): LonLat => {
    const angle = (n / corners) * Math.PI * 2
    return [lon + Math.sin(angle) * dLon, lat + Math.cos(angle) * dLat]
  })
}

/** The smallest upright box around some places; null for none. */
export function boundsOf(places: LonLat[]): [LonLat, LonLat] | null {
  const first = places[0]
  if (!first) return null
  const low: LonLat = [...first]
  const high: LonLat = [...first]
  for (const [lon, lat] of places) {
    low[0] = Math.min(low[0], lon)
    low[1] = Math.min(low[1], lat)
    high[0] = Math.max(high[0], lon)
    high[1] = Math.max(high[1], lat)
  }
  return [low, high]
}

/** A round length for a scale bar that is at most `wide` px, and how wide it is drawn. */
export function scaleBar(metresPerPx: number, wide: number): { metres: number; px: number } {
  const most = metresPerPx * wide
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power
  return { metres, px: metres / metresPerPx }
}

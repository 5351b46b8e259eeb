// The map's colours, read from the tokens of the page so that day and night switch in one place.

const NAMES = {
  land: '--map-land', block: '--map-block', road: '--map-road', roadMinor: '--map-road-minor', label: '--map-label', bound: '--map-bound', halo: '--map-halo',
  app: '--bg-app', panel: '--bg-panel', text1: '--text-1', text2: '--text-2', text3: '--text-3',
  danger: '--danger', dangerFill: '--danger-fill', onDanger: '--on-danger', warn: '--warn', caution: '--caution', info: '--info', ok: '--ok', accent: '--accent',
} as const

export type Palette = Record<keyof typeof NAMES, string>

export function readPalette(of: Element = document.documentElement): Palette {
  const style = getComputedStyle(of)
  return Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, style.getPropertyValue(name).trim() || '#888'])) as Palette
}

// The signs of the map as images: drawn here, fetched from nowhere.
import type { Map as GlMap } from 'maplibre-gl'
import { drawShape, type ShapeName } from '@likedong/ui'
import type { Palette } from './palette'

/** Images are drawn at twice their size so that they stay sharp on dense screens. */
const DENSITY = 2

interface Sign {
  shape: ShapeName
  size: number
  colour: keyof Palette
  /** A disc beneath, where the sign has holes that streets would show through. */
  disc?: boolean
  /** A second outline, where the sign is the incident at hand. */
  ring?: boolean
  digit?: string
}

const SIGNS: Record<string, Sign> = {
  'incident-P1': { shape: 'p1', size: 20, colour: 'dangerFill', digit: '1' },
  'incident-P2': { shape: 'p2', size: 18, colour: 'warn' },
  'incident-P3': { shape: 'p3', size: 16, colour: 'caution' },
  'incident-P4': { shape: 'p4', size: 15, colour: 'info', disc: true },
  'incident-none': { shape: 'old', size: 16, colour: 'text1', disc: true },
  'selected-none': { shape: 'old', size: 20, colour: 'text1', disc: true, ring: true },
  'selected-P1': { shape: 'p1', size: 26, colour: 'dangerFill', digit: '1', ring: true },
  'selected-P2': { shape: 'p2', size: 24, colour: 'warn', ring: true },
  'selected-P3': { shape: 'p3', size: 22, colour: 'caution', ring: true },
  'selected-P4': { shape: 'p4', size: 20, colour: 'info', disc: true, ring: true },
  'member-free': { shape: 'on', size: 8, colour: 'text2' },
  'member-called': { shape: 'called', size: 14, colour: 'accent', disc: true },
  'member-way': { shape: 'way', size: 16, colour: 'accent', disc: true },
  'member-there': { shape: 'there', size: 16, colour: 'ok', disc: true },
  'member-old': { shape: 'old', size: 14, colour: 'text3', disc: true },
  'member-off': { shape: 'off', size: 16, colour: 'warn', disc: true },
  post: { shape: 'post', size: 10, colour: 'text2' },
}

/** Draws every sign in the palette's colours; called again after the theme changes. */
export function addSigns(map: GlMap, palette: Palette): void {
  for (const [name, sign] of Object.entries(SIGNS)) {
    const image = draw(sign, palette)
    if (map.hasImage(name)) map.updateImage(name, image)
    else map.addImage(name, image, { pixelRatio: DENSITY })
  }
}

function draw(sign: Sign, palette: Palette): ImageData {
  const margin = sign.ring ? 8 : sign.disc ? 4 : 3
  const side = (sign.size + margin * 2) * DENSITY
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side
  const on = canvas.getContext('2d', { willReadFrequently: true })
  if (!on) return new ImageData(side, side)
  on.scale(DENSITY, DENSITY)
  on.translate(side / DENSITY / 2, side / DENSITY / 2)
  if (sign.disc) disc(on, sign.size / 2 + 2, palette.panel)
  else {
    // A halo of the land's colour parts the sign from lines beneath it.
    for (const [x, y] of [[-1.5, 0], [1.5, 0], [0, -1.5], [0, 1.5]] as const) {
      on.save()
      on.translate(x, y)
      drawShape(on, sign.shape, sign.size, palette.halo)
      on.restore()
    }
  }
  if (sign.ring) {
    on.beginPath()
    on.arc(0, 0, sign.size / 2 + 6, 0, Math.PI * 2)
    on.lineWidth = 2
    on.strokeStyle = palette.text1
    on.stroke()
  }
  drawShape(on, sign.shape, sign.size, palette[sign.colour])
  if (sign.digit) {
    on.fillStyle = palette.onDanger
    on.font = `700 ${Math.round(sign.size * 0.55)}px "Noto Sans SC Variable", "Noto Sans CJK SC", sans-serif`
    on.textAlign = 'center'
    on.textBaseline = 'middle'
    on.fillText(sign.digit, 0, 0.5)
  }
  return on.getImageData(0, 0, side, side)
}

function disc(on: CanvasRenderingContext2D, radius: number, colour: string): void {
  on.beginPath()
  on.arc(0, 0, radius, 0, Math.PI * 2)
  on.fillStyle = colour
  on.fill()
}

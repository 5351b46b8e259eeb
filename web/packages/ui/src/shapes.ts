// The signs of the system as paths on a 16 px grid: the same ones in lists, on the map and on the phone.

export interface Stroke {
  d: string
  /** Width of the line; without it the path is filled. */
  line?: number
  dash?: [number, number]
  evenodd?: boolean
}

const RING = 'M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0'
const DISC = 'M1 8a7 7 0 1 0 14 0a7 7 0 1 0-14 0'

export const SHAPES = {
  p1: [{ d: 'M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z' }],
  p2: [{ d: 'M8 1.2 15.6 14.6H.4z' }],
  p3: [{ d: 'M8 .8 15.2 8 8 15.2.8 8z' }],
  p4: [{ d: RING, line: 2.5 }],
  called: [{ d: RING, line: 2 }],
  got: [{ d: RING, line: 2 }, { d: 'M8 2a6 6 0 0 1 0 12z' }],
  way: [{ d: 'M2 2.5 8 8l-6 5.5zM8.5 2.5 14.5 8l-6 5.5z' }],
  there: [
    {
      d: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm3.9 4.2L7 10 4.6 7.7 3.4 9 7 12.4l6.1-5.9z',
      evenodd: true,
    },
  ],
  tel: [
    {
      d: 'M3.2 1.5 5.6 1l1.7 3.7-1.7 1.5c.8 1.8 2.4 3.4 4.2 4.2l1.5-1.7L15 10.4l-.5 2.4c-.2 1-1 1.7-2 1.7C6.6 14.5 1.5 9.4 1.5 3.5c0-1 .7-1.8 1.7-2z',
    },
  ],
  old: [{ d: RING, line: 2, dash: [2.4, 2.3] }],
  off: [{ d: RING, line: 2 }, { d: 'm3.5 12.5 9-9', line: 2 }],
  on: [{ d: DISC }],
  post: [{ d: 'M2 2h12v12H2z' }],
  warn: [
    { d: 'M8 1.2 15.6 14.6H.4zM7.2 6h1.6v4.4H7.2zm0 5.4h1.6V13H7.2z', evenodd: true },
  ],
  clock: [{ d: 'M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0', line: 1.6 }, { d: 'M8 4.2V8l2.6 1.8', line: 1.6 }],
  moon: [{ d: 'M6 1.5a6.7 6.7 0 1 0 8.5 8.5A6 6 0 0 1 6 1.5z' }],
  sun: [
    { d: 'M4.6 8a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0' },
    { d: 'M8 .8v2M8 13.200v2M.8 8h2M13.200 8h2M2.900 2.900l1.400 1.400M11.700 11.700l1.400 1.400M13.100 2.900l-1.400 1.400M4.300 11.700l-1.400 1.400', line: 1.6 },
  ],
  stop: [{ d: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM4 7v2h8V7z', evenodd: true }],
  sound: [{ d: 'M1 5.500h3L8 2v12L4 10.500H1z' }, { d: 'M10.500 5a4.200 4.200 0 0 1 0 6M12.600 3a7 7 0 0 1 0 10', line: 1.6 }],
  mute: [{ d: 'M1 5.500h3L8 2v12L4 10.500H1z' }, { d: 'm10.500 6 4 4M14.500 6l-4 4', line: 1.6 }],
  close: [{ d: 'm3 3 10 10M13 3 3 13', line: 1.8 }],
  more: [{ d: 'M1.500 8a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0M6.500 8a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0M11.500 8a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0' }],
  search: [{ d: 'M2 7a5 5 0 1 0 10 0a5 5 0 1 0-10 0M10.700 10.700 14.500 14.500', line: 1.8 }],
  out: [{ d: 'M6 2H2.500v12H6M10 4.500 13.500 8 10 11.500M13 8H5.500', line: 1.6 }],
  person: [{ d: 'M5 4.500a3 3 0 1 0 6 0a3 3 0 1 0-6 0M2 15c0-3.600 2.600-6 6-6s6 2.400 6 6z' }],
} satisfies Record<string, Stroke[]>

export type ShapeName = keyof typeof SHAPES

/** Draws a sign on a canvas, in the given colour, centred at 0,0 and `size` wide. */
export function drawShape(on: CanvasRenderingContext2D, name: ShapeName, size: number, colour: string): void {
  on.save()
  on.scale(size / 16, size / 16)
  on.translate(-8, -8)
  for (const stroke of SHAPES[name] as Stroke[]) {
    const path = new Path2D(stroke.d)
    if (stroke.line) {
      on.lineWidth = stroke.line
      on.setLineDash(stroke.dash ?? [])
      on.strokeStyle = colour
      on.stroke(path)
    } else {
      on.fillStyle = colour
      on.fill(path, stroke.evenodd ? 'evenodd' : 'nonzero')
    }
  }
  on.restore()
}

// Two short tones made on the spot: somebody must look now. Never a loop, and off when the person says so;
// but a call for help sounds until somebody has it, whatever the switch says.
import { pinia } from './pinia'
import { usePreferences } from './preferences'

export type Tone = 'urgent' | 'new' | 'late'
const SOS: [hz: number, s: number][] = [[1319, 0.22], [880, 0.22], [1319, 0.22], [880, 0.22]]
/** Frequency in Hz and length in s, one after another; each figure tells itself apart by rhythm as well as pitch. */
const FIGURES: Record<Tone, [hz: number, s: number][]> = {
  urgent: [[988, 0.14], [0, 0.05], [988, 0.14], [0, 0.05], [1319, 0.3]],
  new: [[784, 0.16], [1047, 0.22]],
  late: [[523, 0.2], [0, 0.08], [523, 0.2]],
}
const LOUDNESS = 0.22
/** Several at once would be noise: within this time only the first is heard. */
const REST_MS = 2_500

let context: AudioContext | null = null
let restUntil = 0

/** Browsers let a page sound only after a touch or a key: called once at the first of them. */
export function wakeSound(): void {
  try {
    context ??= new AudioContext()
    void context.resume()
  } catch {
    context = null
  }
}

export function sound(tone: Tone): void {
  if (!usePreferences(pinia).sound || !context || context.state !== 'running') return
  const now = Date.now()
  if (now < restUntil && tone !== 'urgent') return
  restUntil = now + REST_MS
  let at = context.currentTime
  for (const [hz, s] of FIGURES[tone]) {
    if (hz > 0) beep(context, hz, at, s)
    at += s
  }
}

/** One round of the alarm of a call for help; false where the browser has not let the page sound yet. */
export function soundSos(): boolean {
  if (!context || context.state !== 'running') return false
  let at = context.currentTime
  for (const [hz, s] of SOS) {
    beep(context, hz, at, s)
    at += s
  }
  return true
}

function beep(on: AudioContext, hz: number, at: number, s: number): void {
  const source = on.createOscillator()
  const volume = on.createGain()
  source.type = 'triangle'
  source.frequency.value = hz
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01)
  volume.gain.setValueAtTime(LOUDNESS, at + s - 0.03)
  volume.gain.linearRampToValueAtTime(0, at + s)
  source.connect(volume).connect(on.destination)
  source.start(at)
  source.stop(at + s)
}

// Wakes the person: a two-tone ring through WebAudio and the phone's vibration, again and again until told to stop.
// Browsers let a page sound only after a touch, so `unlock` belongs into the tap that starts the shift.

/** One ring every so often. */
export const RING_EVERY_MS = 2_400
/** One call rings this long; the server calls again, and after that somebody phones. */
export const RING_FOR_MS = 60_000
/** A ring is these tones: hertz, start and length in seconds. Two pitches carry over street noise better than one. */
const TONES: readonly (readonly [number, number, number])[] = [
  [880, 0, 0.22],
  [1175, 0.26, 0.22],
  [880, 0.56, 0.22],
  [1175, 0.82, 0.34],
]
/** The urgent pattern, once a ring. */
const SHAKE_MS = [400, 150, 400, 150, 600]

/** Rings for calls; one for the whole page. */
export class Ringer {
  #audio: AudioContext | null = null
  #timer: ReturnType<typeof setInterval> | null = null

  /** Whether a ring would be heard now. */
  get ready(): boolean {
    return this.#audio?.state === 'running'
  }

  /** Whether it rings now. */
  get ringing(): boolean {
    return this.#timer !== null
  }

  /** Must run inside a tap. Says whether sound works from here on. */
  async unlock(): Promise<boolean> {
    if (typeof AudioContext === 'undefined') return false
    this.#audio ??= new AudioContext()
    try {
      await this.#audio.resume()
    } catch {
      return false
    }
    return this.ready
  }

  /** Rings until `stop`, at most `RING_FOR_MS`. */
  start(): void {
    this.stop()
    const until = Date.now() + RING_FOR_MS
    this.once()
    this.#timer = setInterval(() => (Date.now() < until ? this.once() : this.stop()), RING_EVERY_MS)
  }

  /** One ring, as the test at the start of a shift. */
  once(): void {
    vibrate(SHAKE_MS)
    const audio = this.#audio
    if (audio === null || audio.state !== 'running') return
    for (const [pitch, start, length] of TONES) sound(audio, pitch, audio.currentTime + start, length)
  }

  /** Silence at once. */
  stop(): void {
    if (this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
    vibrate(0)
  }
}

/** Browsers refuse to vibrate a page that nobody has touched yet, and say so in their log each time. */
function vibrate(pattern: number | number[]): void {
  if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate(pattern)
}

function sound(audio: AudioContext, pitch: number, at: number, length: number): void {
  const tone = audio.createOscillator()
  const gain = audio.createGain()
  tone.type = 'square'
  tone.frequency.value = pitch
  // A short ramp on both sides: a square tone that starts at full height cracks in small speakers.
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime(0.35, at + 0.015)
  gain.gain.setValueAtTime(0.35, at + length - 0.03)
  gain.gain.linearRampToValueAtTime(0, at + length)
  tone.connect(gain).connect(audio.destination)
  tone.start(at)
  tone.stop(at + length)
}

// Wakes the person: a two-tone ring through WebAudio and the phone's vibration, again and again until told to stop.
// Browsers let a page sound only after a touch, so `unlock` belongs into the tap that starts the shift; a telephone call
// or a long sleep may lock it again, so each ring asks for the sound anew and the page is told of every change.

/** One ring every so often. */
export const RING_EVERY_MS = 2_400
/** One call rings this long; the server calls again, and after that somebody phones. */
export const RING_FOR_MS = 60_000
/** A ring whose sound comes back later than this stays silent: it would be heard out of place. */
export const LATE_MS_MAX = 1_000
/** A ring is these tones: hertz, start and length in seconds. Two pitches carry over street noise better than one. */
const TONES: readonly (readonly [number, number, number])[] = [
  [880, 0, 0.22],
  [1175, 0.26, 0.22],
  [880, 0.56, 0.22],
  [1175, 0.82, 0.34],
]
/** The urgent pattern, once a ring. */
const SHAKE_MS = [400, 150, 400, 150, 600]

/** Makes the page's sound; null where the browser has none. */
export type MakeAudio = () => AudioContext | null

/** Rings for calls; one for the whole page. */
export class Ringer {
  readonly #make: MakeAudio
  readonly #listeners = new Set<() => void>()
  #audio: AudioContext | null = null
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(make: MakeAudio = () => (typeof AudioContext === 'undefined' ? null : new AudioContext())) {
    this.#make = make
  }

  /** Whether a ring would be heard now. */
  get ready(): boolean {
    return this.#audio?.state === 'running'
  }

  /** Whether it rings now. */
  get ringing(): boolean {
    return this.#timer !== null
  }

  /** Tells whenever `ready` may have changed; gives back how to stop telling. */
  onChange(tell: () => void): () => void {
    this.#listeners.add(tell)
    return () => void this.#listeners.delete(tell)
  }

  /** Must run inside a tap. Says whether sound works from here on. */
  async unlock(): Promise<boolean> {
    if (this.#audio === null) {
      this.#audio = this.#make()
      this.#audio?.addEventListener('statechange', () => this.#listeners.forEach((tell) => tell()))
    }
    try {
      await this.#audio?.resume()
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
    if (audio === null) return
    if (audio.state === 'running') return play(audio)
    const asked = Date.now()
    // Left pending or refused where only a touch can bring the sound back: the page says so.
    void audio.resume().then(
      () => audio.state === 'running' && Date.now() - asked < LATE_MS_MAX && play(audio),
      () => undefined,
    )
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

function play(audio: AudioContext): void {
  for (const [pitch, start, length] of TONES) sound(audio, pitch, audio.currentTime + start, length)
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

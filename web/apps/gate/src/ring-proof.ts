// Whether the ring was heard on this watch: asked at its start, and again whenever somebody wants to be sure.

import { KeptFor, type Slots } from '@likedong/member/kept-for'

/** What a person said of the test ring, for one shift. */
export interface Proof {
  shift: string
  /** When it was last heard. */
  at: string
  times: number
}

/** Keeps the proof of the running shift; that of another one proves nothing. */
export class RingProof {
  readonly #kept: KeptFor<Proof>

  constructor(slots: Slots, account: string) {
    this.#kept = new KeptFor(slots, 'ring', account)
  }

  read(shift: string): Proof | null {
    const kept = this.#kept.read() as Partial<Proof> | null
    if (kept?.shift !== shift || typeof kept.at !== 'string' || typeof kept.times !== 'number') return null
    return { shift, at: kept.at, times: kept.times }
  }

  heard(shift: string, nowMs: number): Proof {
    const proof = { shift, at: new Date(nowMs).toISOString(), times: (this.read(shift)?.times ?? 0) + 1 }
    this.#kept.write(proof)
    return proof
  }
}

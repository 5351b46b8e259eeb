import { describe, expect, it } from 'vitest'
import { screenOf, type Signs } from './screen'

const quiet: Signs = { onDuty: true, known: true, failed: false, who: false, heard: true, down: false, asked: null }

describe('screenOf', () => {
  it('asks who has the watch, then whether the ring is heard, then is quiet', () => {
    expect(screenOf({ ...quiet, onDuty: false })).toBe('start')
    expect(screenOf({ ...quiet, heard: false })).toBe('ring')
    expect(screenOf(quiet)).toBe('idle')
  })

  it('shows a lost line above everything but an empty post', () => {
    expect(screenOf({ ...quiet, heard: false, down: true })).toBe('down')
    expect(screenOf({ ...quiet, asked: 'change', down: true })).toBe('down')
    expect(screenOf({ ...quiet, onDuty: false, known: false, down: true })).toBe('down')
    expect(screenOf({ ...quiet, onDuty: false, down: true })).toBe('start')
  })

  it('asks nobody for the watch before it knows who has it', () => {
    expect(screenOf({ ...quiet, onDuty: false, known: false })).toBe('reading')
    expect(screenOf({ ...quiet, onDuty: false, known: false, failed: true })).toBe('start')
  })

  it('asks who is there once the shift should have ended', () => {
    expect(screenOf({ ...quiet, who: true })).toBe('who')
    expect(screenOf({ ...quiet, who: true, asked: 'change' })).toBe('change')
    expect(screenOf({ ...quiet, who: true, down: true })).toBe('down')
  })

  it('leads to what was asked for', () => {
    expect(screenOf({ ...quiet, asked: 'ring' })).toBe('ring')
    expect(screenOf({ ...quiet, asked: 'change' })).toBe('change')
  })
})

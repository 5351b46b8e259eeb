import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Sos } from '@likedong/api'
import { Outbox, type Entry, type Posted } from '@likedong/member/outbox'
import { memorySlots } from '@likedong/member/slots.fixture'
import { isOldNews, stageOf } from './use-sos'

const sos = (status: Sos['status']) => ({ id: '1', status }) as Sos

describe('the own call for help', () => {
  it('is said to be on its way until the station has it, and heard only when somebody has it', () => {
    expect(stageOf(true, null, null)).toBe('sending')
    expect(stageOf(true, sos('acknowledged'), null)).toBe('sending')
    expect(stageOf(false, sos('raised'), null)).toBe('raised')
    expect(stageOf(false, sos('acknowledged'), null)).toBe('heard')
    expect(stageOf(false, sos('false_alarm'), null)).toBe('over')
    expect(stageOf(false, sos('resolved'), '1')).toBe('none')
  })

  it('is over only for the page that has seen it open', () => {
    const open = { ...sos('raised'), ended_at: null }
    const ended = { ...sos('resolved'), ended_at: '2026-11-23T02:47:00Z' }
    expect(isOldNews(null, ended)).toBe(true)
    expect(isOldNews(open, ended)).toBe(false)
    expect(isOldNews(null, open)).toBe(false)
    expect(isOldNews(open, null)).toBe(false)
  })

  it('goes out before everything else that waits, even when the box is full', async () => {
    const at = '2026-11-23T02:47:00Z'
    const entry = (key: string, kind: Entry['kind'], offer: string | null): Entry => ({ key, account: 'a', kind, path: '/x', body: '{}', at, offer })
    const sent: string[] = []
    const post = async (it: Entry): Promise<Posted> => (sent.push(it.key), { kind: 'done', body: null })
    const box = new Outbox(memorySlots(), post, () => Date.parse(at))
    for (let n = 0; n < 40; n++) box.add(entry(`accept ${n}`, 'accept', `offer ${n}`))
    expect(box.add(entry('sos', 'sos', null))).toBe(true)
    await box.drain('a', () => undefined)
    expect(sent[0]).toBe('sos')
    expect(sent.length).toBeGreaterThan(1)
  })

  it('opens neither camera nor microphone', () => {
    const folder = `${process.cwd()}/apps/pocket/src/features/sos/`
    const files = readdirSync(folder).filter((it) => !it.endsWith('.test.ts'))
    expect(files.length).toBeGreaterThan(1)
    for (const file of files) expect(readFileSync(folder + file, 'utf8'), file).not.toMatch(/getUserMedia|mediaDevices|MediaRecorder|getDisplayMedia/)
  })
})

// A demo station for the stories: the real binary on a folder of its own, found by the JSON line it prints when ready.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** How long a first start may take with a development build: it founds the whole station. */
const READY_MS_MAX = 90_000

export interface Account {
  login: string
  password: string
  role: string
}

export interface Station {
  /** Where the pages are, without a slash at the end. */
  url: string
  /** The account with this login. */
  account(login: string): Account
  stop(): Promise<void>
}

interface Ready {
  url: string
  accounts: Account[]
}

/** The binary that `cargo xtask` names, else the development build. */
function binary(): string {
  const built = fileURLToPath(new URL('../../target/debug/likedong', import.meta.url))
  const path = process.env['LIKEDONG_BIN'] ?? built
  if (!existsSync(path)) throw new Error(`there is no ${path}: run the stories with \`cargo xtask e2e\``)
  return path
}

/** Starts the station with a living town, or with nobody in it but those who sign in. */
export async function start(flags: string[] = []): Promise<Station> {
  const data = mkdtempSync(join(tmpdir(), 'likedong-e2e-'))
  const child = spawn(binary(), ['demo', '--json', '--port', '0', '--data', join(data, 'station'), ...flags], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    const ready = await readyLine(child)
    return {
      url: ready.url.replace(/\/$/, ''),
      account(login) {
        const found = ready.accounts.find((it) => it.login === login)
        if (!found) throw new Error(`the demo has no account ${login}: ${ready.accounts.map((it) => it.login).join(', ')}`)
        return found
      },
      async stop() {
        await end(child)
        rmSync(data, { recursive: true, force: true })
      },
    }
  } catch (why) {
    await end(child)
    throw why
  }
}

function readyLine(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const said: string[] = []
    const fail = (why: string) => reject(new Error(`${why}\n${said.slice(-20).join('\n')}`))
    const timer = setTimeout(() => fail(`the demo was not ready after ${READY_MS_MAX / 1000} s`), READY_MS_MAX)
    child.once('exit', (code) => fail(`the demo ended with ${code}`))
    child.once('error', (why) => fail(String(why)))
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line)
        if (stream !== child.stdout || !line.startsWith('{')) return
        clearTimeout(timer)
        resolve(JSON.parse(line) as Ready)
      })
    }
  })
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const hard = setTimeout(() => child.kill('SIGKILL'), 5_000)
    child.once('exit', () => {
      clearTimeout(hard)
      resolve()
    })
    child.kill('SIGTERM')
  })
}

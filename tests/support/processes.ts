import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { databaseEnvironment } from '#tests/support/database'

/*
 * The house as it stands in production: several processes of the operating system on one database.
 * One process hides races behind its single connection.
 */

const READY_WITHIN_MS = 60_000
const END_WITHIN_MS = 5000
const LAST_LINES = 60

/** Children of this run that still live; whatever a test forgets ends with the run. */
const alive = new Set<ChildProcess>()
process.on('exit', () => alive.forEach((child) => child.kill('SIGKILL')))

type Settings = Record<string, string | undefined>

/** How to run a file of ours: as built, when the build is newer than the sources, or as written. */
export function runnable(file: string): { args: string[]; cwd: string } {
  const wish = process.env.TEST_SERVER ?? (isBuildFresh() ? 'build' : 'source')
  const built = join('build', `${file}.js`)
  if (wish === 'build' && existsSync(built)) return { args: [`${file}.js`], cwd: 'build' }
  return { args: ['--import=@poppinss/ts-exec', `${file}.ts`], cwd: '.' }
}

let fresh: boolean | undefined
function isBuildFresh() {
  fresh ??=
    existsSync('build/adonisrc.js') &&
    ['app', 'bin', 'config', 'database', 'resources', 'start', 'tests']
      .flatMap(filesBelow)
      .every((file) => statSync(file).mtimeMs <= statSync('build/adonisrc.js').mtimeMs + 60_000)
  return fresh
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|edge|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** A process of ours on the database of the running group; its output is kept. */
export function startChild(file: string, settings: Settings) {
  const { args, cwd } = runnable(file)
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...databaseEnvironment(), LOG_LEVEL: 'error', ...settings },
    stdio: 'pipe',
  })
  alive.add(child)
  let output = ''
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-200_000))
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  /* Writing to one that is already dead is no failure of ours. */
  child.stdin.on('error', () => undefined)
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => {
      alive.delete(child)
      resolve({ code, signal })
    })
  )
  return { child, ended, output: () => output }
}

export interface HouseProcess {
  /** Scheme, host and port, without a slash at the end. */
  url: string
  pid: number
  output(): string
  stop(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function isAnswering(url: string) {
  try {
    await fetch(`${url}/robots.txt`, { signal: AbortSignal.timeout(2000) })
    return true
  } catch {
    return false
  }
}

/** One server, ready to answer. It does no jobs unless asked. */
export async function startServer(settings: Settings = {}): Promise<HouseProcess> {
  const port = String(await freePort())
  const url = `http://127.0.0.1:${port}`
  const { child, ended, output } = startChild('bin/server', {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: port,
    APP_URL: url,
    RUN_JOBS: 'false',
    TRUST_PROXY: 'true',
    ...settings,
  })
  const deadline = Date.now() + READY_WITHIN_MS
  while (!(await isAnswering(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`The server on port ${port} did not come up:\n${tail(output())}`)
    }
    await wait(100)
  }
  return { url, pid: child.pid!, output, stop: () => end(child, ended) }
}

/** Ends politely, and after a while for certain. */
async function end(child: ChildProcess, ended: Promise<unknown>) {
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
  await ended
  clearTimeout(late)
}

const tail = (text: string) => text.split('\n').slice(-LAST_LINES).join('\n')

/** Several servers on one database, taken in turn. */
export class House {
  #turn = 0

  private constructor(readonly servers: HouseProcess[]) {}

  static async open({ processes = 4, settings = {} as Settings } = {}) {
    const started = await Promise.allSettled(
      Array.from({ length: processes }, () => startServer(settings))
    )
    const servers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const failed = started.find((one) => one.status === 'rejected')
    if (failed) {
      await Promise.all(servers.map((server) => server.stop()))
      throw failed.reason
    }
    return new House(servers)
  }

  get urls() {
    return this.servers.map((server) => server.url)
  }

  /** Another process each time. */
  nextUrl() {
    return this.urls[this.#turn++ % this.urls.length]
  }

  /** What the processes had to complain about. */
  complaints() {
    return this.servers
      .map((server) => server.output().trim())
      .filter(Boolean)
      .map(tail)
      .join('\n---\n')
  }

  async close() {
    await Promise.all(this.servers.map((server) => server.stop()))
  }
}

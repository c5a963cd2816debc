/**
 * What `npm start` and `npm test` share: packages, the package's own Node 24, `.env`, and child
 * processes that really end. Runs before anything is installed: Node's own modules only, Node 20.
 */
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const LOCK_MARKER = join(modules, '.bashgah-lock')

/** Node 24 as installed by the package `node`; the machine's own Node may be older. */
export const node = join(modules, '.bin', 'node')

const children = new Set()
let ending = false

/** Ends every child together with what the child started, and gives stubborn ones five seconds. */
export async function endChildren() {
  ending = true
  const signal = (name) => {
    for (const child of children) {
      try {
        process.kill(-child.pid, name)
      } catch {
        // already gone
      }
    }
  }
  signal('SIGTERM')
  const deadline = Date.now() + 5000
  while (children.size > 0 && Date.now() < deadline) await new Promise((r) => setTimeout(r, 25))
  signal('SIGKILL')
}

async function endWith(code) {
  if (ending) return
  await endChildren()
  process.exit(code)
}

/** npm passes a signal on to its shell only; what is left without that parent must end as well. */
function endWithoutParent() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) endWith(143)
  }, 500).unref()
}

/** On Ctrl-C and the like: end the children, then this process, with the code of the signal. */
export function endOnSignals() {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }
  for (const [name, code] of Object.entries(codes)) process.on(name, () => endWith(code))
  endWithoutParent()
  process.on('exit', () => {
    for (const child of children) {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // already gone
      }
    }
  })
}

/**
 * Starts a child in its own process group, so that a signal ends all of it.
 * `ended` resolves with the exit code (1 when a signal ended it or it could not start).
 */
export function start(command, args, { cwd = root, env = process.env } = {}) {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  })
  children.add(child)
  const ended = new Promise((done) => {
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`)
      children.delete(child)
      done(1)
    })
    child.once('exit', (code) => {
      children.delete(child)
      done(code ?? 1)
    })
  })
  return { child, ended }
}

/** Runs a child to its end and answers its exit code. */
export const run = (command, args, options) => start(command, args, options).ended

/** Runs a child that must succeed; otherwise this process ends with a sentence. */
export async function must(sentence, command, args, options) {
  const code = await run(command, args, options)
  if (code === 0) return
  if (!ending) console.error(`\n${sentence} failed (exit code ${code}).`)
  await endChildren()
  process.exit(code)
}

const hash = (text) => createHash('sha256').update(text).digest('hex')

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** Whether what npm noted as installed is what the lock asks for on this machine. */
function installedEqualsLock() {
  const noted = join(modules, '.package-lock.json')
  if (!existsSync(noted) || !existsSync(node)) return false
  const installed = readJson(noted).packages
  const wanted = readJson(join(root, 'package-lock.json')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    const there = installed[path]
    return there ? there.version === version : Boolean(optional)
  })
}

/**
 * Installs the packages of the lock, only when that is needed: `npm ci` empties node_modules
 * under a server that may be running.
 */
export async function installPackages() {
  const lock = hash(readFileSync(join(root, 'package-lock.json')))
  const noted = existsSync(LOCK_MARKER) ? readFileSync(LOCK_MARKER, 'utf8') : ''
  if (noted === lock && existsSync(node)) return
  if (!installedEqualsLock()) {
    console.log('Installing packages (about a minute, only this once)…')
    await must('npm ci', 'npm', [
      'ci',
      '--include=dev',
      '--no-audit',
      '--no-fund',
      // Some packages ask for a newer Node than the machine's; they run under the package's own.
      '--loglevel=error',
    ])
  }
  writeFileSync(LOCK_MARKER, lock)
}

/** The lines `NAME=value` of a file of settings; quotes around a value are dropped. */
export function readSettings(path) {
  const settings = {}
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line)
    if (match) settings[match[1]] = match[2].replace(/^(['"])(.*)\1$/, '$2')
  }
  return settings
}

export const randomKey = () => randomBytes(32).toString('base64url')

/** Keys of this installation alone: made when they are empty. */
const OWN_KEYS = ['APP_KEY', 'DATA_KEYS']

/** Writes `.env` from `.env.example` when there is none, and random keys where there are none. */
export function ensureSettings() {
  const path = join(root, '.env')
  const source = existsSync(path) ? path : join(root, '.env.example')
  const text = readFileSync(source, 'utf8')
  const known = readSettings(source)
  let whole = text
  for (const name of OWN_KEYS.filter((key) => !known[key])) {
    const line = new RegExp(`^${name}=.*$`, 'm')
    whole = line.test(whole)
      ? whole.replace(line, `${name}=${randomKey()}`)
      : `${whole}\n${name}=${randomKey()}\n`
  }
  if (source !== path || whole !== text) writeFileSync(path, whole, { mode: 0o600 })
  return readSettings(path)
}

/** The absolute folder for everything that must last; made when it is missing. */
export function ensureDataDir(wanted) {
  const folder = !wanted ? join(root, 'var') : isAbsolute(wanted) ? wanted : resolve(root, wanted)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** The environment of every program of ours: Node 24 first on PATH, times in UTC. */
export function environment(...layers) {
  const merged = Object.assign({}, ...layers)
  return {
    ...merged,
    TZ: 'UTC',
    PATH: `${join(modules, '.bin')}:${process.env.PATH ?? ''}`,
  }
}

const NOT_SOURCES = new Set([
  '.git',
  '.adonisjs',
  'node_modules',
  'build',
  'var',
  'tmp',
  'tests',
  'docs',
])

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (folder !== root || !NOT_SOURCES.has(entry.name)) yield* filesIn(path)
    } else if (entry.isFile() && !/^\.env|\.(md|sqlite3?|db|log)(-\w+)?$/.test(entry.name)) {
      if (relative(root, path) !== join('public', 'hot')) yield path
    }
  }
}

/** One hash over everything that a build is made of. */
export function fingerprintOfSources() {
  const digest = createHash('sha256')
  for (const path of [...filesIn(root)].sort()) {
    digest.update(`${relative(root, path)}\0${statSync(path).size}\0`)
    digest.update(readFileSync(path))
  }
  return digest.digest('hex')
}

/**
 * A private, throw-away MariaDB for tests: its own data directory (in memory when there is room),
 * a unix socket only, no network, gone without a trace when the process ends.
 *
 * Runs before anything is installed, so it uses Node's own modules only and works on Node 20.
 */
import { execFileSync, spawn } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join } from 'node:path'

const PREFIX = 'bashgah-mariadb-'
const ROOM_NEEDED = 1024 ** 3

/** Where distributions and Homebrew hide the server, apart from PATH. */
const EXTRA_FOLDERS = [
  '/usr/sbin',
  '/usr/libexec',
  '/usr/bin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/opt/homebrew/opt/mariadb/bin',
  '/usr/local/opt/mariadb/bin',
]

/** Small files and no durability: the server lives for one test run. Both programs need these. */
const STORAGE_FLAGS = [
  '--innodb-log-file-size=8M',
  '--innodb-buffer-pool-size=64M',
  '--innodb-data-file-path=ibdata1:4M:autoextend',
  '--innodb-undo-tablespaces=0',
]

/** To measure on: memory and log as the server of a shop has them. Of flags given twice the last holds. */
const MEASURING_FLAGS = ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=512M']

export const isRoot = () => process.getuid?.() === 0

/** The full path of the first of these programs that can be run, or null. */
export function which(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...EXTRA_FOLDERS]
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // not here: look in the next folder
      }
    }
  }
  return null
}

/**
 * Installs one of the given sets of Debian packages (the first that apt knows).
 * Answers false where that is not possible: not Debian, or not root.
 */
export function aptInstall(...choices) {
  const apt = which('apt-get')
  if (!apt || !isRoot()) return false
  // RUNLEVEL=1 keeps Debian from starting a system-wide server that nobody asked for.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const options = { stdio: ['ignore', 'inherit', 'inherit'], env }
  try {
    execFileSync(apt, ['update'], options)
  } catch {
    console.error('apt-get update failed; trying with the lists that are there.')
  }
  for (const packages of choices) {
    try {
      execFileSync(apt, ['install', '-y', '--no-install-recommends', ...packages], options)
      return true
    } catch {
      // an older release names them otherwise: try the next set
    }
  }
  return false
}

function findPrograms() {
  const server = which('mariadbd')
  const install = which('mariadb-install-db')
  return server && install ? { server, install } : null
}

/**
 * The MariaDB programs, installed when they are missing and that is possible.
 * Throws an error whose message says what to install by hand.
 */
export function ensureMariadb() {
  const found = findPrograms()
  if (found) return found
  console.log('MariaDB is missing: installing it…')
  if (aptInstall(['mariadb-server-core', 'mariadb-client-core'], ['mariadb-server'])) {
    const installed = findPrograms()
    if (installed) return installed
  }
  throw new Error(
    [
      'MariaDB (the program mariadbd) is needed for the tests and could not be installed here.',
      '  Debian, Ubuntu:  sudo apt-get install mariadb-server-core mariadb-client-core',
      '  Fedora:          sudo dnf install mariadb-server',
      '  Arch:            sudo pacman -S mariadb',
      '  macOS:           brew install mariadb',
    ].join('\n')
  )
}

function hasRoom(folder) {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > ROOM_NEEDED
  } catch {
    return false
  }
}

const homes = () => [...new Set(['/dev/shm', tmpdir()])]

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Whether this process is still the server of that folder (numbers of processes are used again). */
function serves(pid, folder) {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).includes(
      folder
    )
  } catch {
    return false
  }
}

/** Ends and removes what a killed run of our own left behind. */
function sweepLeftovers() {
  for (const home of homes()) {
    if (!existsSync(home)) continue
    for (const name of readdirSync(home)) {
      if (!name.startsWith(PREFIX) || isAlive(Number(name.slice(PREFIX.length).split('-')[0]))) {
        continue
      }
      const folder = join(home, name)
      try {
        const pid = Number(readFileSync(join(folder, 'server.pid'), 'utf8'))
        if (pid && serves(pid, folder)) process.kill(pid, 'SIGKILL')
      } catch {
        // it had no server any more
      }
      try {
        rmSync(folder, { recursive: true, force: true })
      } catch {
        // somebody else's: not ours to remove
      }
    }
  }
}

function freshFolder() {
  const home = homes().find(hasRoom) ?? tmpdir()
  return mkdtempSync(join(home, `${PREFIX}${process.pid}-`))
}

/** Resolves when a client is greeted on the socket. */
async function answers(socket, server, deadline) {
  while (Date.now() < deadline) {
    if (server.exitCode !== null) return false
    const greeted = await new Promise((resolve) => {
      const client = connect(socket)
      client.once('data', () => resolve(true))
      client.once('error', () => resolve(false))
      client.once('close', () => resolve(false))
      setTimeout(() => resolve(false), 1000).unref()
      client.once('data', () => client.destroy())
    })
    if (greeted) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return false
}

/** Calls `clean` (synchronous, safe to call twice) however this process ends. */
function onEveryExit(clean) {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }
  const handlers = Object.entries(signals).map(([signal, code]) => {
    const handler = () => {
      clean()
      // Somebody else's handler may have more to do; alone, we end as the signal would have.
      if (process.listenerCount(signal) <= 1) process.exit(code)
    }
    process.on(signal, handler)
    return [signal, handler]
  })
  process.once('exit', clean)
  return () => {
    process.removeListener('exit', clean)
    for (const [signal, handler] of handlers) process.removeListener(signal, handler)
  }
}

/** Writes the system tables of an empty server. */
function initialise(program, data) {
  const args = [
    '--no-defaults',
    `--user=${userInfo().username}`,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
    ...STORAGE_FLAGS,
  ]
  execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The server process; it makes the empty database before it answers. */
function launch(program, { folder, data, socket, database, durable }) {
  const init = join(folder, 'init.sql')
  writeFileSync(
    init,
    `CREATE DATABASE IF NOT EXISTS ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n`
  )
  const args = [
    '--no-defaults',
    ...(isRoot() ? ['--user=root'] : []),
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--pid-file=${join(folder, 'server.pid')}`,
    `--log-error=${join(folder, 'error.log')}`,
    `--init-file=${init}`,
    '--skip-networking',
    '--character-set-server=utf8mb4',
    `--innodb-flush-log-at-trx-commit=${durable ? 1 : 0}`,
    '--innodb-doublewrite=0',
    '--performance-schema=0',
    ...STORAGE_FLAGS,
    ...(durable ? MEASURING_FLAGS : []),
  ]
  return spawn(program, args, { stdio: 'ignore' })
}

function whyNot(folder) {
  const log = join(folder, 'error.log')
  const said = existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : ''
  return new Error(`MariaDB did not come up.\n${said}`)
}

/**
 * Starts a private server with one empty database, as the current user.
 *
 * @param {{ dataDir?: string, database?: string, durable?: boolean }} [options] `dataDir` must not exist or be empty;
 *   by default a fresh folder in memory. It is removed by `stop()` and when this process ends.
 *   `durable`: each commit is flushed and memory is as a small shop's server has it, for measuring.
 * @returns {Promise<{ socket: string, user: string, password: string, database: string,
 *   dataDir: string, pid: number, stop(): Promise<void> }>}
 */
export async function startPrivateMariadb({
  dataDir,
  database = 'bashgah_test',
  durable = false,
} = {}) {
  if (!/^\w+$/.test(database)) throw new Error(`Not a plain database name: ${database}`)
  const programs = ensureMariadb()
  sweepLeftovers()
  const folder = dataDir ?? freshFolder()
  mkdirSync(folder, { recursive: true })
  const data = join(folder, 'data')
  const socket = join(folder, 's.sock')

  let server
  const clean = () => {
    if (server && server.exitCode === null) server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const forget = onEveryExit(clean)
  const stop = async () => {
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGKILL') // nothing in it is worth a tidy shutdown
      await ended
    }
    clean()
    forget()
  }

  try {
    initialise(programs.install, data)
    server = launch(programs.server, { folder, data, socket, database, durable })
    if (!(await answers(socket, server, Date.now() + 30_000))) throw whyNot(folder)
  } catch (error) {
    await stop()
    throw error
  }
  return { socket, user: 'root', password: '', database, dataDir: data, pid: server.pid, stop }
}

// `node bin/mariadb.mjs` keeps one running by hand, until Ctrl-C.
if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  const started = Date.now()
  const server = await startPrivateMariadb()
  console.log(`MariaDB is up after ${Date.now() - started} ms.`)
  console.log(
    `DB_CONNECTION=mysql DB_SOCKET=${server.socket} DB_USER=${server.user} DB_PASSWORD= DB_DATABASE=${server.database}`
  )
  setInterval(() => {}, 60_000)
}

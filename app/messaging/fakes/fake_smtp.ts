import { createServer, type Socket } from 'node:net'
import { readMail, type FakeMail } from './fake_mail.js'

export interface FakeSmtpOptions {
  port?: number
  host?: string
  /** When given, mail is only taken after a sign-in with these. */
  username?: string
  password?: string
}

const LARGEST = 25 * 1024 * 1024

interface Mailbox {
  options: FakeSmtpOptions
  mails: FakeMail[]
  /** Codes that the next RCPT commands are refused with. */
  refusals: number[]
}

type Command = (rest: string) => string

/** One conversation (RFC 5321): commands line by line, then the mail until a lone dot. */
class Conversation {
  #from: string | null = null
  #to: string[] = []
  #signedIn = false
  #data: string[] | null = null
  #size = 0
  /** What the next line means while a sign-in is under way. */
  #next: Command | null = null

  constructor(
    readonly mailbox: Mailbox,
    readonly socket: Socket
  ) {
    this.#say('220 fake.local ESMTP ready')
  }

  line(line: string) {
    if (this.#data) return this.#dataLine(line)
    const next = this.#next
    if (next) {
      this.#next = null
      return this.#say(next(line))
    }
    const [, verb, rest] = /^(\w+)\s*(.*)$/.exec(line) ?? [null, '', '']
    const command = this.#commands[verb.toUpperCase()]
    this.#say(command ? command(rest) : '502 5.5.1 unknown command')
    if (verb.toUpperCase() === 'QUIT') this.socket.end()
  }

  readonly #commands: Record<string, Command> = {
    EHLO: () =>
      ['250-fake.local', `250-SIZE ${LARGEST}`, '250-8BITMIME', '250 AUTH PLAIN LOGIN'].join(
        '\r\n'
      ),
    HELO: () => '250 fake.local',
    NOOP: () => '250 2.0.0 ok',
    QUIT: () => '221 2.0.0 bye',
    RSET: () => this.#reset(),
    AUTH: (rest) => this.#auth(rest),
    MAIL: (rest) => this.#mail(rest),
    RCPT: (rest) => this.#rcpt(rest),
    DATA: () => this.#beginData(),
  }

  #say = (text: string) => this.socket.write(`${text}\r\n`)

  #reset() {
    this.#from = null
    this.#to = []
    return '250 2.0.0 reset'
  }

  #mail(rest: string) {
    const address = /^FROM:\s*<([^>]*)>/i.exec(rest)
    if (!address) return '501 5.5.4 syntax: MAIL FROM:<address>'
    if (this.mailbox.options.username && !this.#signedIn) return '530 5.7.0 sign in first'
    if (this.#from !== null) return '503 5.5.1 a mail is already begun'
    this.#from = address[1]
    return '250 2.1.0 ok'
  }

  #rcpt(rest: string) {
    const address = /^TO:\s*<([^>]+)>/i.exec(rest)
    if (!address) return '501 5.5.4 syntax: RCPT TO:<address>'
    if (this.#from === null) return '503 5.5.1 MAIL first'
    const refusal = this.mailbox.refusals.shift()
    if (refusal) return `${refusal} refused for the test`
    this.#to.push(address[1])
    return '250 2.1.5 ok'
  }

  #beginData() {
    if (this.#to.length === 0) return '503 5.5.1 RCPT first'
    this.#data = []
    this.#size = 0
    return '354 end with a lone dot'
  }

  #dataLine(line: string) {
    if (line !== '.') {
      this.#size += line.length + 2
      // A dot at the beginning was doubled by the sender.
      if (this.#size <= LARGEST) this.#data?.push(line.startsWith('.') ? line.slice(1) : line)
      return
    }
    const raw = `${this.#data?.join('\r\n')}\r\n`
    this.#data = null
    const fits = this.#size <= LARGEST
    if (fits) this.mailbox.mails.push(readMail(raw, this.#from ?? '', this.#to))
    this.#reset()
    this.#say(fits ? '250 2.0.0 taken' : '552 5.3.4 too large')
  }

  #auth(rest: string): string {
    const [kind, initial] = rest.split(/\s+/)
    const decode = (text: string) => Buffer.from(text, 'base64').toString('utf8')
    const plain: Command = (line) => {
      const [, username, password] = decode(line).split('\0')
      return this.#signIn(username, password)
    }
    if (kind?.toUpperCase() === 'PLAIN') {
      if (initial) return plain(initial)
      this.#next = plain
      return '334 '
    }
    if (kind?.toUpperCase() !== 'LOGIN') return '504 5.5.4 unknown kind of sign-in'
    const askPassword: Command = (name) => {
      this.#next = (secret) => this.#signIn(decode(name), decode(secret))
      return '334 UGFzc3dvcmQ6'
    }
    if (initial) return askPassword(initial)
    this.#next = askPassword
    return '334 VXNlcm5hbWU6'
  }

  #signIn(username: string, password: string) {
    const wanted = this.mailbox.options
    const isRight =
      !wanted.username || (username === wanted.username && password === wanted.password)
    this.#signedIn = isRight
    return isRight ? '235 2.7.0 signed in' : '535 5.7.8 wrong name or password'
  }
}

function converse(mailbox: Mailbox, socket: Socket) {
  const conversation = new Conversation(mailbox, socket)
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) conversation.line(line)
  })
}

/** A mail server that keeps what it is given instead of passing it on. */
export async function startFakeSmtp(options: FakeSmtpOptions = {}) {
  const host = options.host ?? '127.0.0.1'
  const mailbox: Mailbox = { options, mails: [], refusals: [] }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    converse(mailbox, socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('The fake has no port.')
  return {
    url: `smtp://${host}:${address.port}`,
    host,
    port: address.port,
    /** Every mail taken so far, oldest first. */
    messages: () => [...mailbox.mails],
    clear: () => {
      mailbox.mails.length = 0
    },
    /** The next `times` receivers are refused: 550 for good, 451 for now. */
    failNext: (code: number, times = 1) => {
      for (let i = 0; i < times; i++) mailbox.refusals.push(code)
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

export type FakeSmtp = Awaited<ReturnType<typeof startFakeSmtp>>

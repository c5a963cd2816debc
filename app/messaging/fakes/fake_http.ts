import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where a fake listens; port 0 takes a free one. */
export interface FakePlace {
  port?: number
  host?: string
}

/** What the next requests shall suffer: an error code of the system, or a broken line. */
export type Mishap = number | 'drop' | 'http_500'

/** The line between the house and a fake: slow or broken on demand. */
export interface FakeLine {
  /** Every answer comes this late, in milliseconds. */
  setDelay(ms: number): void
  /** The next `times` requests meet this mishap. */
  failNext(mishap: Mishap, times?: number): void
  /** The next `times` requests are done, but their answer is lost on the way. */
  dropConnectionNext(times?: number): void
}

export interface FakeRequest {
  method: string
  url: URL
  body: string
  /** An error code to answer with, when the test asked for one. */
  failure: number | null
}

export interface FakeAnswer {
  status: number
  type: 'application/json' | 'text/html'
  body: string
  location?: string
}

export const json = (status: number, value: unknown): FakeAnswer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
})

export const html = (body: string, status = 200): FakeAnswer => ({
  status,
  type: 'text/html',
  body,
})

export const redirect = (location: string): FakeAnswer => ({ ...html(''), status: 303, location })

async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function write(response: ServerResponse, answer: FakeAnswer) {
  response.writeHead(answer.status, {
    'content-type': `${answer.type}; charset=utf-8`,
    'cache-control': 'no-store',
    ...(answer.location && { location: answer.location }),
  })
  response.end(answer.body)
}

function brokenLine() {
  const mishaps: Mishap[] = []
  let lostAnswers = 0
  let delay = 0
  const line: FakeLine = {
    setDelay: (ms) => {
      delay = ms
    },
    failNext: (mishap, times = 1) => {
      for (let i = 0; i < times; i++) mishaps.push(mishap)
    },
    dropConnectionNext: (times = 1) => {
      lostAnswers += times
    },
  }
  return {
    line,
    takeMishap: () => mishaps.shift() ?? null,
    takeLostAnswer: () => lostAnswers > 0 && lostAnswers-- > 0,
    wait: () => (delay > 0 ? sleep(delay) : Promise.resolve()),
  }
}

/** A fault of the fake itself must not end the process that it lives in. */
function answerOr500(answer: (request: FakeRequest) => FakeAnswer, request: FakeRequest) {
  try {
    return answer(request)
  } catch (error) {
    return json(500, { message: error instanceof Error ? error.message : 'fault' })
  }
}

async function listen(server: Server, { port = 0, host = '127.0.0.1' }: FakePlace) {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('The fake has no port.')
  return { port: address.port, url: `http://${host}:${address.port}` }
}

/** A small HTTP server that stands in for somebody else's system, on a line that can break. */
export async function startFakeHttp(
  place: FakePlace,
  answer: (request: FakeRequest) => FakeAnswer
) {
  const broken = brokenLine()
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    // A person's browser is spared: mishaps are between two systems.
    const isBrowser = request.headers.accept?.includes('text/html') ?? false
    const mishap = isBrowser ? null : broken.takeMishap()
    if (mishap === 'drop') return request.socket.destroy()
    if (mishap === 'http_500') return write(response, html('<h1>502 Bad Gateway</h1>', 502))
    const url = new URL(request.url ?? '/', 'http://fake')
    const said = answerOr500(answer, {
      method: request.method ?? 'GET',
      url,
      body,
      failure: mishap,
    })
    await broken.wait()
    if (!isBrowser && broken.takeLostAnswer()) return request.socket.destroy()
    write(response, said)
  })
  const where = await listen(server, place)
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { ...where, close, line: broken.line }
}

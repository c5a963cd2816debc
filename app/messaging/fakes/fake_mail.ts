/** A mail as the fake server took it. */
export interface FakeMail {
  /** Sender and receivers of the envelope. */
  from: string
  to: string[]
  subject: string
  /** The first plain text and the first HTML of the mail; empty when it has none. */
  text: string
  html: string
  headers: Map<string, string>
  raw: string
}

/** Bytes of quoted-printable text. */
function fromQuotedPrintable(text: string) {
  const joined = text.replace(/=\r\n/g, '')
  const bytes: number[] = []
  for (let i = 0; i < joined.length; i++) {
    const hex = joined[i] === '=' && /^[0-9A-F]{2}$/i.exec(joined.slice(i + 1, i + 3))
    if (hex) {
      bytes.push(Number.parseInt(hex[0], 16))
      i += 2
    } else {
      bytes.push(...Buffer.from(joined[i], 'utf8'))
    }
  }
  return Buffer.from(bytes)
}

/** `=?UTF-8?B?…?=` and `=?UTF-8?Q?…?=`; neighbours belong together (RFC 2047). */
function decodeHeader(value: string) {
  const parts: (string | Buffer)[] = []
  const joined = value.replace(/\?=\s+=\?/g, '?==?')
  let end = 0
  for (const match of joined.matchAll(/=\?[^?]+\?([BQ])\?([^?]*)\?=/gi)) {
    parts.push(joined.slice(end, match.index))
    const isBase64 = match[1].toUpperCase() === 'B'
    const quoted = match[2].replaceAll('_', ' ')
    parts.push(isBase64 ? Buffer.from(match[2], 'base64') : fromQuotedPrintable(quoted))
    end = match.index + match[0].length
  }
  parts.push(joined.slice(end))
  return Buffer.concat(parts.map((part) => Buffer.from(part))).toString('utf8')
}

function split(raw: string) {
  const at = raw.indexOf('\r\n\r\n')
  const head = (at < 0 ? raw : raw.slice(0, at)).replace(/\r\n[ \t]+/g, ' ')
  const headers = new Map<string, string>()
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    if (colon > 0 && !headers.has(name))
      headers.set(name, decodeHeader(line.slice(colon + 1).trim()))
  }
  return { headers, body: at < 0 ? '' : raw.slice(at + 4) }
}

function decodeBody(body: string, encoding: string) {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString('utf8')
  return /quoted-printable/i.test(encoding) ? fromQuotedPrintable(body).toString('utf8') : body
}

/** The first part of a type, looking into parts that have parts. */
function find(raw: string, type: 'text/plain' | 'text/html'): string | null {
  const { headers, body } = split(raw)
  const contentType = headers.get('content-type') ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)
  if (!boundary) {
    if (!contentType.toLowerCase().startsWith(type)) return null
    return decodeBody(body, headers.get('content-transfer-encoding') ?? '').trimEnd()
  }
  for (const part of `\r\n${body}`.split(`\r\n--${boundary[1]}`).slice(1)) {
    if (part.startsWith('--')) break
    const found = find(part.replace(/^[ \t]*\r\n/, ''), type)
    if (found !== null) return found
  }
  return null
}

/** Reads what tests and the demo ask of a mail; the rest stays in `raw`. */
export function readMail(raw: string, from: string, to: string[]): FakeMail {
  const { headers } = split(raw)
  return {
    from,
    to: [...to],
    subject: headers.get('subject') ?? '',
    text: find(raw, 'text/plain') ?? '',
    html: find(raw, 'text/html') ?? '',
    headers,
    raw,
  }
}

import { json, startFakeHttp, type FakeAnswer } from './fake_http.js'
import {
  Account,
  Fault,
  receptorOf,
  STATUS,
  STATUS_TEXT,
  type FakeKavenegarOptions,
  type FakeSms,
  type InboxSms,
} from './fake_kavenegar_account.js'

const RECEPTORS_AT_ONCE = 200
const IDS_AT_ONCE = 500
const INBOX_AT_ONCE = 100
const INBOX_PAGE = 200

const ERROR_TEXT: Record<number, string> = {
  400: 'پارامترها ناقص هستند',
  403: 'کد شناسائی API-Key معتبر نمی‌باشد',
  404: 'متد نامشخص است',
  411: 'دریافت کننده نامعتبر است',
  412: 'ارسال کننده نامعتبر است',
  413: 'پیام خالی است و یا طول پیام بیش از حد مجاز می‌باشد',
  414: 'حجم درخواست بیشتر از حد مجاز است',
  417: 'تاریخ ارسال اشتباه است',
  418: 'اعتبار شما کافی نمی‌باشد',
  419: 'طول آرایه متن و گیرنده و فرستنده هم اندازه نیست',
  424: 'الگوی مورد نظر پیدا نشد',
  431: 'ساختار کد صحیح نمی‌باشد',
  432: 'پارامتر کد در متن پیام پیدا نشد',
}

type Form = URLSearchParams
const need = (form: Form, name: string) => {
  const value = form.get(name)
  if (value === null || value === '') throw new Fault(400)
  return value
}
const listOf = (text: string | null) => (text ? text.split(',').map((item) => item.trim()) : [])

/** An array as JSON in one field (as documented) or as a repeated field. */
function arrayOf(form: Form, name: string): string[] {
  const all = form.getAll(name)
  if (all.length !== 1 || !all[0].startsWith('[')) return all
  return (JSON.parse(all[0]) as unknown[]).map(String)
}

function dateOf(form: Form) {
  const now = Math.floor(Date.now() / 1000)
  const date = form.get('date') ? Number(form.get('date')) : now
  if (!Number.isInteger(date) || date < now - 86_400) throw new Fault(417)
  return date
}

function entryOf(sms: FakeSms) {
  const { messageid, message, status, sender, receptor, date, cost } = sms
  return {
    messageid,
    message,
    status,
    statustext: STATUS_TEXT[status],
    sender,
    receptor,
    date,
    cost,
  }
}

function lineOf(account: Account, wanted: string | null) {
  const line = wanted || account.lines[0]
  if (!account.lines.includes(line)) throw new Fault(412)
  return line
}

function textOf(text: string | undefined) {
  if (!text?.trim() || text.length > 900) throw new Fault(413)
  return text
}

function send(account: Account, form: Form) {
  const receptors = listOf(need(form, 'receptor'))
  if (receptors.length > RECEPTORS_AT_ONCE) throw new Fault(414)
  const message = textOf(form.get('message') ?? undefined)
  const localids = listOf(form.get('localid'))
  if (localids.length > 0 && localids.length !== receptors.length) throw new Fault(419)
  const sender = lineOf(account, form.get('sender'))
  const date = dateOf(form)
  const drafts = receptors.map((receptor, i) => ({
    receptor: receptorOf(receptor),
    message,
    sender,
    date,
    localid: localids[i] || null,
    template: null,
  }))
  return account.send(drafts).map(entryOf)
}

function sendArray(account: Account, form: Form) {
  const receptors = arrayOf(form, 'receptor')
  const messages = arrayOf(form, 'message')
  const senders = arrayOf(form, 'sender')
  const localids = arrayOf(form, 'localmessageids')
  const lengths = new Set([receptors.length, messages.length, senders.length])
  if (lengths.size > 1 || (localids.length > 0 && !lengths.has(localids.length))) {
    throw new Fault(419)
  }
  if (receptors.length === 0) throw new Fault(400)
  if (receptors.length > RECEPTORS_AT_ONCE) throw new Fault(414)
  const date = dateOf(form)
  const drafts = receptors.map((receptor, i) => ({
    receptor: receptorOf(receptor),
    message: textOf(messages[i]),
    sender: lineOf(account, senders[i]),
    date,
    localid: localids[i] || null,
    template: null,
  }))
  return account.send(drafts).map(entryOf)
}

/** Spaces that each token may hold; the plain ones none, nor a newline or an underscore. */
const TOKEN_SPACES = { token: 0, token2: 0, token3: 0, token10: 5, token20: 8 } as const

function tokenOf(form: Form, name: keyof typeof TOKEN_SPACES) {
  const value = form.get(name)
  if (value === null) return null
  const spaces = value.split(' ').length - 1
  if (value.length > 100 || /[\r\n\t_]/.test(value) || spaces > TOKEN_SPACES[name]) {
    throw new Fault(431)
  }
  return value
}

function lookup(account: Account, form: Form) {
  const receptor = receptorOf(need(form, 'receptor'))
  const name = need(form, 'template')
  const template = account.templates.get(name)
  if (template === undefined) throw new Fault(424)
  need(form, 'token')
  let message = template
  // The longest name first: %token is also the beginning of %token10.
  for (const key of ['token20', 'token10', 'token3', 'token2', 'token'] as const) {
    const value = tokenOf(form, key)
    const mark = new RegExp(`%${key}(?!\\d)`, 'g')
    if (value === null) continue
    if (!mark.test(template)) throw new Fault(432)
    message = message.replace(mark, () => value)
  }
  const draft = { receptor, message, sender: account.lines[0], date: dateOf(form) }
  return account.send([{ ...draft, localid: null, template: name }]).map(entryOf)
}

function statusById(account: Account, form: Form) {
  const ids = listOf(need(form, 'messageid'))
  if (ids.length > IDS_AT_ONCE) throw new Fault(414)
  return ids.map((id) => {
    const state = account.find(Number(id))?.status ?? STATUS.unknown
    return { messageid: Number(id), status: state, statustext: STATUS_TEXT[state] }
  })
}

function statusByLocalId(account: Account, form: Form) {
  const ids = listOf(need(form, 'localid'))
  if (ids.length > IDS_AT_ONCE) throw new Fault(414)
  return ids.map((localid) => {
    const sms = account.messages.find((one) => one.localid === localid)
    const state = sms?.status ?? STATUS.unknown
    const messageid = sms?.messageid ?? 0
    return { messageid, localid, status: state, statustext: STATUS_TEXT[state] }
  })
}

function cancel(account: Account, form: Form) {
  const ids = listOf(need(form, 'messageid'))
  if (ids.length > IDS_AT_ONCE) throw new Fault(414)
  return ids.map((id) => {
    const sms = account.find(Number(id))
    if (sms && (sms.status === STATUS.queued || sms.status === STATUS.scheduled)) {
      sms.status = STATUS.cancelled
      account.credit += sms.cost
    }
    const state = sms?.status ?? STATUS.unknown
    return { messageid: Number(id), status: state, statustext: STATUS_TEXT[state] }
  })
}

function inboxEntry({ messageid, message, sender, receptor, date }: InboxSms) {
  return { messageid, message, sender, receptor, date }
}

/** Reading the unread marks them as read, as the real one does. */
function receive(account: Account, form: Form) {
  const line = lineOf(account, need(form, 'linenumber'))
  const wantRead = need(form, 'isread') === '1'
  const found = account.inbox
    .filter((sms) => sms.receptor === line && sms.isRead === wantRead)
    .slice(0, INBOX_AT_ONCE)
  for (const sms of found) sms.isRead = true
  return found.map(inboxEntry)
}

function inboxPaged(account: Account, form: Form) {
  const line = lineOf(account, need(form, 'linenumber'))
  const wantRead = need(form, 'isread') === '1'
  const from = Number(form.get('startdate') ?? 0)
  const to = Number(form.get('enddate') ?? Number.MAX_SAFE_INTEGER)
  const page = Math.max(1, Number(form.get('pagenumber') ?? form.get('page') ?? 1))
  const all = account.inbox.filter(
    (sms) => sms.receptor === line && sms.isRead === wantRead && sms.date >= from && sms.date <= to
  )
  const found = all.slice((page - 1) * INBOX_PAGE, page * INBOX_PAGE)
  for (const sms of found) sms.isRead = true
  const totalpages = Math.ceil(all.length / INBOX_PAGE)
  const metadata = { totalcount: all.length, currentpage: page, totalpages, pagesize: INBOX_PAGE }
  return { metadata, entries: found.map(inboxEntry) }
}

function blockedList(account: Account, form: Form) {
  lineOf(account, need(form, 'line'))
  const reason = form.get('blockreason')
  const page = Math.max(1, Number(form.get('page') ?? 1))
  return [...account.blocked]
    .filter(([, entry]) => reason === null || entry.reason === Number(reason))
    .filter(([, entry]) => entry.date >= Number(form.get('startdate') ?? 0))
    .slice((page - 1) * INBOX_PAGE, page * INBOX_PAGE)
    .map(([number, entry]) => ({ number, blockreason: entry.reason, date: entry.date }))
}

const METHODS: Record<string, (account: Account, form: Form) => unknown> = {
  'sms/send': send,
  'sms/sendarray': sendArray,
  'verify/lookup': lookup,
  'sms/status': statusById,
  'sms/statuslocalmessageid': statusByLocalId,
  'sms/cancel': cancel,
  'sms/receive': receive,
  'sms/inboxpaged': inboxPaged,
  'line/blocked/list': blockedList,
  'account/info': (account) => ({
    remaincredit: account.credit,
    expiredate: Math.floor(Date.now() / 1000) + 365 * 86_400,
    type: 'Master',
  }),
}

function failure(code: number): FakeAnswer {
  const message = ERROR_TEXT[code] ?? 'خطا'
  return json(code >= 400 && code < 600 ? code : 400, {
    return: { status: code, message },
    entries: null,
  })
}

function answer(account: Account, apiKey: string, path: string, form: Form): FakeAnswer {
  const match = /^\/v1\/([^/]+)\/(.+)\.json$/.exec(path)
  if (!match) return failure(404)
  if (decodeURIComponent(match[1]) !== apiKey) return failure(403)
  const method = METHODS[match[2]]
  if (!method) return failure(404)
  const result = method(account, form)
  const whole = method === inboxPaged ? (result as object) : { entries: result }
  return json(200, { return: { status: 200, message: 'تایید شد' }, ...whole })
}

function controlsOf(account: Account) {
  const setStatus = (messageId: number | string, state: number) => {
    const sms = account.find(Number(messageId))
    if (!sms) throw new Error(`The fake has no message ${messageId}.`)
    sms.status = state
  }
  return {
    /** Every message accepted so far, oldest first. */
    sent: () => account.messages.map((sms) => ({ ...sms })),
    credit: () => account.credit,
    setCredit: (rial: number) => {
      account.credit = rial
    },
    setStatus,
    /** The operator reports that it arrived. */
    deliver: (messageId: number | string) => setStatus(messageId, STATUS.delivered),
    /** A person sends a text to a line of the account. Answers its id. */
    receive: (from: string, message: string, line = account.lines[0]) => {
      const messageid = account.nextId()
      const date = Math.floor(Date.now() / 1000)
      const sender = receptorOf(from)
      account.inbox.push({ messageid, message, sender, receptor: line, date, isRead: false })
      return messageid
    },
    /** A number on the blocked list of the line; reason 2 is «لغو۱۱». */
    block: (number: string, reason = 2) => {
      const date = Math.floor(Date.now() / 1000)
      account.blocked.set(receptorOf(number), { reason, date })
    },
    unblock: (number: string) => account.blocked.delete(receptorOf(number)),
    addTemplate: (name: string, text: string) => {
      account.templates.set(name, text)
    },
  }
}

/** A stand-in for the SMS provider Kavenegar: the same paths, fields, limits and error codes. */
export async function startFakeKavenegar(options: FakeKavenegarOptions = {}) {
  const account = new Account(options)
  const apiKey = options.apiKey ?? 'fake-kavenegar-key'
  const server = await startFakeHttp(options, ({ url, body, failure: code }) => {
    if (code !== null) return failure(code)
    try {
      const form = new URLSearchParams(body || url.search)
      return answer(account, apiKey, url.pathname, form)
    } catch (error) {
      if (error instanceof Fault) return failure(error.code)
      throw error
    }
  })
  const { url, port, close, line } = server
  return { url, port, close, ...line, apiKey, lines: account.lines, ...controlsOf(account) }
}

export type FakeKavenegar = Awaited<ReturnType<typeof startFakeKavenegar>>

import db from '@adonisjs/lucid/services/db'
import { appUrl } from '#config/app'
import { answerTicket } from '#app/aftersales/actions/answer_ticket'
import { closeTicket } from '#app/aftersales/actions/close_ticket'
import { openTicket } from '#app/aftersales/actions/open_ticket'
import { rateTicket } from '#app/aftersales/actions/rate_ticket'
import { replyToTicket } from '#app/aftersales/actions/reply_to_ticket'
import Ticket from '#app/aftersales/models/ticket'
import { plan, workAfter, type Recent } from '#database/demo/recent'
import { HOUR } from '#database/demo/times'
import {
  ANSWERS,
  CONCERNS,
  CLOSING_NOTES,
  REPLIES,
  type Concern,
} from '#database/demo/ticket_texts'
import { demoPeople, byStaff, staffOf, type DemoPerson } from '#database/demo/world'

/* Requests for help of the last days, in every state. */

type Chapter =
  'waiting' | 'answered' | 'replied' | 'closed' | 'rated' | 'displeased' | 'unhappy' | 'reopened'

const TELLINGS: readonly { chapter: Chapter; count: number; hours: readonly [number, number] }[] = [
  { chapter: 'rated', count: 14, hours: [30, 11 * 24] },
  { chapter: 'closed', count: 5, hours: [24, 10 * 24] },
  { chapter: 'displeased', count: 1, hours: [24, 6 * 24] },
  { chapter: 'unhappy', count: 2, hours: [24, 6 * 24] },
  { chapter: 'reopened', count: 2, hours: [48, 5 * 24] },
  { chapter: 'answered', count: 6, hours: [4, 50] },
  { chapter: 'replied', count: 3, hours: [4, 30] },
  { chapter: 'waiting', count: 4, hours: [2, 26] },
  { chapter: 'waiting', count: 3, hours: [0.05, 0.5] },
]

/** What each of the demo's members has asked. */
const DEMO_CHAPTERS: readonly (readonly Chapter[])[] = [
  ['rated', 'closed', 'answered', 'replied', 'waiting'],
  ['answered', 'rated'],
]

interface Talk {
  ticketId: number
  person: DemoPerson
  concern: Concern
}

export function planRecentTickets(recent: Recent, scale: number) {
  const { world } = recent
  const demo = demoPeople(world)
  for (const [place, chapters] of DEMO_CHAPTERS.entries()) {
    for (const [nth, chapter] of chapters.entries()) {
      const concern = CONCERNS[(2 * nth + place) % CONCERNS.length]
      planTicket(recent, { chapter, hours: hoursOf(chapter), person: demo[place], concern })
    }
  }
  const members = world.people.filter(({ member, isDemo, stats }) => member && !isDemo && stats)
  for (const { chapter, count, hours } of TELLINGS) {
    for (let nth = 0; nth < Math.max(1, Math.round(count * Math.min(1, scale * 4))); nth++) {
      const person = world.random.pick(members)
      const concern = world.random.pick(CONCERNS)
      planTicket(recent, { chapter, hours, person, concern })
    }
  }
}

const hoursOf = (chapter: Chapter) => TELLINGS.find((telling) => telling.chapter === chapter)!.hours

interface Wish {
  chapter: Chapter
  /** Opened between so many hours before now. */
  hours: readonly [number, number]
  person: DemoPerson
  concern: Concern
}

function planTicket(recent: Recent, { chapter, hours, person, concern }: Wish) {
  const { random } = recent.world
  const [least, most] = hours
  const at = recent.now - Math.floor((least + (most - least) * random.next()) * HOUR)
  const talk: Talk = { ticketId: 0, person, concern }
  plan(recent, at, async () => {
    talk.ticketId = await open(recent, talk)
    CHAPTERS[chapter](recent, talk, at)
  })
}

async function open(recent: Recent, { person, concern }: Talk): Promise<number> {
  const category = await db.from('ticket_categories').where('code', concern.category).firstOrFail()
  const { ticketId } = await openTicket({
    customerId: person.id,
    categoryId: Number(category.id),
    subject: concern.subject,
    body: concern.body,
    invoiceLineId: concern.aboutItem ? await someItem(recent, person) : null,
    key: recent.key(),
    by: { kind: 'customer', id: person.id },
  })
  return ticketId
}

/** One of the last goods that he bought on the web; null when he bought none. */
async function someItem({ world }: Recent, person: DemoPerson): Promise<number | null> {
  const rows = await db
    .from('invoice_lines as l')
    .join('invoices as i', 'i.id', 'l.invoice_id')
    .where('i.customer_id', person.id)
    .whereNotNull('l.variant_id')
    .orderBy('l.id', 'desc')
    .limit(5)
    .select('l.id')
  return rows.length > 0 ? Number(world.random.pick(rows).id) : null
}

type Story = (recent: Recent, talk: Talk, at: number) => void

const CHAPTERS: Record<Chapter, Story> = {
  waiting: () => {},
  answered: (recent, talk, at) => answer(recent, talk, at),
  replied: (recent, talk, at) => reply(recent, talk, answer(recent, talk, at)),
  closed: (recent, talk, at) => close(recent, talk, answer(recent, talk, at)),
  rated: (recent, talk, at) =>
    closeAndRate(recent, talk, at, recent.world.random.chance(0.7) ? 5 : 4),
  displeased: (recent, talk, at) => closeAndRate(recent, talk, at, 2),
  unhappy: (recent, talk, at) => closeAndRate(recent, talk, at, 1),
  reopened: (recent, talk, at) =>
    reply(recent, talk, close(recent, talk, answer(recent, talk, at))),
}

function answer(recent: Recent, talk: Talk, after: number): number {
  const at = workAfter(recent, after, [2, 25])
  plan(recent, at, async () => {
    const { ticketId, concern } = talk
    const body = ANSWERS[concern.category]
    await answerTicket({ ticketId, staffId: await expertOf(recent, talk), body, key: recent.key() })
  })
  return at
}

function reply(
  recent: Recent,
  { person: { id: customerId }, ...talk }: Talk,
  after: number
): number {
  const at = Math.min(
    after + recent.world.random.int(10, 180) * 60,
    Math.floor((after + recent.now) / 2)
  )
  const body = recent.world.random.pick(REPLIES)
  plan(recent, at, () =>
    replyToTicket({ ticketId: talk.ticketId, customerId, body, key: recent.key() })
  )
  return at
}

function close(recent: Recent, talk: Talk, after: number): number {
  const at = workAfter(recent, after, [20, 300])
  plan(recent, at, async () => {
    const { ticketId } = talk
    const by = byStaff(await expertOf(recent, talk))
    const link = `${appUrl()}/panel/tickets/${ticketId}`
    await closeTicket({ ticketId, by, link, key: recent.key() })
  })
  return at
}

function closeAndRate(recent: Recent, talk: Talk, opened: number, rating: number) {
  const closed = close(recent, talk, answer(recent, talk, opened))
  const at = Math.min(
    closed + recent.world.random.int(5, 600) * 60,
    Math.floor((closed + recent.now) / 2)
  )
  const note = recent.world.random.chance(0.5)
    ? recent.world.random.pick(CLOSING_NOTES[rating])
    : null
  plan(recent, at, () => {
    const { ticketId, person } = talk
    return rateTicket({ ticketId, customerId: person.id, rating, note, key: recent.key() })
  })
}

/** Who has the ticket, else whoever supports its branch. */
async function expertOf({ world }: Recent, { ticketId }: Talk): Promise<number> {
  const ticket = await Ticket.findOrFail(ticketId)
  const branchId = ticket.branchId ?? world.branches[0].id
  return ticket.expertId ?? staffOf(world, 'support_expert', branchId)
}

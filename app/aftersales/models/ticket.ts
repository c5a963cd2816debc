import type { DateTime } from 'luxon'
import { TicketSchema } from '#database/schema'
import { clock } from '#app/core/clock'
import { found, Refusal } from '#app/core/refusal'
import { modelOf } from '#app/core/rows'
import type { Trx } from '#app/core/sql'
import { rowOf } from '#app/core/statement'

export const TICKET_STATUSES = ['waiting_staff', 'waiting_customer', 'closed'] as const
export type TicketStatus = (typeof TICKET_STATUSES)[number]

/** A closed ticket opens again by a reply within so many days. */
export const REOPEN_DAYS = 7

/** What may be done from which status, and where it leads. */
export const TICKET_MOVES = {
  answer: { from: ['waiting_staff', 'waiting_customer'], to: 'waiting_customer' },
  reply: { from: ['waiting_staff', 'waiting_customer', 'closed'], to: 'waiting_staff' },
  close: { from: ['waiting_staff', 'waiting_customer'], to: 'closed' },
  rate: { from: ['closed'], to: 'closed' },
} as const satisfies Record<string, { from: readonly TicketStatus[]; to: TicketStatus }>
export type TicketMove = keyof typeof TICKET_MOVES

/** A member's request for help. Its own rules: who may still write, when it may be rated. */
export default class Ticket extends TicketSchema {
  static table = 'tickets'
  declare status: TicketStatus

  /** The member's own ticket, or null. */
  static async ownedBy(customerId: number, id: number): Promise<Ticket | null> {
    const sql = 'SELECT * FROM tickets WHERE id = ? AND customer_id = ?'
    const row = await rowOf(sql, [id, customerId])
    return row && modelOf(Ticket, row)
  }

  /** The ticket, held until the transaction ends, or a 404. */
  static async lock(id: number, trx: Trx): Promise<Ticket> {
    return found(await this.query({ client: trx }).where('id', id).forUpdate().first())
  }

  /** The member's own ticket, held; anybody else's is a 404. */
  static async lockOf(customerId: number, id: number, trx: Trx): Promise<Ticket> {
    const own = this.query({ client: trx }).where({ id, customer_id: customerId })
    return found(await own.forUpdate().first())
  }

  /** What people call it. */
  get number(): string {
    return ticketNumber(this.id)
  }

  /** Moves that are legal now. */
  get moves(): TicketMove[] {
    const all = Object.keys(TICKET_MOVES) as TicketMove[]
    return all.filter((move) => this.#allows(move))
  }

  #allows(move: TicketMove): boolean {
    if (!(TICKET_MOVES[move].from as readonly TicketStatus[]).includes(this.status)) return false
    if (move === 'rate') return this.rating === null
    if (move === 'reply' && this.closedAt) return clock.now() <= this.reopensUntil!
    return true
  }

  /** Last moment at which a reply opens it again; null while it is open. */
  get reopensUntil(): DateTime | null {
    return this.closedAt?.plus({ days: REOPEN_DAYS }) ?? null
  }

  /** Takes the move and saves. @throws Refusal `illegal_move`, `ticket_closed_for_good`, `already_rated` */
  async move(
    move: TicketMove,
    change: Partial<Pick<Ticket, 'expertId' | 'rating' | 'ratingNote'>> = {}
  ) {
    if (!this.#allows(move)) throw this.#refusal(move)
    const now = clock.now()
    Object.assign(this, change, { status: TICKET_MOVES[move].to })
    if (move === 'answer') this.firstAnswerAt ??= now
    if (move === 'close') this.closedAt = now
    if (move === 'reply') this.#reopen()
    if (move === 'rate') this.ratedAt = now
    await this.save()
  }

  #refusal(move: TicketMove): Refusal {
    if (move === 'reply')
      return new Refusal('ticket_closed_for_good', { field: 'body', status: 409 })
    if (move === 'rate' && this.rating !== null) {
      return new Refusal('already_rated', { field: 'rating', status: 409 })
    }
    return new Refusal('illegal_move', { status: 409, allowed: this.moves })
  }

  /** An opened ticket is judged anew when it closes again. */
  #reopen() {
    Object.assign(this, { closedAt: null, rating: null, ratingNote: null, ratedAt: null })
  }
}

/** `TK-10042` for row 42. */
export function ticketNumber(id: number): string {
  return `TK-${10_000 + id}`
}

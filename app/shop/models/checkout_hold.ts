import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { created, modelOf } from '#app/core/rows'
import { sqlTime, type Client, type Trx } from '#app/core/sql'
import { execute, rowOf, rowsOf } from '#app/core/statement'
import { settings } from '#app/people/models/setting'
import env from '#start/env'
import { CheckoutHoldSchema } from '#database/schema'

export const HOLD_ENDS = ['issued', 'expired', 'freed'] as const
/** How a hold ended: as a pre-invoice, by its time, or because the buyer left it. */
export type HoldEnd = (typeof HOLD_ENDS)[number]

/** Who holds: a customer, or a visitor of whom only his network is known. */
export type Holder = { customerId: number } | { addressHash: string }

/**
 * Goods set aside while a buyer fills in the checkout. The cart names its hold (`carts.hold_id`), so
 * that there is one at most, and whoever changes a hold locks the cart first.
 */
export default class CheckoutHold extends CheckoutHoldSchema {
  static table = 'checkout_holds'

  declare endedAs: HoldEnd | null

  static refOf(id: number): DocumentRef {
    return { type: 'checkout_hold', id }
  }

  /**
   * What may be kept of a visitor's address: a keyed hash of his network. A household is given a
   * /64 of IPv6, so its addresses count as one.
   */
  static hashOf(ip: string): string {
    const network = isIPv6(ip) && !ip.includes('.') ? ip.split(':').slice(0, 4).join(':') : ip
    const key = env.get('APP_KEY').release()
    return createHmac('sha256', key).update(`checkout_hold:${network}`).digest('hex')
  }

  /** The hold of a cart while it lasts; one that ran out and waits for the job is none. */
  static async inForce(id: number | null, client?: Client): Promise<CheckoutHold | null> {
    if (id === null) return null
    const row = await rowOf('SELECT * FROM checkout_holds WHERE id = ?', [id], client)
    const hold = row && modelOf(CheckoutHold, row, client)
    return hold?.isInForce ? hold : null
  }

  /** Begins now, for so many minutes as the house decided. */
  static async open(holder: Holder, trx: Trx): Promise<CheckoutHold> {
    const { minutes } = await settings.get('checkoutHold', trx)
    const now = clock.now()
    const times = { heldUntil: now.plus({ minutes }), createdAt: now }
    const row = { customerId: null, addressHash: null, extendedAt: null, ...holder, ...times }
    return created(CheckoutHold, { ...row, endedAt: null, endedAs: null }, trx)
  }

  /** Whether this buyer, or this network, has had all the holds that it may have in a day. */
  static async isSpent(holder: Holder, trx: Trx): Promise<boolean> {
    const { perCustomer, perAddress } = await settings.get('checkoutHold', trx)
    const isCustomer = 'customerId' in holder
    const most = isCustomer ? perCustomer : perAddress
    const since = sqlTime(clock.now().minus({ days: 1 }))
    const rows = await rowsOf(
      isCustomer
        ? 'SELECT id FROM checkout_holds WHERE customer_id = ? AND created_at > ? LIMIT ?'
        : 'SELECT id FROM checkout_holds WHERE address_hash = ? AND created_at > ? LIMIT ?',
      [isCustomer ? holder.customerId : holder.addressHash, since, most],
      trx
    )
    return rows.length >= most
  }

  get ref(): DocumentRef {
    return CheckoutHold.refOf(this.id)
  }

  get isInForce(): boolean {
    return this.endedAt === null && this.heldUntil > clock.now()
  }

  get mayExtend(): boolean {
    return this.isInForce && this.extendedAt === null
  }

  /** How much it keeps at most: pieces of one kind, and kinds. */
  async limits(client?: Client): Promise<{ pieces: number; kinds: number }> {
    const { pieces, visitorPieces, kinds } = await settings.get('checkoutHold', client)
    return { pieces: this.customerId === null ? visitorPieces : pieces, kinds }
  }

  /**
   * So many minutes more, once. The guard is the UPDATE.
   * @throws Refusal `hold_extended_already` (409)
   */
  async extend(trx: Trx): Promise<void> {
    const { minutes } = await settings.get('checkoutHold', trx)
    this.heldUntil = this.heldUntil.plus({ minutes })
    const rows = await execute(
      `UPDATE checkout_holds SET held_until = ?, extended_at = ?
       WHERE id = ? AND extended_at IS NULL AND ended_at IS NULL`,
      [sqlTime(this.heldUntil), sqlTime(clock.now()), this.id],
      trx
    )
    if (rows !== 1) throw new Refusal('hold_extended_already', { status: 409 })
  }

  /** Ends it and frees its cart for another. @returns false when somebody ended it before */
  static async end(id: number, endedAs: HoldEnd, trx: Trx): Promise<boolean> {
    const rows = await execute(
      'UPDATE checkout_holds SET ended_at = ?, ended_as = ? WHERE id = ? AND ended_at IS NULL',
      [sqlTime(clock.now()), endedAs, id],
      trx
    )
    await execute('UPDATE carts SET hold_id = NULL WHERE hold_id = ?', [id], trx)
    return rows === 1
  }

  /** A visitor who signed in holds as a customer from now on. */
  static async passTo(customerId: number, id: number, trx: Trx): Promise<void> {
    await execute(
      'UPDATE checkout_holds SET customer_id = ?, address_hash = NULL WHERE id = ?',
      [customerId, id],
      trx
    )
  }
}

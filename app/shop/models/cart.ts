import { hash, randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { modelOf } from '#app/core/rows'
import { changed, isDuplicate, sqlTime, type Client, type Trx } from '#app/core/sql'
import { execute, insert, rowOf, rowsOf } from '#app/core/statement'
import { CartSchema } from '#database/schema'

/** Whose cart: a signed-in customer's, or that of the browser which shows the token. */
export type CartOwner = { customerId: number } | { token: string }

export interface CartLine {
  variantId: number
  quantity: number
  /** Unit list price in Rial when it was put in. */
  seenPrice: Rial
}

/** A line as the cart's page wants it: with the cart's hold, the same on each of them. */
export type PageLine = CartLine & { holdId: number | null }

export const MOST_PIECES = 999
const MOST_LINES = 100

const hashOf = (token: string) => hash('sha256', token)

/** What somebody means to buy. It promises nothing: prices and stock are those of the moment. */
export default class Cart extends CartSchema {
  static table = 'carts'

  /** A secret for the cookie of a new visitor's cart; the row keeps only its hash. */
  static newToken() {
    return randomBytes(18).toString('base64url')
  }

  /** The owner as a short word, for the scope of a key. */
  static nameOf(owner: CartOwner): string {
    return 'token' in owner
      ? `visitor:${hashOf(owner.token).slice(0, 32)}`
      : `customer:${owner.customerId}`
  }

  static #where(owner: CartOwner): Record<string, string | number> {
    return 'token' in owner
      ? { token_hash: hashOf(owner.token) }
      : { customer_id: owner.customerId }
  }

  /** The owner's cart, or null while he has put nothing in. */
  static ownedBy(owner: CartOwner, client?: Client): Promise<Cart | null> {
    return Cart.#read(owner, '', client)
  }

  static async #read(owner: CartOwner, lock: string, client?: Client): Promise<Cart | null> {
    const [[column, value]] = Object.entries(Cart.#where(owner))
    const row = await rowOf(`SELECT * FROM carts WHERE ${column} = ?${lock}`, [value], client)
    return row && modelOf(Cart, row, client)
  }

  /** The cart that a hold belongs to, taken for writing until the transaction ends. */
  static async lockByHold(holdId: number, trx: Trx): Promise<Cart | null> {
    const lock = trx.dialect.name === 'mysql' ? ' FOR UPDATE' : ''
    const row = await rowOf(`SELECT * FROM carts WHERE hold_id = ?${lock}`, [holdId], trx)
    return row && modelOf(Cart, row, trx)
  }

  /** The same, taken for writing until the transaction ends. */
  static lock(owner: CartOwner, trx: Trx): Promise<Cart | null> {
    return Cart.#read(owner, trx.dialect.name === 'mysql' ? ' FOR UPDATE' : '', trx)
  }

  /** The owner's cart, made on first use. */
  static async open(owner: CartOwner, client: Client = db.connection()): Promise<Cart> {
    const known = await Cart.ownedBy(owner, client)
    if (known) return known
    const now = sqlTime(clock.now())
    try {
      await client
        .insertQuery()
        .table('carts')
        .insert({ ...Cart.#where(owner), created_at: now, changed_at: now })
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
    return (await Cart.ownedBy(owner, client))!
  }

  /** Its lines in the order they were put in; one statement, without a model for each. */
  static async linesOf(owner: CartOwner, client: Client = db.connection()): Promise<PageLine[]> {
    const [[column, value]] = Object.entries(Cart.#where(owner))
    return rowsOf<PageLine>(
      `SELECT l.variant_id AS variantId, l.quantity, l.seen_price AS seenPrice,
         c.hold_id AS holdId
       FROM cart_lines l JOIN carts c ON c.id = l.cart_id WHERE c.${column} = ? ORDER BY l.id`,
      [value],
      client
    )
  }

  lines(client: Client = this.$trx ?? db.connection()): Promise<CartLine[]> {
    return rowsOf<CartLine>(
      `SELECT variant_id AS variantId, quantity, seen_price AS seenPrice
       FROM cart_lines WHERE cart_id = ? ORDER BY id`,
      [this.id],
      client
    )
  }

  /** Pieces of what is still sold, in the order they were put in. */
  wanted(client: Client): Promise<{ variantId: number; quantity: number }[]> {
    return rowsOf<{ variantId: number; quantity: number }>(
      `SELECT l.variant_id AS variantId, l.quantity
       FROM cart_lines l JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id
       WHERE l.cart_id = ? AND v.active = 1 AND p.active = 1 ORDER BY l.id`,
      [this.id],
      client
    )
  }

  /** Names the hold that keeps its goods. */
  async holdBy(holdId: number, trx: Trx): Promise<void> {
    await execute('UPDATE carts SET hold_id = ? WHERE id = ?', [holdId, this.id], trx)
  }

  /**
   * Puts so many of a variant in; with `add` on top of what is there. The quantity is kept within
   * what is `left` in stock and 999. Who has just read the cart hands its `lines` over.
   * @returns the quantity that is in the cart now
   * @throws Refusal `out_of_stock` when nothing is left, `cart_full` above 100 lines
   */
  async put(
    line: {
      variantId: number
      quantity: number
      price: Rial
      left: number
      add?: boolean
      lines?: readonly CartLine[]
    },
    client: Client = db.connection()
  ): Promise<number> {
    const { variantId, price, left } = line
    if (left <= 0) {
      throw new Refusal('out_of_stock', { field: `lines.${variantId}`, params: { left: 0 } })
    }
    const lines = line.lines ?? (await this.lines(client))
    const before = lines.find((one) => one.variantId === variantId)
    if (!before && lines.length >= MOST_LINES) throw new Refusal('cart_full')
    const had = line.add && before ? before.quantity : 0
    const quantity = Math.min(had + line.quantity, left, MOST_PIECES)
    await this.#write(variantId, { quantity, seen_price: price }, before, client)
    await this.#touch(client)
    return quantity
  }

  async take(variantId: number, client?: Client) {
    await this.#rows(client).where({ variant_id: variantId }).delete()
    await this.#touch(client)
  }

  async clear(client: Client = db.connection()) {
    await execute('DELETE FROM cart_lines WHERE cart_id = ?', [this.id], client)
    await this.#touch(client)
  }

  /** What was seen is what it costs now. */
  async acceptPrices(client: Client = db.connection()) {
    const now = client.raw('(SELECT price FROM variants WHERE variants.id = cart_lines.variant_id)')
    await this.#rows(client).update({ seen_price: now })
  }

  async #write(
    variantId: number,
    row: { quantity: number; seen_price: Rial },
    before: CartLine | undefined,
    client: Client
  ): Promise<void> {
    const update = () => changed(this.#rows(client).where({ variant_id: variantId }).update(row))
    if (before && (await update())) return
    try {
      await insert('cart_lines', { cart_id: this.id, variant_id: variantId, ...row }, client)
    } catch (error) {
      if (!isDuplicate(error)) throw error
      await update()
    }
  }

  #rows(client: Client = this.$trx ?? db.connection()) {
    return client.from('cart_lines').where('cart_id', this.id)
  }

  /** Says that somebody is busy with it, to the minute: a commit for each line would be too many. */
  async #touch(client: Client = this.$trx ?? db.connection()) {
    if (clock.now().toMillis() - this.changedAt.toMillis() < 60_000) return
    await client
      .from('carts')
      .where('id', this.id)
      .update({ changed_at: sqlTime(clock.now()) })
  }
}

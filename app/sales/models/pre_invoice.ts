import { createHash, randomBytes } from 'node:crypto'
import { PreInvoiceSchema } from '#database/schema'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { latinDigits } from '#app/core/digits'
import type { Rial } from '#app/core/money'
import { found, NotFound, Refusal } from '#app/core/refusal'
import { changed, type Trx } from '#app/core/sql'
import type { PocketHolds } from '#app/club/pockets'
import {
  PRE_INVOICE_MOVES,
  type DeliveryMethod,
  type PreInvoiceStatus,
} from '#app/sales/models/pre_invoice_moves'

/** Where the goods go, as the customer wrote it down for this one request. */
export interface Recipient {
  name: string
  /** E.164. */
  mobile: string
  city?: string
  address?: string
  postalCode?: string
}

const FIRST_NUMBER = 10_000

/** 128 bits: a link that nobody guesses. */
const SECRET_BYTES = 16
const SECRET = /^[\w-]{22}$/

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

/**
 * The customer's own request with prices, a validity, reserved stock and, when he spends some, held
 * credit. Every amount in Rial.
 */
export default class PreInvoice extends PreInvoiceSchema {
  static table = 'pre_invoices'

  declare status: PreInvoiceStatus
  declare deliveryMethod: DeliveryMethod
  declare recipient: Recipient

  /** What people call it: `PF-10042`. */
  static numberOf(id: number) {
    return `PF-${FIRST_NUMBER + id}`
  }

  /** Id behind a number that somebody typed, or null. */
  static idOf(number: string): number | null {
    const digits = /^(?:PF[\s-]*)?(\d{5,12})$/i.exec(latinDigits(number).trim())?.[1]
    const id = Number(digits) - FIRST_NUMBER
    return id > 0 ? id : null
  }

  /** The row, locked until the transaction ends; a document is the first lock of every verb. */
  static async lock(id: number, trx: Trx): Promise<PreInvoice> {
    return found(await this.query({ client: trx }).where('id', id).forUpdate().first())
  }

  /** The one that was shared by this secret; whatever is wrong with a secret, nothing is found. */
  static async shared(secret: string): Promise<PreInvoice> {
    if (!SECRET.test(secret)) throw new NotFound()
    return found(await this.query().where('secret_hash', hashOf(secret)).first())
  }

  /** Makes a link's secret, known to whoever asked for it only; one made before opens nothing more. */
  async share(): Promise<string> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    this.secretHash = hashOf(secret)
    await this.save()
    return secret
  }

  async stopSharing() {
    this.secretHash = null
    await this.save()
  }

  get number(): string {
    return PreInvoice.numberOf(this.id)
  }

  get ref(): DocumentRef {
    return { type: 'pre_invoice', id: this.id }
  }

  /** What is left to pay with money, in Rial, as long as nothing was paid. */
  get payable(): Rial {
    return this.total - this.fromWallet
  }

  /** What the wallet pays of it, gift credit and real money, in Rial. */
  get fromWallet(): Rial {
    return this.creditAmount + this.cashAmount
  }

  /** What the wallet's pockets have put aside for it. */
  get holds(): PocketHolds {
    return { gift: this.creditHoldId, cash: this.cashHoldId }
  }

  get hasHolds(): boolean {
    return this.creditHoldId !== null || this.cashHoldId !== null
  }

  /** Nothing is sold yet: stock and credit are only set aside. */
  get isOpen(): boolean {
    return this.status === 'issued' || this.status === 'confirmed'
  }

  get isPastValidity(): boolean {
    return this.validUntil <= clock.now()
  }

  /** The customer has agreed to what it says now: made it so himself, or accepted an expert's edit. */
  get isAccepted(): boolean {
    return this.acceptedVersion === this.version
  }

  /** @throws Refusal `version_superseded` (409) when somebody edited it meanwhile. */
  assertVersion(version: number) {
    if (this.version !== version) throw new Refusal('version_superseded', { status: 409 })
  }

  /** @throws Refusal `not_payable`, `acceptance_missing` (409) */
  assertPayable(by: Actor) {
    if (this.status !== 'confirmed') throw this.#refusal('not_payable', by)
    if (!this.isAccepted) throw this.#refusal('acceptance_missing', by)
  }

  /** @throws Refusal `pre_invoice_not_open`, `pre_invoice_past_validity` (409) */
  assertInForce(by: Actor) {
    if (!this.isOpen) throw this.#refusal('pre_invoice_not_open', by)
    if (this.isPastValidity) throw this.#refusal('pre_invoice_past_validity', by)
  }

  /** @throws Refusal `renewal_not_due` (409) */
  assertExpired(by: Actor) {
    if (this.status !== 'expired') throw this.#refusal('renewal_not_due', by)
  }

  allows(to: PreInvoiceStatus, by: Actor): boolean {
    return PRE_INVOICE_MOVES[this.status][by.kind].includes(to)
  }

  /** @throws Refusal `illegal_move` (409) that names what this actor may do now. */
  assertAllows(to: PreInvoiceStatus, by: Actor) {
    if (!this.allows(to, by)) throw this.#refusal('illegal_move', by)
  }

  /** A 409 that names where this actor may take it now. */
  #refusal(code: string, by: Actor) {
    return new Refusal(code, { status: 409, allowed: PRE_INVOICE_MOVES[this.status][by.kind] })
  }

  /** Takes the document to its next state; guarded, so that two never move it from the same one. */
  async move(to: PreInvoiceStatus, by: Actor, trx: Trx) {
    this.assertAllows(to, by)
    const moved = trx.from('pre_invoices').where({ id: this.id, status: this.status })
    if ((await changed(moved.update({ status: to }))) === 0) {
      throw new Refusal('illegal_move', { status: 409, allowed: [] })
    }
    this.status = to
  }
}

import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { DeliveryProofSchema } from '#database/schema'
import { clock } from '#app/core/clock'
import { found, NotFound } from '#app/core/refusal'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import env from '#start/env'

/** How links and codes of a delivery are dealt out. */
export const DELIVERY_RULES = { digits: 5, tries: 5, sends: 5, resendSeconds: 60 } as const

/** 128 bits: a link that nobody guesses. */
const SECRET_BYTES = 16
const SECRET = /^[\w-]{22}$/

export interface Dealt {
  /** The end of the link's address. */
  secret: string
  code: string
}

/** What the customer proves with that a shipment arrived; known to whoever got our message only. */
export default class DeliveryProof extends DeliveryProofSchema {
  static table = 'delivery_proofs'
  static primaryKey = 'shipmentId'

  static #secretHash(secret: string) {
    return createHash('sha256').update(secret).digest('hex')
  }

  static #codeHash(shipmentId: number, code: string) {
    const key = env.get('APP_KEY').release()
    return createHmac('sha256', key).update(`delivery:${shipmentId}:${code}`).digest('hex')
  }

  static #fresh(shipmentId: number) {
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    const { digits } = DELIVERY_RULES
    const code = String(randomInt(10 ** digits)).padStart(digits, '0')
    const row = {
      secret_hash: DeliveryProof.#secretHash(secret),
      code_hash: DeliveryProof.#codeHash(shipmentId, code),
      tries: 0,
      sent_at: sqlTime(clock.now()),
    }
    return { dealt: { secret, code }, row }
  }

  /** The first link and code of a shipment. */
  static async deal(shipmentId: number, trx: Trx): Promise<Dealt> {
    const { dealt, row } = DeliveryProof.#fresh(shipmentId)
    await trx.table('delivery_proofs').insert({ shipment_id: shipmentId, ...row })
    return dealt
  }

  /** Others in place of the former; null when some were just sent or there were too many. */
  static async dealAgain(shipmentId: number, trx: Trx): Promise<Dealt | null> {
    const { dealt, row } = DeliveryProof.#fresh(shipmentId)
    const { resendSeconds, sends } = DELIVERY_RULES
    const proofs = () => trx.from('delivery_proofs').where('shipment_id', shipmentId)
    const update = proofs()
      .where('sent', '<', sends)
      .where('sent_at', '<=', sqlTime(clock.now().minus({ seconds: resendSeconds })))
      .update({ ...row, sent: trx.raw('sent + 1') })
    if ((await changed(update)) === 1) return dealt
    return (await proofs().first()) ? null : DeliveryProof.deal(shipmentId, trx)
  }

  /** The shipment behind a link. @throws NotFound, whatever is wrong with the secret */
  static async shipmentOf(secret: string): Promise<number> {
    if (!SECRET.test(secret)) throw new NotFound()
    const secretHash = DeliveryProof.#secretHash(secret)
    const proof = found(await DeliveryProof.query().where({ secretHash }).first())
    return Number(proof.shipmentId)
  }

  /** Spends a try on a code: whether it fits, and how many tries are left after it. */
  static async try(shipmentId: number, code: string, trx: Trx): Promise<Attempt> {
    const proofs = () => trx.from('delivery_proofs').where('shipment_id', shipmentId)
    const { tries } = DELIVERY_RULES
    const spend = proofs().where('tries', '<', tries).increment('tries', 1)
    if ((await changed(spend)) === 0) return { fits: false, left: 0, over: true }
    const row = await proofs().firstOrFail()
    const fits = DeliveryProof.#same(shipmentId, code, String(row.code_hash))
    return { fits, left: tries - Number(row.tries), over: false }
  }

  /** Whether it is the code of a shipment, without a try: of one that has arrived already. */
  static async fits(shipmentId: number, code: string, trx: Trx): Promise<boolean> {
    const row = await trx.from('delivery_proofs').where('shipment_id', shipmentId).first()
    return Boolean(row) && DeliveryProof.#same(shipmentId, code, String(row.code_hash))
  }

  static #same(shipmentId: number, code: string, hash: string) {
    const given = Buffer.from(DeliveryProof.#codeHash(shipmentId, code))
    return timingSafeEqual(given, Buffer.from(hash))
  }
}

export interface Attempt {
  fits: boolean
  left: number
  /** No try was left for it. */
  over: boolean
}

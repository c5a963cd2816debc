import { beforeSave } from '@adonisjs/lucid/orm'
import type { Locale } from '#app/core/digits'
import { fold } from '#app/core/fold'
import { displayMobile } from '#app/core/mobile'
import { modelOf } from '#app/core/rows'
import { blindIndex, seal, unseal } from '#app/core/sealed'
import { type Client, type Trx } from '#app/core/sql'
import { execute, rowOf } from '#app/core/statement'
import { CustomerSchema } from '#database/schema'

export const CUSTOMER_STATUSES = [
  'awaiting_validation',
  'valid',
  'wrong_number',
  'blocked',
] as const
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number]

interface Named {
  firstName: string | null
  lastName: string | null
  mobile: string
}

export interface Home {
  cityId: number
  address: string
  postalCode: string
}

/** What a customer is found by: `searchKey` from the first name on, `lastNameKey` from the last. */
export function customerKeys({ firstName, lastName, mobile }: Named) {
  return {
    searchKey: fold(`${firstName ?? ''} ${lastName ?? ''} ${mobile}`).slice(0, 160),
    lastNameKey: fold(`${lastName ?? ''} ${firstName ?? ''}`).slice(0, 160),
  }
}

/** Anyone known by a mobile number; not every customer is a member of the club. */
export default class Customer extends CustomerSchema {
  static table = 'customers'

  declare status: CustomerStatus
  declare locale: Locale

  @beforeSave()
  static keepFindable(customer: Customer) {
    const { firstName, lastName, mobile } = customer.$dirty as Partial<Named>
    if (firstName === undefined && lastName === undefined && mobile === undefined) return
    customer.merge(
      customerKeys({
        firstName: customer.firstName ?? null,
        lastName: customer.lastName ?? null,
        mobile: customer.mobile,
      })
    )
  }

  /** Ten digits, or null; sealed in the row. */
  get nationalCode(): string | null {
    return this.nationalCodeCipher ? unseal(this.nationalCodeCipher, 'national_code') : null
  }

  set nationalCode(code: string | null) {
    this.nationalCodeCipher = code && seal(code, 'national_code')
    this.nationalCodeIndex = code && blindIndex(code, 'national_code')
  }

  /** His name, or his mobile number while he has given none. */
  fullName(locale: Locale = 'fa') {
    const name = [this.firstName, this.lastName].filter(Boolean).join(' ')
    return name || displayMobile(this.mobile, locale)
  }

  /** The customer of an E.164 mobile number. */
  static findByMobile(mobile: string, client?: Client) {
    return Customer.#by('SELECT * FROM customers WHERE mobile = ?', mobile, client)
  }

  /** The customer of an id, or null. */
  static known(id: number, client?: Client) {
    return Customer.#by('SELECT * FROM customers WHERE id = ?', id, client)
  }

  static async #by(sql: string, value: number | string, client?: Client): Promise<Customer | null> {
    const row = await rowOf(sql, [value], client)
    return row && modelOf(Customer, row, client)
  }

  /** Remembers where he lives, if he has told nobody yet; answers whether it did. */
  static async keepFirstAddress(id: number, home: Home, trx: Trx): Promise<boolean> {
    const rows = await execute(
      `UPDATE customers SET city_id = ?, address = ?, postal_code = ?
       WHERE id = ? AND address IS NULL`,
      [home.cityId, home.address, home.postalCode, id],
      trx
    )
    return rows === 1
  }

  /** The row, taken for writing until the transaction ends. */
  static async lock(id: number, trx: Trx): Promise<Customer | null> {
    return Customer.query({ client: trx }).where('id', id).forUpdate().first()
  }
}

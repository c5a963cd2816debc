import { beforeSave } from '@adonisjs/lucid/orm'
import type { Locale } from '#app/core/digits'
import { fold } from '#app/core/fold'
import { displayMobile } from '#app/core/mobile'
import { changed, type Client, type Trx } from '#app/core/sql'
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

  /** His name, or his mobile number while he has given none. */
  fullName(locale: Locale = 'fa') {
    const name = [this.firstName, this.lastName].filter(Boolean).join(' ')
    return name || displayMobile(this.mobile, locale)
  }

  /** The customer of an E.164 mobile number. */
  static findByMobile(mobile: string, client?: Client) {
    return Customer.query({ client }).where('mobile', mobile).first()
  }

  /** Remembers where he lives, if he has told nobody yet; answers whether it did. */
  static async keepFirstAddress(id: number, home: Home, trx: Trx): Promise<boolean> {
    const kept = trx
      .from('customers')
      .where('id', id)
      .whereNull('address')
      .update({ city_id: home.cityId, address: home.address, postal_code: home.postalCode })
    return (await changed(kept)) === 1
  }

  /** The row, taken for writing until the transaction ends. */
  static async lock(id: number, trx: Trx): Promise<Customer | null> {
    return Customer.query({ client: trx }).where('id', id).forUpdate().first()
  }
}

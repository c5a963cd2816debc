import db from '@adonisjs/lucid/services/db'
import type Staff from '#app/people/models/staff'
import type { Actor } from '#app/core/actor'
import { restPage } from '#app/sales/queries/rest'
import type { RestOrder } from '#app/sales/actions/call_off_rest'
import { acceptReturn, type ReturnOrder } from '#app/sales/actions/accept_return'
import Invoice from '#app/sales/models/invoice'
import SalesReturn from '#app/sales/models/sales_return'
import { planReturn, type ReturnWish } from '#app/sales/returning'
import { returnableOf } from '#app/sales/queries/returnable'
import { newKey } from '#tests/support/given_sales'

/** What the preview of a return says now. */
export async function previewOf(invoiceId: number, wish: ReturnWish) {
  const sold = await returnableOf(await Invoice.findOrFail(invoiceId), db.connection())
  return planReturn(sold, wish)
}

/** The form of a return as its page sends it, with the numbers of the preview. */
export async function returnOrder(
  invoiceId: number,
  by: Staff,
  wish: ReturnWish & Partial<ReturnOrder>
): Promise<ReturnOrder> {
  const { sums } = await previewOf(invoiceId, wish)
  const { moneyBack, creditBack, cashBack, voided, taken, owed } = sums
  return {
    invoiceId,
    reason: 'defective',
    note: null,
    refund: null,
    expected: { moneyBack, creditBack, cashBack, voided, taken, owed },
    by: { kind: 'staff', id: by.id },
    key: newKey(),
    ...wish,
  }
}

/** Shows and stores a return. */
export async function bringBack(
  invoiceId: number,
  by: Staff,
  wish: ReturnWish & Partial<ReturnOrder>
): Promise<SalesReturn> {
  const { returnId } = await acceptReturn(await returnOrder(invoiceId, by, wish))
  return SalesReturn.findOrFail(returnId)
}

/** The whole sale comes back, into this warehouse. */
export async function wholeWish(invoiceId: number, place: number | null): Promise<ReturnWish> {
  const sold = await returnableOf(await Invoice.findOrFail(invoiceId), db.connection())
  return {
    freight: true,
    lines: sold.lines.map(({ line, quantity, total }) => ({
      lineId: line.id,
      quantity: line.isAmount ? 0 : quantity,
      amount: line.isAmount ? total : 0,
      place,
    })),
  }
}

/** What the page of a rest that never comes would send: the numbers that it showed. */
export async function restOrder(
  remittanceId: number,
  { by, freight = false }: { by: Actor; freight?: boolean }
): Promise<RestOrder> {
  const { plan } = await restPage(remittanceId, { freight })
  const { moneyBack, creditBack, cashBack, voided, taken, owed } = plan!.sums
  const expected = { moneyBack, creditBack, cashBack, voided, taken, owed }
  return { remittanceId, freight, reason: 'تأمین‌کننده دیگر ندارد', expected, by, key: newKey() }
}

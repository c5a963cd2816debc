import type { Actor } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import Customer from '#app/people/models/customer'
import { recordPurchase } from '#app/crm/models/customer_stat'
import { record } from '#app/crm/record'
import { writeRemittances } from '#app/warehouse/write_remittances'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import { postDraw } from '#app/club/pockets'
import Invoice, { type Party } from '#app/sales/models/invoice'
import type PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'

/**
 * A confirmed pre-invoice that is covered becomes a sale: its goods go on remittances, its held
 * credit is spent, it gets its invoice. Called inside the verb that covered it, with the document
 * locked. The invoice comes last, because its number is the last lock.
 */
export async function settle(preInvoice: PreInvoice, by: Actor, trx: Trx): Promise<Invoice> {
  await preInvoice.move('invoiced', by, trx)
  await orderGoods(preInvoice, by, trx)
  await spendHeld(preInvoice, by, trx)
  const invoice = await invoiceOf(preInvoice, by, trx)

  const { customerId, caseId, branchId, number } = preInvoice
  const { id: invoiceId, net: amount, createdAt: at } = invoice
  await recordPurchase({ customerId, branchId, invoiceId, amount, at }, trx)
  await record(
    'invoice_issued',
    {
      customerId,
      caseId,
      about: invoice.ref,
      amount: invoice.total,
      branchId,
      by,
      facts: { number: invoice.number, preInvoice: number },
    },
    trx
  )
  return invoice
}

/** One remittance for each warehouse, each a task for the keeper of its branch. */
async function orderGoods(preInvoice: PreInvoice, by: Actor, trx: Trx) {
  const { customerId, caseId, ref } = preInvoice
  const pickup = preInvoice.deliveryMethod === 'pickup'
  const order = { reservedFor: ref, about: ref, customerId, caseId, pickup, by }
  for (const remittance of await writeRemittances(order, trx)) {
    await remittance.load('warehouse')
    await record(
      'remittance_written',
      {
        customerId,
        caseId,
        about: { type: 'remittance', id: remittance.id },
        branchId: remittance.warehouse.branchId,
        by,
        facts: { number: remittance.number },
      },
      trx
    )
  }
}

async function spendHeld(preInvoice: PreInvoice, by: Actor, trx: Trx) {
  const { customerId, caseId, branchId, ref: about, fromWallet: amount } = preInvoice
  if (!preInvoice.hasHolds) return
  const wallet = await Wallet.of(customerId, trx)
  await postDraw(wallet, preInvoice.holds, { about, caseId, branchId, by }, trx)
  const facts = { cash: preInvoice.cashAmount }
  await record('credit_spent', { customerId, caseId, about, amount, branchId, by, facts }, trx)
}

async function invoiceOf(preInvoice: PreInvoice, by: Actor, trx: Trx): Promise<Invoice> {
  const { customerId, caseId, branchId, ref: source, freight } = preInvoice
  const { creditAmount, cashAmount } = preInvoice
  const lines = await PreInvoiceLine.query({ client: trx })
    .where('pre_invoice_id', preInvoice.id)
    .orderBy('id')
  const member = await Member.of(customerId, trx)
  const buyer = buyerOf(await Customer.findOrFail(customerId, { client: trx }), preInvoice)
  return Invoice.issue(
    {
      branchId,
      channel: 'web',
      customerId,
      caseId,
      source,
      lines,
      freight,
      creditAmount,
      cashAmount,
      byMember: member !== null,
      tierId: member?.tierId ?? null,
      buyer,
      by,
    },
    trx
  )
}

/** The buyer as the official form names him: what he said of himself, else where it is sent to. */
function buyerOf(customer: Customer, { recipient }: PreInvoice): Party {
  const isLegal = customer.kind === 'legal'
  return {
    name: (isLegal && customer.companyName) || customer.fullName(),
    economicCode: isLegal ? customer.economicCode : null,
    nationalId: isLegal ? customer.legalId : null,
    registrationNumber: isLegal ? customer.registrationNumber : null,
    city: recipient.city ?? null,
    postalCode: isLegal ? customer.postalCode : (recipient.postalCode ?? customer.postalCode),
    address: recipient.address ?? customer.address,
    phone: customer.mobile,
  }
}

import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { laws as salesLaws } from '#app/sales/laws'
import { laws as tillLaws } from '#app/till/laws'
import { drawOf } from '#app/club/pockets'
import type Wallet from '#app/club/models/wallet'
import { settings } from '#app/people/models/setting'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import { revisePreInvoice } from '#app/sales/actions/revise_pre_invoice'
import Invoice from '#app/sales/models/invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import { paidFrom } from '#app/sales/queries/paid_from'
import { sellAtTill } from '#app/till/actions/sell_at_till'
import TillSale from '#app/till/models/till_sale'
import { its } from '#tests/support/its'
import { breaches, givenClub } from '#tests/support/given_club'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenStaff } from '#tests/support/given_people'
import {
  allBooks,
  asStaff,
  codeOf,
  givenConfirmed,
  givenInvoiced,
  givenIssued,
  givenShop,
  newKey,
  orderOf,
  type Shop,
} from '#tests/support/given_sales'

let shop: Shop

/** Every law that speaks of pockets. */
async function broken(): Promise<string[]> {
  const lines = await breaches()
  for (const law of [...salesLaws, ...tillLaws]) {
    for (const breach of await law.check(db.connection()))
      lines.push(`${law.name}: ${breach.where}`)
  }
  return lines
}

async function member(of: { gift: number; cash: number; tier?: string }) {
  const made = await givenClub.member({ credit: of.gift, tier: of.tier })
  if (of.cash > 0) await givenClub.cash(made.wallet, of.cash)
  return made
}

const has = (wallet: Wallet) => wallet.pockets(db.connection())
const order = (first: 'gift_first' | 'cash_first') => settings.set('drawOrder', { first })

async function at(
  till: { cashier: Awaited<ReturnType<typeof givenStaff>>; customerId: number },
  amount: number,
  credit: number | null,
  key = newKey()
) {
  const { tillSaleId } = await sellAtTill({
    branchId: shop.branch.id,
    staffId: till.cashier.id,
    customerId: till.customerId,
    amount,
    credit,
    method: 'cash',
    key,
    by: asStaff(till.cashier),
  })
  return TillSale.findOrFail(tillSaleId)
}

test.group('[row 37] The order of drawing', () => {
  test('spreads a wish over the pockets as the house decided', ({ assert }) => {
    const wish = { wanted: 100, gift: 60, cash: 70 }
    assert.deepEqual(drawOf({ ...wish, order: 'gift_first' }), { gift: 60, cash: 40, short: 0 })
    assert.deepEqual(drawOf({ ...wish, order: 'cash_first' }), { gift: 30, cash: 70, short: 0 })
    assert.equal(drawOf({ ...wish, wanted: 200, order: 'cash_first' }).short, 70)
  })
})

test.group('[row 37] A request paid from two pockets', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(() => order('gift_first'))

  test('holds gift credit first, then money, and gives each pocket back exactly', async ({
    assert,
  }) => {
    const { customerId, wallet } = await member({ gift: 300_000, cash: 500_000 })
    const preInvoice = await givenIssued({ customerId, credit: 700_000 })
    assert.deepInclude(preInvoice.$attributes, { creditAmount: 300_000, cashAmount: 400_000 })
    assert.equal(preInvoice.payable, preInvoice.total - 700_000)
    assert.deepInclude(await has(wallet), {
      available: 0,
      held: 300_000,
      cash: 100_000,
      cashHeld: 400_000,
    })
    assert.deepEqual(await broken(), [])

    const by = asStaff(shop.expert)
    await cancelPreInvoice({ preInvoiceId: preInvoice.id, by, reason: 'x', key: newKey() })
    assert.deepInclude(await has(wallet), {
      available: 300_000,
      held: 0,
      cash: 500_000,
      cashHeld: 0,
    })
    assert.deepEqual(await broken(), [])
  })

  test('draws money first when the house says so', async ({ assert }) => {
    await order('cash_first')
    const { customerId } = await member({ gift: 300_000, cash: 500_000 })
    const preInvoice = await givenIssued({ customerId, credit: 700_000 })
    assert.deepInclude(preInvoice.$attributes, { creditAmount: 200_000, cashAmount: 500_000 })
    assert.deepEqual(await broken(), [])
  })

  test('is sold from both; a cancelled sale gives money back as money', async ({ assert }) => {
    const { customerId, wallet } = await member({ gift: 300_000, cash: 500_000 })
    const preInvoice = await givenInvoiced(shop, { customerId, credit: 700_000 })
    const invoice = (await Invoice.ofSource(preInvoice.ref))!
    assert.deepInclude(invoice.$attributes, { creditAmount: 300_000, cashAmount: 400_000 })
    const money = invoice.total - 700_000
    const paid = { gift: 300_000, cash: 400_000, money }
    assert.deepEqual(await paidFrom(preInvoice.ref, db.connection()), paid)
    assert.deepEqual(await paidFrom(invoice.ref, db.connection()), paid)
    assert.deepInclude(await has(wallet), { available: 0, held: 0, cash: 100_000, cashHeld: 0 })
    assert.deepEqual(await broken(), [])

    const by = asStaff(shop.branchManager)
    await cancelPreInvoice({ preInvoiceId: preInvoice.id, by, reason: 'x', key: newKey() })
    assert.deepInclude(await has(wallet), {
      available: 300_000,
      held: 0,
      cash: 500_000,
      cashHeld: 0,
    })
    assert.deepEqual(await broken(), [])
  })

  test('covered by money alone it is sold with the call, whatever the threshold', async ({
    assert,
  }) => {
    const { customerId, wallet } = await member({ gift: 0, cash: 5_000_000 })
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 5 })
    const wish = await orderOf(customerId, [{ variantId, quantity: 1 }])
    const { preInvoiceId } = await issuePreInvoice({ ...wish, credit: wish.expectedTotal })
    const preInvoice = await PreInvoice.findOrFail(preInvoiceId)
    assert.equal(preInvoice.payable, 0)
    const confirmed = await givenConfirmed(shop, { customerId, variantId })
    assert.equal(confirmed.status, 'confirmed')
    assert.equal(await its(has(wallet), 'cashHeld'), wish.expectedTotal)
    assert.deepEqual(await broken(), [])
  })

  test('an edit to a smaller total frees money, never draws more', async ({ assert }) => {
    const { customerId, wallet } = await member({ gift: 200_000, cash: 9_000_000 })
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 5 })
    const wish = await orderOf(customerId, [{ variantId, quantity: 2 }])
    const { preInvoiceId } = await issuePreInvoice({ ...wish, credit: wish.expectedTotal })
    await revisePreInvoice({
      preInvoiceId,
      version: 1,
      lines: [{ variantId, quantity: 1, discount: 0 }],
      freight: 0,
      reason: 'کمتر',
      by: asStaff(shop.expert),
      key: newKey(),
    })
    const preInvoice = await PreInvoice.findOrFail(preInvoiceId)
    assert.equal(preInvoice.payable, 0)
    assert.equal(preInvoice.creditAmount, 200_000)
    assert.equal(await its(has(wallet), 'cashHeld'), preInvoice.total - 200_000)
    assert.deepEqual(await broken(), [])
  })

  test('more than both pockets have is refused and changes nothing', async ({ assert }) => {
    const { customerId } = await member({ gift: 300_000, cash: 100_000 })
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 5 })
    const wish = await orderOf(customerId, [{ variantId, quantity: 1 }], { credit: 400_010 })
    const before = await allBooks()
    assert.equal(await codeOf(issuePreInvoice(wish)), 'not_enough_credit')
    assert.deepEqual(await allBooks(), before)
  })

  test('two at once cannot draw the same money twice', async ({ assert }) => {
    const { customerId, wallet } = await member({ gift: 0, cash: 500_000 })
    const goods = await Promise.all([1, 2].map(() => givenProduct({ price: 1_000_000, stock: 5 })))
    const wishes = await Promise.all(
      goods.map(({ variantId }) =>
        orderOf(customerId, [{ variantId, quantity: 1 }], { credit: 400_000 })
      )
    )
    await Promise.allSettled(wishes.map((wish) => issuePreInvoice(wish)))
    const { cash, cashHeld } = await has(wallet)
    assert.deepEqual({ cash, cashHeld }, { cash: 100_000, cashHeld: 400_000 })
    assert.deepEqual(await broken(), [])
  })
})

test.group('[row 37] The till spends from two pockets', (group) => {
  let cashier: Awaited<ReturnType<typeof givenStaff>>
  group.setup(async () => {
    shop = await givenShop()
    cashier = await givenStaff({ role: 'cashier', branchId: shop.branch.id })
  })
  group.each.teardown(() => order('gift_first'))

  test('gift credit first; money earns, gift credit does not', async ({ assert }) => {
    const { customerId, wallet } = await member({ gift: 100_000, cash: 300_000 })
    const sale = await at({ cashier, customerId }, 1_100_000, 250_000)
    assert.deepInclude(sale.$attributes, { creditSpent: 100_000, cashSpent: 150_000 })
    assert.equal(await its(has(wallet), 'cash'), 150_000)
    const only = await member({ gift: 100_000, cash: 0 })
    const other = await at({ cashier, customerId: only.customerId }, 1_100_000, 100_000)
    assert.equal(sale.creditEarned, other.creditEarned)
    assert.deepEqual(await broken(), [])
  })

  test('the same form again sells once', async ({ assert }) => {
    const { customerId, wallet } = await member({ gift: 0, cash: 300_000 })
    const key = newKey()
    const first = await at({ cashier, customerId }, 1_100_000, 200_000, key)
    const second = await at({ cashier, customerId }, 1_100_000, 200_000, key)
    assert.equal(first.id, second.id)
    assert.equal(await its(has(wallet), 'cash'), 100_000)
    assert.deepEqual(await broken(), [])
  })

  test('more than there is changes nothing', async ({ assert }) => {
    const { customerId } = await member({ gift: 100_000, cash: 300_000 })
    const before = await allBooks()
    assert.equal(await codeOf(at({ cashier, customerId }, 1_100_000, 400_010)), 'not_enough_credit')
    assert.deepEqual(await allBooks(), before)
  })
})

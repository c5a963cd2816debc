import db from '@adonisjs/lucid/services/db'
import { addOccasion } from '#app/crm/actions/edit_personal'
import type { Right } from '#app/people/rights'
import { given } from '#tests/support/given'
import { givenDebt } from '#tests/support/given_debt'
import { freshNationalCode } from '#tests/support/given_profile'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenLowNotice } from '#tests/support/given_warehouse'
import { startSimulation } from '#app/reports/actions/simulate_earning'
import {
  draftRule,
  givenMembershipRule,
  noMembershipRules,
  noRules,
  ruleMaker,
} from '#tests/support/given_rules'
import { holdCheckout } from '#app/shop/actions/hold_checkout'
import { countLine } from '#app/warehouse/actions/count_line'
import { ruleBook } from '#app/club/models/earn_rule'
import type { DoorsWorld } from '#tests/people/doors_world'
import { clock } from '#app/core/clock'
import { formatJalaliDay, jalaliParts } from '#app/core/jalali'
import { givenClub } from '#tests/support/given_club'
import { newKey, staffActor } from '#tests/many/world'

/*
 * Every door of the house: who may pass, whose rows are behind it, and what its form takes. A route
 * that is not here fails the test.
 */

/** The parameters of an address that leads to a row, and whose row it is. */
export interface Row {
  params: Record<string, string | number>
  owner?: number
}

export type Kind =
  'key' | 'money' | 'count' | 'choice' | 'row' | 'name' | 'text' | 'mobile' | 'digits' | 'flag'

export interface Field {
  kind: Kind
  /** What is taken; a function makes another one each time. */
  good: string | ((world: DoorsWorld) => string | Promise<string>)
  optional?: boolean
  /** Ten times as much is fine too. */
  tenfold?: boolean
}

export interface Door {
  who: 'anyone' | 'member' | Right
  row?(world: DoorsWorld): Promise<Row>
  /** A row of a branch: staff of another branch do not see it. */
  scoped?: boolean
  /** What a page may answer; 200 or a redirect unless said. */
  answers?: number[]
  /** A stream, not a page. */
  live?: boolean
  /** Where the form stands, and its fields. */
  form?: { page(params: Row['params']): string; fields: Record<string, Field>; silent?: boolean }
}

const key: Field = { kind: 'key', good: newKey }
const note: Field = { kind: 'text', good: 'با هماهنگی', optional: true }
const at = (id: number, owner?: number): Row => ({ params: { id }, owner })

const order = (state: 'issued' | 'confirmed' | 'invoiced') => async (world: DoorsWorld) => {
  const { id, owner } = await world.order(state)
  return at(id, owner)
}
const ticket =
  (state: 'ticket' | 'answeredTicket' | 'closedTicket') => async (world: DoorsWorld) => {
    const { id, owner } = await world[state]()
    return at(id, owner)
  }
const shipment = async (world: DoorsWorld) => {
  const { id, owner } = await world.shipment()
  return at(id, owner)
}
const colleague = async ({ shop }: DoorsWorld) => at(shop.staff.cashier.id)
const remittance = (state: 'invoiced' | 'scanned' | 'picked') => async (world: DoorsWorld) => {
  const { id } = await world.remittance(state)
  return at(id)
}
const invoice = async (world: DoorsWorld) => {
  const { id, owner } = await world.invoice()
  return at(id, owner)
}
const transfer = (state: 'draft' | 'sent') => async (world: DoorsWorld) =>
  at(await world.transfer(state))
const count = (state: 'open' | 'review') => async (world: DoorsWorld) =>
  at(await world.count(state))
const lowNotice = async (world: DoorsWorld) => {
  const { variantId } = world.shop
  return at(await givenLowNotice(await world.openWarehouse(), variantId))
}
const customer = async (world: DoorsWorld) => at(world.owner)
const pre = ({ id }: Row['params']) => `/pre-invoices/${id}`
const deskPre = ({ id }: Row['params']) => `/desk/pre-invoices/${id}`
const panelTicket = ({ id }: Row['params']) => `/panel/tickets/${id}`
const deskRemittance = ({ id }: Row['params']) => `/desk/remittances/${id}`
const deskTransfer = ({ id }: Row['params']) => `/desk/stock/transfers/${id}`
const deskCount = ({ id }: Row['params']) => `/desk/stock/counts/${id}`
const deskTicket = ({ id }: Row['params']) => `/desk/tickets/${id}`

/** What the checkout page of two pieces would show, in Rial. */
const checkoutTotal = async ({ shop, owner }: DoorsWorld) => {
  const { expectedTotal } = await shop.order(owner)
  return String(expectedTotal)
}

/** A rule of the draft, alone; each time anew, since the same one again would never speak. */
const drafted = async () => {
  await noRules()
  return at(await draftRule({ conditions: { weekdays: [6] } }))
}
const draftedPair = async () => {
  const { params } = await drafted()
  await draftRule({ conditions: { weekdays: [5] } })
  return { params }
}
/** One that is not over, alone. */
const simulation = async () => {
  await db.from('earn_simulations').delete()
  const { simulationId } = await startSimulation({ by: await ruleMaker(), key: newKey() })
  return at(simulationId)
}
const deskRules = () => '/desk/earn-rules'
const revisionNow = async () => {
  const { revision } = await ruleBook(db.connection())
  return String(revision)
}
const ruleFields: Record<string, Field> = {
  key,
  kind: { kind: 'choice', good: 'percent' },
  title: { kind: 'text', good: 'جشن جمعه', optional: true },
  percent: { kind: 'count', good: '50' },
  min_bill: { kind: 'money', good: '20000', optional: true, tenfold: true },
  cap_per_bill: { kind: 'money', good: '50000', optional: true, tenfold: true },
  starts_on: { kind: 'choice', good: '1405/09/01', optional: true },
  from_hour: { kind: 'row', good: '8', optional: true },
  until_hour: { kind: 'row', good: '20', optional: true },
}

/** A number that nobody has. */
const freshMobile = () => `0991${Math.floor(1_000_000 + Math.random() * 8_999_999)}`

/** A percent of gold that differs from the one before. */
let percents = 0
const anotherPercent = () => String(5 + (++percents % 80))

/** A change of tiers that waits for next week. */
const waitingPlan = async ({ admin }: DoorsWorld) => {
  const waiting = await db.from('tier_plans').where('waiting_key', 'waiting').first()
  return waiting ? Number(waiting.id) : givenClub.waitingPlan(staffActor(admin))
}

let days = 0
/** A Jalali day that is no holiday yet. */
const freshDay = () =>
  `1408/${String(1 + (++days % 12)).padStart(2, '0')}/${String(1 + (days % 29)).padStart(2, '0')}`

/** A holiday of the branch. */
const holiday = async ({ shop }: DoorsWorld) => {
  const day = `2031-01-${String(1 + (++days % 28)).padStart(2, '0')}`
  const names = { name_fa: 'تعطیل محلی', name_en: 'Local holiday' }
  const row = { day, branch_id: shop.branchId, ...names }
  await db.table('holidays').insert(row)
  const { id } = await db.from('holidays').orderBy('id', 'desc').firstOrFail()
  return at(Number(id))
}
let benefits = 0
const benefitFields: Record<string, Field> = {
  'nameFa': { kind: 'name', good: () => `تعویض رایگان ${++benefits}` },
  'nameEn': { kind: 'name', good: () => `Free exchange ${benefits}` },
  'period': { kind: 'choice', good: 'year' },
  'startsOn': { kind: 'digits', good: '1404/01/01', optional: true },
  'endsOn': { kind: 'digits', good: '1420/01/01', optional: true },
  'uses[gold]': { kind: 'count', good: '2', optional: true, tenfold: true },
}

const jalaliToday = () => formatJalaliDay(jalaliParts(clock.now()), 'en')

/** A re-evaluation of tiers that has just begun. */
const tierRun = async ({ admin }: DoorsWorld) => at(await givenClub.tierRun(staffActor(admin)))

const profileFields: Record<string, Field> = {
  firstName: { kind: 'name', good: 'مینا' },
  lastName: { kind: 'name', good: 'رضایی' },
  birthDate: { kind: 'digits', good: '1370/01/01', optional: true },
  nationalCode: { kind: 'digits', good: freshNationalCode, optional: true },
  address: { ...note, good: 'آزادی ۱' },
  postalCode: { kind: 'digits', good: '1234567890', optional: true },
  wishes: { ...note, good: 'چای سبز' },
}
let occasions = 0
const occasionFields: Record<string, Field> = {
  kind: { kind: 'choice', good: 'wedding' },
  name: { kind: 'text', good: () => `سالگرد ${++occasions}` },
  date: { kind: 'digits', good: '1390/02/03' },
}
const occasion = async (customerId: number) => {
  const by = { kind: 'system' as const, id: null }
  const date = { year: 1390, month: 2, day: 3 }
  const name = `سالگرد ${++occasions}`
  return addOccasion({ customerId, by, kind: 'wedding', name, date })
}

const buyerFields: Record<string, Field> = {
  kind: { kind: 'choice', good: 'legal' },
  companyName: { kind: 'name', good: 'شرکت نمونه', optional: true },
  economicCode: { kind: 'digits', good: '411198765432', optional: true },
  legalId: { kind: 'digits', good: '10101234567', optional: true },
  registrationNumber: { kind: 'name', good: '12345', optional: true },
  postalCode: { kind: 'digits', good: '1234567890', optional: true },
}

const returned = async (world: DoorsWorld) => {
  const { id, owner } = await world.returned()
  return at(id, owner)
}
const rest = async (world: DoorsWorld) => {
  const { id, owner } = await world.rest()
  return at(id, owner)
}
const shownRest = (
  name: 'moneyBack' | 'creditBack' | 'cashBack' | 'voided' | 'taken' | 'owed'
) => ({
  kind: 'row' as const,
  good: (world: DoorsWorld) => world.shownRest(name),
})
const restNumbers = {
  'expected[moneyBack]': shownRest('moneyBack'),
  'expected[creditBack]': shownRest('creditBack'),
  'expected[cashBack]': shownRest('cashBack'),
  'expected[voided]': shownRest('voided'),
  'expected[taken]': shownRest('taken'),
  'expected[owed]': shownRest('owed'),
}
const deliveredInvoice = async (world: DoorsWorld) => {
  const { invoiceId, owner } = await world.deliveredSale()
  return at(invoiceId, owner)
}

export const DOORS: Record<string, Door> = {
  'sales.site.rests.show': { who: 'member', row: rest },
  'sales.site.rests.store': {
    who: 'member',
    row: rest,
    form: {
      page: ({ id }) => `/rests/${id}`,
      fields: { key, ...restNumbers, reason: { kind: 'text', good: 'دیر شد', optional: true } },
    },
  },
  'sales.desk.rests.show': { who: 'preInvoices.work', scoped: true, row: rest },
  'sales.desk.rests.store': {
    who: 'preInvoices.work',
    scoped: true,
    row: rest,
    form: {
      page: ({ id }) => `/desk/rests/${id}?freight=1`,
      fields: {
        key,
        ...restNumbers,
        freight: { kind: 'flag', good: '0', optional: true },
        reason: { kind: 'text', good: 'نمی‌رسد' },
      },
    },
  },
  'sales.site.returns.print': { who: 'member', row: returned },
  'sales.desk.returns.index': { who: 'invoices.read' },
  'sales.desk.returns.show': { who: 'invoices.read', scoped: true, row: returned },
  'sales.desk.returns.print': { who: 'invoices.read', scoped: true, row: returned },
  'sales.desk.returns.create': { who: 'returns.accept', scoped: true, row: deliveredInvoice },
  'sales.desk.returns.store': {
    who: 'returns.accept',
    scoped: true,
    row: deliveredInvoice,
    form: {
      page: ({ id }) => `/desk/invoices/${id}/return?all=1`,
      fields: {
        key,
        'reason': { kind: 'choice', good: 'defective' },
        'method': { kind: 'choice', good: 'later' },
        'freight': { kind: 'flag', good: '1' },
        'lines[0][lineId]': { kind: 'row', good: (world) => world.shownBack('lineId') },
        'lines[0][quantity]': { kind: 'row', good: (world) => world.shownBack('quantity') },
        'lines[0][amount]': {
          kind: 'row',
          good: (world) => world.shownBack('amount'),
          optional: true,
        },
        'lines[0][place]': { kind: 'row', good: (world) => world.shownBack('place') },
        'expected[moneyBack]': { kind: 'row', good: (world) => world.shownBack('moneyBack') },
        'expected[creditBack]': { kind: 'row', good: (world) => world.shownBack('creditBack') },
        'expected[cashBack]': { kind: 'row', good: (world) => world.shownBack('cashBack') },
        'expected[voided]': { kind: 'row', good: (world) => world.shownBack('voided') },
        'expected[taken]': { kind: 'row', good: (world) => world.shownBack('taken') },
        'expected[owed]': { kind: 'row', good: (world) => world.shownBack('owed') },
        'refId': { kind: 'text', good: '۱۲۳۴۵', optional: true },
        note,
      },
    },
  },
  'shop.site.home.show': { who: 'anyone' },
  'shop.site.category.show': {
    who: 'anyone',
    row: async () => {
      const { slug } = await db.from('categories').firstOrFail()
      return { params: { slug } }
    },
  },
  'shop.site.search.show': { who: 'anyone' },
  'shop.site.product.show': {
    who: 'anyone',
    row: async ({ shop }) => ({ params: { slug: shop.slug } }),
  },
  'shop.site.cart.show': { who: 'anyone' },
  'shop.site.cart_line.store': {
    who: 'anyone',
    form: {
      page: () => '/cart',
      fields: {
        variant: { kind: 'row', good: ({ shop }) => String(shop.variantId) },
        quantity: { kind: 'count', good: '2', tenfold: true },
      },
    },
  },
  'shop.site.cart_line.update': {
    who: 'anyone',
    row: async (world) => {
      const { id } = await given.customer()
      return at(await world.cart(id), id)
    },
    form: {
      page: () => '/cart',
      fields: { quantity: { kind: 'count', good: '3', tenfold: true } },
    },
  },
  'shop.site.cart_line.destroy': {
    who: 'anyone',
    row: async ({ shop }) => at(shop.variantId),
  },
  'shop.site.cart.acknowledge': {
    who: 'anyone',
    form: { page: () => '/cart', fields: {}, silent: true },
  },
  'shop.site.checkout_hold.store': {
    who: 'anyone',
    row: async (world) => {
      const { id } = await given.customer()
      await world.cart(id)
      return { params: {}, owner: id }
    },
    form: { page: () => '/cart', fields: { key } },
  },
  'shop.site.checkout_hold.update': {
    who: 'anyone',
    row: async (world) => {
      const { id } = await given.customer()
      await world.cart(id)
      await holdCheckout({ owner: { customerId: id }, ip: '127.0.0.1', key: newKey() })
      return { params: {}, owner: id }
    },
    form: { page: () => '/checkout', fields: { key } },
  },
  'shop.site.checkout_hold.destroy': {
    who: 'anyone',
    row: async (world) => {
      const { id } = await given.customer()
      await world.cart(id)
      return { params: {}, owner: id }
    },
    form: { page: () => '/checkout', fields: {}, silent: true },
  },
  'shop.site.checkout.create': { who: 'member' },
  'shop.site.checkout.store': {
    who: 'member',
    row: async (world) => {
      const { id } = await given.customer()
      await world.cart(id)
      return { params: {}, owner: id }
    },
    form: {
      page: () => '/checkout?delivery=courier',
      fields: {
        key,
        delivery: { kind: 'flag', good: 'courier', optional: true },
        name: { kind: 'name', good: 'سارا محمدی' },
        mobile: { kind: 'mobile', good: '09121112233' },
        province: { kind: 'row', good: async () => firstId('provinces') },
        city: { kind: 'row', good: async () => firstId('cities') },
        address: { kind: 'text', good: 'خیابان آزادی پلاک ۱' },
        postalCode: { kind: 'digits', good: '1234567890' },
        note,
        credit: { kind: 'money', good: '0', optional: true, tenfold: true },
        expectedTotal: { kind: 'row', good: checkoutTotal },
      },
    },
  },

  'front.site.sign_in.create': { who: 'anyone' },
  'front.site.sign_in.ask': {
    who: 'anyone',
    form: { page: () => '/sign-in', fields: { mobile: { kind: 'mobile', good: freshMobile } } },
  },
  'front.site.sign_in.code': { who: 'anyone' },
  'front.site.sign_in.store': { who: 'anyone' },
  'front.site.registration.create': { who: 'anyone' },
  'front.site.registration.store': { who: 'anyone' },
  'front.site.sign_in.destroy': { who: 'anyone' },

  'club.desk.extensions.index': { who: 'credit.extend' },
  'club.desk.extensions.create': { who: 'credit.extend' },
  'club.desk.extensions.store': {
    who: 'credit.extend',
    row: async (world) => {
      await world.endingCredit()
      return { params: {} }
    },
    form: {
      page: () => '/desk/credit-extensions/new?from=1400/01/01&until=1490/01/01&end=1495/01/01',
      fields: {
        key,
        tier: { kind: 'row', good: '', optional: true },
        branch: { kind: 'row', good: '', optional: true },
        from: { kind: 'row', good: '1400/01/01' },
        until: { kind: 'row', good: '1490/01/01' },
        end: { kind: 'row', good: '1495/01/01' },
        reason: { kind: 'text', good: 'سیل' },
      },
    },
  },
  'club.desk.extensions.show': {
    who: 'credit.extend',
    row: async (world) => at(await world.extension()),
  },
  'club.desk.wallet_rules.edit': { who: 'settings.write' },
  'club.desk.wallet_rules.update': {
    who: 'settings.write',
    form: {
      page: () => '/desk/wallet-rules',
      silent: true,
      fields: {
        first: { kind: 'choice', good: 'gift_first' },
        topUpLeast: { kind: 'money', good: '50000', tenfold: true },
        topUpMost: { kind: 'money', good: '50000000', tenfold: true },
        payoutLeast: { kind: 'money', good: '50000', tenfold: true },
        payoutAlone: { kind: 'money', good: '2000000', tenfold: true },
        way: { kind: 'choice', good: 'rolling' },
        months: { kind: 'count', good: '12', tenfold: true },
        day: { kind: 'row', good: '1420/01/01', optional: true },
      },
    },
  },
  'club.site.panel.show': { who: 'member' },
  'club.site.wallet.show': { who: 'member' },
  'club.site.wallet.why': { who: 'member' },
  'club.site.what_if.show': { who: 'member' },
  'club.site.card.show': { who: 'member' },
  'club.site.invited.index': { who: 'member' },
  'club.site.membership.create': { who: 'member' },
  'club.site.membership.store': {
    who: 'member',
    row: async () => {
      const { id } = await given.customer()
      return { params: {}, owner: id }
    },
    form: {
      page: () => '/panel/join',
      fields: {
        terms: { kind: 'flag', good: '1' },
        referralCode: { kind: 'row', good: '', optional: true },
      },
    },
  },
  'people.site.devices.index': { who: 'member' },
  'people.site.devices.revoke': {
    who: 'member',
    row: async (world) => at(await world.device(), world.owner),
    form: { page: () => '/panel/devices', fields: {}, silent: true },
  },

  'sales.site.top_ups.create': { who: 'member' },
  'sales.site.top_ups.store': {
    who: 'member',
    form: {
      page: () => '/panel/top-up',
      fields: { key, amount: { kind: 'money', good: '500000', tenfold: true } },
    },
  },
  'sales.site.top_ups.show': {
    who: 'member',
    row: async (world) => at(await world.topUp(), world.owner),
  },
  'sales.site.payouts.index': { who: 'member' },
  'sales.site.payouts.store': {
    who: 'member',
    row: async (world) => {
      await world.money()
      return { params: {}, owner: world.owner }
    },
    form: {
      page: () => '/panel/payouts',
      fields: {
        key,
        amount: { kind: 'money', good: '50000', tenfold: true },
        sheba: { kind: 'row', good: 'IR062960000000100324200001' },
        holder: { kind: 'name', good: 'سارا محمدی' },
      },
    },
  },
  'sales.site.payouts.withdraw': {
    who: 'member',
    row: async (world) => at(await world.payout(), world.owner),
    form: { page: () => '/panel/payouts', fields: { key } },
  },
  'sales.site.orders.index': { who: 'member' },
  'sales.site.purchases.index': { who: 'member' },
  'messaging.site.messages.index': { who: 'member' },
  'sales.site.orders.show': { who: 'member', row: order('issued') },
  'sales.site.pre_invoices.show': { who: 'member', row: order('issued') },
  'sales.site.pre_invoices.print': { who: 'member', row: order('issued') },
  'sales.site.pre_invoices.pdf': { who: 'member', row: order('issued') },
  'sales.site.payments.store': {
    who: 'member',
    row: order('confirmed'),
    form: { page: pre, fields: { key } },
  },
  'sales.site.cancellations.store': {
    who: 'member',
    row: order('issued'),
    form: { page: pre, fields: { key, reason: note } },
  },
  'sales.site.extensions.store': {
    who: 'member',
    row: order('issued'),
    form: { page: pre, fields: { key } },
  },
  'sales.site.renewals.store': {
    who: 'member',
    row: async (world) => {
      const { id, owner } = await world.expiredOrder()
      return at(id, owner)
    },
    form: {
      page: pre,
      fields: { key, expectedTotal: { kind: 'row', good: checkoutTotal } },
    },
  },
  'sales.site.acceptances.store': {
    who: 'member',
    row: async (world) => {
      const { id, owner } = await world.revisedOrder()
      return at(id, owner)
    },
    form: {
      page: pre,
      fields: {
        version: { kind: 'row', good: '2' },
        code: { kind: 'digits', good: (world) => world.acceptanceCode() },
      },
    },
  },
  'sales.site.acceptance_codes.store': {
    who: 'member',
    row: async (world) => {
      const { id, owner } = await world.revisedOrder()
      return at(id, owner)
    },
    form: { page: pre, fields: { version: { kind: 'row', good: '2' } }, silent: true },
  },
  'sales.site.links.store': {
    who: 'member',
    row: order('issued'),
    form: { page: pre, fields: {}, silent: true },
  },
  'sales.site.links.destroy': {
    who: 'member',
    row: order('issued'),
    form: { page: pre, fields: {}, silent: true },
  },
  'sales.site.shared_pre_invoices.show': {
    who: 'anyone',
    row: async (world) => ({ params: { secret: await world.shared() } }),
  },
  'sales.site.parcels.show': {
    who: 'anyone',
    row: async (world) => ({ params: { secret: await world.parcel() } }),
  },
  'sales.site.parcels.confirm': {
    who: 'anyone',
    row: async (world) => ({ params: { secret: await world.parcel() } }),
    form: { page: ({ secret }) => `/d/${secret}`, fields: { key } },
  },
  'sales.site.deliveries.store': {
    who: 'member',
    row: shipment,
    form: { page: () => '/panel/orders', fields: { key } },
  },
  'sales.site.shared_pre_invoices.pdf': {
    who: 'anyone',
    row: async (world) => ({ params: { secret: await world.shared() } }),
  },
  'sales.site.invoices.print': { who: 'member', row: invoice },
  'sales.site.invoices.pdf': { who: 'member', row: invoice },
  'sales.site.payments.callback': {
    who: 'anyone',
    /* Without a reference there is nothing to come back to. */
    answers: [404],
    row: async () => ({ params: { gateway: 'zarinpal' } }),
  },

  'aftersales.site.tickets.index': { who: 'member' },
  'aftersales.site.tickets.create': { who: 'member' },
  'aftersales.site.tickets.store': {
    who: 'member',
    row: async () => {
      const { id } = await given.customer()
      return { params: {}, owner: id }
    },
    form: {
      page: () => '/panel/tickets/new?line=',
      fields: {
        key,
        category: { kind: 'row', good: async () => firstId('ticket_categories') },
        line: { kind: 'row', good: '', optional: true },
        subject: { kind: 'text', good: 'روشن نمی‌شود' },
        body: { kind: 'text', good: 'از دیروز روشن نمی‌شود.' },
      },
    },
  },
  'aftersales.site.tickets.show': { who: 'member', row: ticket('ticket') },
  'aftersales.site.replies.store': {
    who: 'member',
    row: ticket('answeredTicket'),
    form: { page: panelTicket, fields: { key, body: { kind: 'text', good: 'نشد' } } },
  },
  'aftersales.site.closures.store': {
    who: 'member',
    row: ticket('answeredTicket'),
    form: { page: panelTicket, fields: { key } },
  },
  'aftersales.site.ratings.store': {
    who: 'member',
    row: ticket('closedTicket'),
    form: {
      page: panelTicket,
      fields: { key, rating: { kind: 'count', good: '4' }, note },
    },
  },

  'people.desk.sign_in.create': { who: 'anyone' },
  'people.desk.sign_in.store': { who: 'anyone' },
  'people.desk.sign_in.destroy': { who: 'anyone' },
  'people.desk.profile.edit': { who: 'desk.open' },
  'people.desk.profile.update': {
    who: 'desk.open',
    form: {
      page: () => '/desk/profile',
      fields: { locale: { kind: 'choice', good: 'fa' } },
      silent: true,
    },
  },
  'people.desk.duty.update': {
    who: 'desk.open',
    form: {
      page: () => '/desk/profile',
      fields: { days: { kind: 'choice', good: '0' } },
      silent: true,
    },
  },
  'people.desk.staff.index': { who: 'duty.write' },
  'people.desk.staff.show': { who: 'duty.write', scoped: true, row: colleague },
  'people.desk.staff.off_duty': {
    who: 'duty.write',
    scoped: true,
    row: colleague,
    form: {
      page: ({ id }) => `/desk/staff/${id}`,
      silent: true,
      fields: {
        firstDay: { kind: 'digits', good: () => jalaliToday() },
        lastDay: { kind: 'digits', good: () => jalaliToday() },
      },
    },
  },
  'people.desk.staff.return': {
    who: 'duty.write',
    scoped: true,
    row: colleague,
    form: { page: ({ id }) => `/desk/staff/${id}`, silent: true, fields: {} },
  },
  'people.desk.audits.index': { who: 'audits.read' },
  'crm.desk.calendar.index': { who: 'calendar.write' },
  'crm.desk.hours.edit': { who: 'calendar.write' },
  'crm.desk.hours.update': {
    who: 'calendar.write',
    form: {
      page: () => '/desk/calendar/hours',
      silent: true,
      fields: {
        branch: { kind: 'row', good: ({ shop }) => String(shop.branchId), optional: true },
        from_0_1: { kind: 'digits', good: '9:00', optional: true },
        until_0_1: { kind: 'digits', good: '13:00', optional: true },
      },
    },
  },
  'crm.desk.holidays.preview': { who: 'calendar.write' },
  'crm.desk.holidays.store': {
    who: 'calendar.write',
    form: {
      page: () => '/desk/calendar',
      fields: {
        day: { kind: 'digits', good: freshDay },
        name: { kind: 'text', good: 'تعطیل محلی' },
        nameEn: { kind: 'text', good: 'Local holiday', optional: true },
        branch: { kind: 'row', good: ({ shop }) => String(shop.branchId), optional: true },
      },
    },
  },
  'crm.desk.holidays.removal': { who: 'calendar.write', scoped: true, row: holiday },
  'crm.desk.holidays.destroy': {
    who: 'calendar.write',
    scoped: true,
    row: holiday,
    form: { page: ({ id }) => `/desk/calendar/holidays/${id}/removal`, fields: {} },
  },
  'front.desk.self_audits.index': { who: 'audits.read' },
  'front.desk.self_audits.show': {
    who: 'audits.read',
    row: async (world) => at(await world.selfAudit()),
  },
  'front.desk.self_audits.store': {
    who: 'audits.read',
    form: { page: () => '/desk/self-audits', fields: {}, silent: true },
  },
  'messaging.desk.outbox.index': { who: 'outbox.read' },
  'messaging.desk.outbox.resume': {
    who: 'outbox.read',
    form: { page: () => '/desk/outbox', fields: {}, silent: true },
  },

  'front.desk.day.show': { who: 'desk.open' },
  'front.desk.customers.index': { who: 'customers.read' },
  'front.desk.customers.show': { who: 'customers.read', row: customer },
  'front.desk.customers.edit': { who: 'customers.write', row: customer },
  'front.desk.customers.update': {
    who: 'customers.write',
    row: async () => {
      const { id } = await given.customer()
      return at(id)
    },
    form: {
      page: ({ id }) => `/desk/customers/${id}/edit`,
      fields: {
        firstName: { kind: 'name', good: 'مینا' },
        lastName: { kind: 'name', good: 'رضایی' },
        address: { ...note, good: 'آزادی ۱' },
        postalCode: { kind: 'digits', good: '1234567890', optional: true },
        birthDate: { kind: 'digits', good: '1370/01/01', optional: true },
      },
    },
  },
  'front.desk.buyer.update': {
    who: 'customers.write',
    row: async () => {
      const { id } = await given.customer()
      return at(id)
    },
    form: { page: ({ id }) => `/desk/customers/${id}/edit`, fields: buyerFields },
  },
  'front.site.profile.edit': { who: 'member' },
  'front.site.profile.update': {
    who: 'member',
    row: async () => {
      const { id } = await given.customer()
      return { params: {}, owner: id }
    },
    form: { page: () => '/panel/profile', fields: profileFields },
  },
  'front.site.occasions.store': {
    who: 'member',
    row: async () => {
      const { id } = await given.customer()
      return { params: {}, owner: id }
    },
    form: { page: () => '/panel/profile', fields: occasionFields },
  },
  'front.site.occasions.destroy': {
    who: 'member',
    row: async ({ owner }) => {
      const { occasionId } = await occasion(owner)
      return at(occasionId, owner)
    },
    form: { page: () => '/panel/profile', fields: {} },
  },
  'front.desk.profiles.edit': { who: 'customers.write', row: customer },
  'front.desk.profiles.update': {
    who: 'customers.write',
    row: async () => {
      const { id } = await given.customer()
      return at(id)
    },
    form: { page: ({ id }) => `/desk/customers/${id}/profile`, fields: profileFields },
  },
  'front.desk.occasions.store': {
    who: 'customers.write',
    row: async () => {
      const { id } = await given.customer()
      return at(id)
    },
    form: { page: ({ id }) => `/desk/customers/${id}/profile`, fields: occasionFields },
  },
  'front.desk.occasions.destroy': {
    who: 'customers.write',
    row: async ({ owner }) => {
      const { occasionId } = await occasion(owner)
      return { params: { id: owner, occasionId } }
    },
    form: { page: ({ id }) => `/desk/customers/${id}/profile`, fields: {} },
  },
  'front.site.buyer.edit': { who: 'member' },
  'front.site.buyer.update': {
    who: 'member',
    row: async () => {
      const { id } = await given.customer()
      return { params: {}, owner: id }
    },
    form: { page: () => '/panel/buyer', fields: buyerFields },
  },
  'club.desk.wallet.show': {
    who: 'customers.read',
    row: async (world) => ({ params: { customerId: world.owner } }),
  },
  'club.desk.wallet.why': {
    who: 'customers.read',
    row: async (world) => ({ params: { customerId: world.owner } }),
  },

  'club.desk.adjustments.index': { who: 'credit.adjust' },
  'club.desk.adjustments.show': {
    who: 'credit.adjust',
    scoped: true,
    row: async (world) => at(await world.adjustment()),
  },
  'club.desk.adjustments.store': {
    who: 'credit.adjust',
    row: async (world) => ({ params: { customerId: world.owner } }),
    form: {
      page: ({ customerId }) => `/desk/members/${customerId}/wallet`,
      fields: {
        key,
        way: { kind: 'choice', good: 'more' },
        amount: { kind: 'money', good: '25000', tenfold: true },
        reason: { kind: 'choice', good: 'goodwill' },
        note: { kind: 'text', good: 'تأخیر در ارسال' },
      },
    },
  },
  'club.desk.approvals.store': {
    who: 'credit.approve',
    scoped: true,
    row: async (world) => at(await world.adjustment()),
    form: { page: ({ id }) => `/desk/adjustments/${id}`, fields: { key, note } },
  },
  'club.desk.rejections.store': {
    who: 'credit.approve',
    scoped: true,
    row: async (world) => at(await world.adjustment()),
    form: {
      page: ({ id }) => `/desk/adjustments/${id}`,
      fields: { key, note: { kind: 'text', good: 'سند ندارد' } },
    },
  },

  'club.desk.tiers.index': { who: 'tiers.write' },
  'club.desk.tier_plans.create': { who: 'tiers.write' },
  'club.desk.tier_plans.store': {
    who: 'tiers.write',
    row: async () => {
      await db.from('tier_plans').update({ waiting_key: null })
      return { params: {} }
    },
    form: {
      page: () => '/desk/tiers/plans/new',
      fields: {
        key,
        'tiers[gold][earn]': { kind: 'count', good: anotherPercent, optional: true, tenfold: true },
        'tiers[gold][minSpend]': { kind: 'money', good: '1000', optional: true, tenfold: true },
        'tiers[gold][nameFa]': { kind: 'name', good: 'طلایی', optional: true },
        note,
      },
    },
  },
  'club.desk.tier_plans.cancel': {
    who: 'tiers.write',
    row: async (world) => at(await waitingPlan(world)),
    form: { page: () => '/desk/tiers', fields: {}, silent: true },
  },
  'club.desk.rules.index': { who: 'rules.write' },
  'club.desk.rules.create': { who: 'rules.write' },
  'club.desk.rules.sentence': { who: 'rules.write' },
  'club.desk.rules.store': {
    who: 'rules.write',
    row: async () => {
      await noRules()
      return { params: {} }
    },
    form: { page: () => '/desk/earn-rules/new', fields: ruleFields },
  },
  'club.desk.rules.edit': { who: 'rules.write', row: drafted },
  'club.desk.rules.update': {
    who: 'rules.write',
    row: drafted,
    form: { page: ({ id }) => `/desk/earn-rules/${id}`, fields: ruleFields },
  },
  'club.desk.rules.move': {
    who: 'rules.write',
    row: draftedPair,
    form: { page: deskRules, fields: { key, way: { kind: 'choice', good: 'down' } } },
  },
  'club.desk.rules.remove': {
    who: 'rules.write',
    row: drafted,
    form: { page: deskRules, fields: {} },
  },
  'club.desk.rules.discard': {
    who: 'rules.write',
    row: drafted,
    form: { page: deskRules, fields: {} },
  },
  'club.desk.rules.publish': {
    who: 'rules.write',
    row: drafted,
    form: { page: deskRules, fields: { key, revision: { kind: 'row', good: revisionNow } } },
  },
  'club.desk.rules.count': {
    who: 'rules.write',
    form: {
      page: deskRules,
      fields: { vat: { kind: 'flag', good: '1', optional: true } },
      silent: true,
    },
  },
  'club.desk.benefits.index': { who: 'tiers.write' },
  'club.desk.benefits.store': {
    who: 'tiers.write',
    form: { page: () => '/desk/benefits', fields: benefitFields },
  },
  'club.desk.benefits.update': {
    who: 'tiers.write',
    row: async ({ admin }) => at(await givenClub.benefit({ gold: 3 }, staffActor(admin))),
    form: { page: () => '/desk/benefits', fields: benefitFields, silent: true },
  },
  'club.desk.benefit_uses.store': {
    who: 'customers.read',
    row: async ({ admin }) => {
      const { customerId } = await givenClub.member({ tier: 'gold' })
      const benefitId = await givenClub.benefit({ gold: 900 }, staffActor(admin))
      return { params: { customerId, benefitId } }
    },
    form: {
      page: ({ customerId }) => `/desk/members/${customerId}/wallet`,
      fields: { key, overrideReason: { ...note, good: '' } },
    },
  },
  'club.desk.tier_runs.index': { who: 'tiers.write' },
  'club.desk.tier_runs.store': {
    who: 'tiers.write',
    row: async () => {
      await db.from('tier_runs').update({ open_key: null })
      return { params: {} }
    },
    form: {
      page: () => '/desk/tier-runs',
      fields: { key, lastDay: { kind: 'digits', good: () => jalaliToday() } },
    },
  },
  'club.desk.tier_runs.rule': {
    who: 'tiers.write',
    form: {
      page: () => '/desk/tier-runs',
      fields: {
        window: { kind: 'choice', good: 'year' },
        months: { kind: 'count', good: '12', tenfold: true },
        down: { kind: 'choice', good: 'level' },
        graceDays: { kind: 'count', good: '10', tenfold: true },
        handLevels: { kind: 'count', good: '2', tenfold: true },
      },
      silent: true,
    },
  },
  'club.desk.tier_runs.show': { who: 'tiers.write', row: tierRun },
  'club.desk.tier_runs.steer': {
    who: 'tiers.write',
    row: tierRun,
    form: {
      page: ({ id }) => `/desk/tier-runs/${id}`,
      fields: { move: { kind: 'choice', good: 'cancel' } },
    },
  },
  'reports.desk.tier_moves.export': { who: 'reports.export', row: tierRun },
  'club.desk.manual_tiers.store': {
    who: 'tiers.grant',
    row: async (world) => ({ params: { customerId: world.owner } }),
    form: {
      page: ({ customerId }) => `/desk/members/${customerId}/wallet`,
      fields: {
        key,
        tierId: { kind: 'row', good: async () => firstId('tiers') },
        lastDay: { kind: 'digits', good: () => jalaliToday() },
        reason: { kind: 'text', good: 'مهمان ویژه' },
      },
    },
  },
  'club.desk.manual_tiers.end': {
    who: 'tiers.grant',
    row: async (world) => {
      await givenClub.manualTier(world.owner, staffActor(world.admin))
      return { params: { customerId: world.owner } }
    },
    form: { page: ({ customerId }) => `/desk/members/${customerId}/wallet`, fields: {} },
  },

  'club.desk.membership_rules.index': { who: 'rules.write' },
  'club.desk.membership_rules.store': {
    who: 'rules.write',
    row: async () => {
      await noMembershipRules()
      return { params: {} }
    },
    form: {
      page: () => '/desk/membership-rules',
      fields: {
        key,
        kind: { kind: 'choice', good: 'purchases' },
        amount: { kind: 'money', good: '100000', tenfold: true },
        days: { kind: 'count', good: '30', tenfold: true },
      },
    },
  },
  'club.desk.membership_rules.end': {
    who: 'rules.write',
    row: async () => {
      await noMembershipRules()
      return at(await givenMembershipRule())
    },
    form: { page: () => '/desk/membership-rules', fields: {}, silent: true },
  },
  'reports.desk.simulations.index': { who: 'rules.write' },
  'reports.desk.simulations.show': { who: 'rules.write', row: simulation },
  'reports.desk.simulations.store': {
    who: 'rules.write',
    row: async () => {
      await db.from('earn_simulations').delete()
      return { params: {} }
    },
    form: { page: () => '/desk/earn-simulations', fields: { key } },
  },
  'reports.desk.simulations.stop': {
    who: 'rules.write',
    row: simulation,
    form: { page: () => '/desk/earn-simulations', fields: {} },
  },

  'crm.desk.tasks.index': { who: 'tasks.work' },
  'crm.desk.tasks.show': {
    who: 'tasks.work',
    scoped: true,
    row: async (world) => at(await world.validationCall()),
  },
  'crm.desk.tasks.assign': {
    who: 'tasks.work',
    scoped: true,
    row: async (world) => at(await world.validationCall()),
    form: {
      page: ({ id }) => `/desk/tasks/${id}`,
      fields: {
        toStaffId: { kind: 'row', good: ({ shop }) => String(shop.staff.sales.id), optional: true },
      },
      silent: true,
    },
  },
  'crm.desk.tasks.finish': {
    who: 'tasks.work',
    scoped: true,
    row: async (world) => at(await world.unhappyCall()),
    form: {
      page: ({ id }) => `/desk/tasks/${id}`,
      fields: { note: { kind: 'text', good: 'دلجویی شد' } },
    },
  },

  'catalogue.desk.products.index': { who: 'catalogue.write' },
  'warehouse.desk.receivings.create': { who: 'stock.write' },
  'warehouse.desk.receivings.store': {
    who: 'stock.write',
    form: {
      page: () => '/desk/stock/receiving',
      fields: {
        key,
        warehouseId: { kind: 'row', good: ({ shop }) => String(shop.warehouseId) },
        code: { kind: 'row', good: async ({ shop }) => skuOf(shop.variantId) },
        quantity: { kind: 'count', good: '12', tenfold: true },
        note,
      },
    },
  },
  'club.desk.write_offs.store': {
    who: 'credit.adjust',
    row: async (world) => {
      /* Somebody of his own: who owes is paid nothing at the other doors. */
      const { customerId } = await world.shop.member(0)
      await givenDebt(customerId, 500_000)
      return { params: { customerId } }
    },
    form: {
      page: ({ customerId }) => `/desk/members/${customerId}/wallet`,
      fields: {
        key,
        owed: { kind: 'money', good: '25000' },
        cause: { kind: 'choice', good: 'uncollectable' },
        story: { kind: 'text', good: 'سه بار تماس گرفتیم' },
      },
    },
  },
  'warehouse.desk.adjustments.store': {
    who: 'stock.write',
    scoped: true,
    row: async ({ shop }) => ({ params: { variantId: shop.variantId } }),
    form: {
      page: ({ variantId }) => `/desk/stock/${variantId}`,
      fields: {
        key,
        warehouseId: { kind: 'row', good: ({ shop }) => String(shop.warehouseId) },
        cause: { kind: 'choice', good: 'damaged' },
        quantity: { kind: 'count', good: '3', tenfold: true },
        note: { kind: 'text', good: 'هنگام چیدن شکست' },
      },
    },
  },
  'warehouse.desk.transfers.index': { who: 'stock.read' },
  'warehouse.desk.transfers.show': { who: 'stock.read', scoped: true, row: transfer('sent') },
  'warehouse.desk.transfers.store': {
    who: 'stock.write',
    form: {
      page: () => '/desk/stock/transfers',
      fields: {
        key,
        fromWarehouseId: { kind: 'row', good: ({ shop }) => String(shop.warehouseId) },
        toWarehouseId: { kind: 'row', good: async (world) => String(await world.otherWarehouse()) },
        note,
      },
    },
  },
  'warehouse.desk.transfers.line': {
    who: 'stock.write',
    scoped: true,
    row: transfer('draft'),
    form: {
      page: deskTransfer,
      fields: {
        code: { kind: 'row', good: async ({ shop }) => skuOf(shop.variantId) },
        quantity: { kind: 'count', good: '4', tenfold: true },
      },
    },
  },
  'warehouse.desk.transfers.send': {
    who: 'stock.write',
    scoped: true,
    row: transfer('draft'),
    form: { page: deskTransfer, fields: { key } },
  },
  'warehouse.desk.transfers.receive': {
    who: 'stock.write',
    scoped: true,
    row: transfer('sent'),
    form: {
      page: deskTransfer,
      fields: {
        key,
        'received[]': { kind: 'count', good: '2' },
        'cause': { kind: 'choice', good: 'lost', optional: true },
        note,
      },
    },
  },
  'warehouse.desk.transfers.cancel': {
    who: 'stock.write',
    scoped: true,
    row: transfer('draft'),
    form: { page: deskTransfer, fields: { key } },
  },
  'warehouse.desk.counts.index': { who: 'stock.write' },
  'warehouse.desk.counts.show': { who: 'stock.write', scoped: true, row: count('review') },
  'warehouse.desk.counts.store': {
    who: 'stock.write',
    row: async (world) => {
      await world.openWarehouse()
      return { params: {} }
    },
    form: {
      page: () => '/desk/stock/counts',
      fields: {
        key,
        warehouseId: { kind: 'row', good: (world) => String(world.uncountedWarehouse) },
        categoryId: { kind: 'row', good: '', optional: true },
      },
    },
  },
  'warehouse.desk.counts.line': {
    who: 'stock.write',
    scoped: true,
    row: count('open'),
    form: {
      page: deskCount,
      fields: {
        key,
        code: { kind: 'row', good: async ({ shop }) => skuOf(shop.variantId) },
        quantity: { kind: 'count', good: '3', tenfold: true, optional: true },
      },
    },
  },
  'warehouse.desk.counts.undo': {
    who: 'stock.write',
    scoped: true,
    async row(world) {
      const row = await count('open')(world)
      const place = { countId: Number(row.params.id), variantId: world.shop.variantId }
      await countLine({
        ...place,
        quantity: 1,
        more: true,
        by: staffActor(world.admin),
        key: newKey(),
      })
      return row
    },
    form: { page: deskCount, fields: { key } },
  },
  'warehouse.desk.counts.step': {
    who: 'stock.write',
    scoped: true,
    row: count('open'),
    form: { page: deskCount, fields: { key, to: { kind: 'choice', good: 'review' } } },
  },
  'warehouse.desk.counts.post': {
    who: 'stock.write',
    scoped: true,
    row: count('review'),
    form: {
      page: deskCount,
      fields: { key, 'cause[]': { kind: 'choice', good: 'found' } },
    },
  },
  'warehouse.desk.lost_demands.index': { who: 'stock.read' },
  'warehouse.desk.low_stock.index': { who: 'stock.write' },
  'warehouse.desk.low_stock.show': { who: 'stock.write', scoped: true, row: lowNotice },
  'warehouse.desk.low_stock.close': {
    who: 'stock.write',
    scoped: true,
    row: lowNotice,
    form: { page: ({ id }) => `/desk/stock/low/${id}`, fields: { key } },
  },
  'warehouse.desk.low_stock.threshold': {
    who: 'stock.write',
    row: async () => {
      const { variantId } = await givenProduct()
      return { params: { variantId } }
    },
    form: {
      page: ({ variantId }) => `/desk/stock/${variantId}`,
      fields: { pieces: { kind: 'count', good: '7', tenfold: true } },
    },
  },
  'warehouse.desk.stock_changes.index': { who: 'stock.read', answers: [200, 422] },
  'warehouse.desk.stock.index': { who: 'stock.read' },
  'warehouse.desk.stock.level': {
    who: 'stock.read',
    scoped: true,
    row: async ({ shop }) => {
      const { id } = await db
        .from('stock_levels')
        .where({ variant_id: shop.variantId, warehouse_id: shop.warehouseId })
        .firstOrFail()
      return at(Number(id))
    },
  },
  'warehouse.desk.stock.show': {
    who: 'stock.read',
    row: async ({ shop }) => ({ params: { variantId: shop.variantId } }),
  },
  'warehouse.desk.remittances.index': { who: 'remittances.work' },
  'warehouse.desk.remittances.show': {
    who: 'remittances.work',
    scoped: true,
    row: remittance('invoiced'),
  },
  'warehouse.desk.scans.store': {
    who: 'remittances.work',
    scoped: true,
    row: remittance('invoiced'),
    form: {
      page: deskRemittance,
      fields: {
        key,
        code: { kind: 'row', good: async ({ shop }) => skuOf(shop.variantId) },
        quantity: { kind: 'count', good: '1', optional: true },
      },
    },
  },
  'warehouse.desk.scans.destroy': {
    who: 'remittances.work',
    scoped: true,
    row: remittance('scanned'),
    form: {
      page: deskRemittance,
      fields: { key, variantId: { kind: 'row', good: ({ shop }) => String(shop.variantId) } },
    },
  },
  'warehouse.desk.shipments.index': { who: 'shipments.work' },

  'sales.desk.pre_invoices.index': { who: 'preInvoices.read' },
  'sales.desk.pre_invoices.pdf': {
    who: 'preInvoices.read',
    scoped: true,
    row: order('issued'),
  },
  'sales.desk.pre_invoices.show': {
    who: 'preInvoices.read',
    scoped: true,
    row: order('issued'),
  },
  'sales.desk.calls.index': { who: 'preInvoices.work' },
  'sales.desk.calls.next': { who: 'preInvoices.work' },
  'sales.desk.calls.show': { who: 'preInvoices.work', scoped: true, row: order('issued') },
  'sales.desk.validations.store': {
    who: 'preInvoices.work',
    scoped: true,
    row: order('issued'),
    form: { page: deskPre, fields: { key, outcome: { kind: 'choice', good: 'confirmed' }, note } },
  },
  'sales.desk.cancellations.store': {
    who: 'preInvoices.work',
    scoped: true,
    row: order('issued'),
    form: { page: deskPre, fields: { key, reason: { kind: 'text', good: 'پشیمان شد' } } },
  },
  'sales.desk.revisions.edit': {
    who: 'preInvoices.work',
    scoped: true,
    row: order('issued'),
  },
  'sales.desk.revisions.store': {
    who: 'preInvoices.work',
    scoped: true,
    row: order('issued'),
    form: {
      page: ({ id }) => `/desk/pre-invoices/${id}/revision`,
      fields: {
        key,
        version: { kind: 'row', good: '1' },
        code: { kind: 'row', good: async ({ shop }) => skuOf(shop.variantId), optional: true },
        added: { kind: 'count', good: '1', optional: true, tenfold: true },
        freight: { kind: 'money', good: '70000', tenfold: true },
        reason: { kind: 'text', good: 'با هماهنگی مشتری' },
      },
    },
  },
  'sales.desk.extensions.store': {
    who: 'preInvoices.work',
    scoped: true,
    row: order('issued'),
    form: { page: deskPre, fields: { key } },
  },
  'sales.desk.received_payments.store': {
    who: 'payments.record',
    scoped: true,
    row: order('confirmed'),
    form: {
      page: deskPre,
      fields: {
        key,
        method: { kind: 'choice', good: 'cash' },
        amount: { kind: 'money', good: '230000' },
        refId: { ...note, good: '123456' },
      },
    },
  },
  'sales.desk.payments.index': { who: 'payments.record' },
  'sales.desk.refunds.store': {
    who: 'payments.record',
    scoped: true,
    row: async (world) => at(await world.refundDue()),
    form: {
      page: () => '/desk/payments?status=refund_due',
      fields: { key, refId: { kind: 'text', good: '998877' } },
    },
  },
  'sales.desk.invoices.index': { who: 'invoices.read' },
  'sales.desk.invoices.print': { who: 'invoices.read', scoped: true, row: invoice },
  'sales.desk.invoices.pdf': { who: 'invoices.read', scoped: true, row: invoice },
  'sales.desk.pickings.store': {
    who: 'remittances.work',
    scoped: true,
    row: remittance('scanned'),
    form: {
      page: () => '/desk/tasks',
      fields: {
        key,
        what: { kind: 'choice', good: 'scanned', optional: true },
        restInDays: { kind: 'count', good: '3', optional: true, tenfold: true },
      },
    },
  },
  'sales.desk.shipments.store': {
    who: 'shipments.work',
    scoped: true,
    row: remittance('picked'),
    form: {
      page: () => '/desk/tasks',
      fields: {
        key,
        carrier: { kind: 'text', good: 'پست' },
        trackingCode: { ...note, good: '123456789' },
        cost: { kind: 'money', good: '50000', optional: true, tenfold: true },
      },
    },
  },
  'sales.desk.coded_deliveries.store': {
    who: 'shipments.work',
    scoped: true,
    row: shipment,
    form: {
      page: () => '/desk/shipments',
      fields: { code: { kind: 'digits', good: (world) => world.deliveryCode() } },
    },
  },
  'sales.desk.delivery_codes.store': {
    who: 'shipments.work',
    scoped: true,
    row: async (world) => {
      const { id } = await world.shipment()
      await world.waitForNextCode(id)
      return at(id)
    },
    form: { page: () => '/desk/shipments', fields: {}, silent: true },
  },
  'sales.desk.deliveries.store': {
    who: 'shipments.work',
    scoped: true,
    row: shipment,
    form: { page: () => '/desk/tasks', fields: { key } },
  },

  'aftersales.desk.tickets.index': { who: 'tickets.read' },
  'aftersales.desk.tickets.show': { who: 'tickets.read', row: ticket('ticket') },
  'aftersales.desk.answers.store': {
    who: 'tickets.work',
    row: ticket('ticket'),
    form: { page: deskTicket, fields: { key, body: { kind: 'text', good: 'بررسی شد' } } },
  },
  'aftersales.desk.closures.store': {
    who: 'tickets.work',
    row: ticket('answeredTicket'),
    form: { page: deskTicket, fields: { key } },
  },

  'till.desk.counter.show': { who: 'till.sell' },
  'till.desk.counter.preview': { who: 'till.sell' },
  'till.desk.sales.store': {
    who: 'till.sell',
    form: {
      page: ({ branch }) => `/desk/till?branch=${branch ?? ''}`,
      fields: {
        key,
        branch: { kind: 'row', good: ({ shop }) => String(shop.branchId), optional: true },
        card: { kind: 'row', good: '', optional: true },
        amount: { kind: 'money', good: '100000', tenfold: true },
        credit: { kind: 'money', good: '0', optional: true, tenfold: true },
        method: { kind: 'choice', good: 'cash' },
      },
    },
  },
  'till.desk.receipts.index': { who: 'till.sell' },
  'till.desk.receipts.show': {
    who: 'till.sell',
    scoped: true,
    row: async (world) => at(await world.tillSale()),
  },
  'till.desk.members.create': { who: 'till.sell' },
  'till.desk.members.store': {
    who: 'till.sell',
    form: {
      page: () => '/desk/till/members',
      fields: {
        key,
        branch: { kind: 'row', good: ({ shop }) => String(shop.branchId), optional: true },
        mobile: { kind: 'mobile', good: freshMobile },
        first_name: { kind: 'name', good: 'مینا' },
        last_name: { kind: 'name', good: 'رضایی' },
      },
    },
  },

  'sales.desk.payouts.index': { who: 'payouts.work' },
  'sales.desk.payouts.show': {
    who: 'payouts.work',
    scoped: true,
    row: async (world) => at(await world.payout()),
  },
  'sales.desk.payouts.approve': {
    who: 'payouts.work',
    scoped: true,
    row: async (world) => at(await world.payout()),
    form: { page: ({ id }) => `/desk/payouts/${id}`, fields: { key } },
  },
  'sales.desk.payouts.pay': {
    who: 'payouts.work',
    scoped: true,
    row: async (world) => at(await world.payout()),
    form: {
      page: ({ id }) => `/desk/payouts/${id}`,
      fields: { key, refId: { kind: 'text', good: '140512345' } },
    },
  },
  'sales.desk.payouts.reject': {
    who: 'payouts.work',
    scoped: true,
    row: async (world) => at(await world.payout()),
    form: {
      page: ({ id }) => `/desk/payouts/${id}`,
      fields: { key, note: { kind: 'text', good: 'شبا از آنِ دیگری است' } },
    },
  },

  'reports.desk.board.show': { who: 'reports.read' },
  'reports.desk.figures.show': {
    who: 'reports.read',
    row: async () => ({ params: { figure: 'sales' } }),
  },
  'reports.desk.liability.show': { who: 'reports.read' },
  'reports.desk.journal.export': { who: 'reports.export' },
  'reports.desk.board.export': { who: 'reports.export' },
  'reports.desk.lists.export': {
    who: 'reports.export',
    row: async () => ({ params: { list: 'customers' } }),
  },
  'reports.desk.figures.export': {
    who: 'reports.export',
    row: async () => ({ params: { figure: 'sales' } }),
  },
  'reports.desk.customer_file.export': {
    who: 'reports.export',
    row: async (world) => ({ params: { customerId: world.owner } }),
  },
  'reports.desk.member_wallet.export': {
    who: 'reports.export',
    row: async (world) => ({ params: { customerId: world.owner } }),
  },

  /* Live updates; who may listen to which channel is a story of its own. */
  'event_stream': { who: 'anyone', live: true },
  'subscribe': { who: 'anyone', live: true },
  'unsubscribe': { who: 'anyone', live: true },
}

async function firstId(table: string) {
  const row = await db.from(table).orderBy('id').firstOrFail()
  return String(row.id)
}

async function skuOf(variantId: number) {
  const row = await db.from('variants').where('id', variantId).firstOrFail()
  return String(row.sku)
}

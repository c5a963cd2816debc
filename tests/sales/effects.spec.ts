import { readFileSync, writeFileSync } from 'node:fs'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { sqlTime } from '#app/core/sql'
import { splitByWeight } from '#app/core/money'
import { callOffRest } from '#app/sales/actions/call_off_rest'
import { scanRemittance } from '#app/warehouse/actions/scan_remittance'
import { restOrder } from '#tests/support/given_returns'
import { acceptRevision } from '#app/sales/actions/accept_revision'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { completePayment } from '#app/sales/actions/complete_payment'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { expirePreInvoice } from '#app/sales/actions/expire_pre_invoice'
import { extendPreInvoice } from '#app/sales/actions/extend_pre_invoice'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import { recordPayment } from '#app/sales/actions/record_payment'
import { renewPreInvoice } from '#app/sales/actions/renew_pre_invoice'
import { revisePreInvoice } from '#app/sales/actions/revise_pre_invoice'
import { shipRemittance } from '#app/sales/actions/ship_remittance'
import { startPayment } from '#app/sales/actions/start_payment'
import { validatePreInvoice, type ValidationOutcome } from '#app/sales/actions/validate_pre_invoice'
import { startFakeZarinpal, type FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import Payment from '#app/sales/models/payment'
import PreInvoice from '#app/sales/models/pre_invoice'
import {
  effectOf,
  effectsTable,
  PRE_INVOICE_VERBS,
  type Effect,
  type PreInvoiceVerb,
} from '#app/sales/models/pre_invoice_effects'
import {
  PRE_INVOICE_MOVES,
  PRE_INVOICE_STATUSES,
  type PreInvoiceStatus,
} from '#app/sales/models/pre_invoice_moves'
import { acceptanceCodeOf, customerActor, newKey, Shop, staffActor } from '#tests/many/world'
import { breaches } from '#tests/support/given_club'
import { books, difference } from '#tests/support/killer_books'

const MERCHANT = '11111111-2222-3333-4444-555555555555'
const DOC = 'docs/pre-invoice-states.md'
const CREDIT = 500_000
const PIECES = 2

type Story = Awaited<ReturnType<Shop['issued']>> & {
  preInvoice: PreInvoice
  code: string
  reference: string | null
  remittanceId: number | null
  /** What was not found of it. */
  restId: number | null
  shipmentId: number | null
}

test.group('What each verb does in each state, by each actor', (group) => {
  let shop: Shop
  let fake: FakeZarinpal

  group.setup(async () => {
    shop = await Shop.open()
    fake = await startFakeZarinpal({ merchant: MERCHANT })
    const options = { baseUrl: fake.url, merchant: MERCHANT, timeoutMs: 2000 }
    usePaymentGateway(new ZarinpalGateway(options))
    return async () => {
      usePaymentGateway(null)
      await fake.close()
    }
  })

  const sales = () => staffActor(shop.staff.sales)
  const keeper = () => staffActor(shop.staff.keeper)

  /** Time passes so that a verb may be tried: validity, or a payment that is no longer under way. */
  async function past(id: number, column: 'valid_until') {
    const at = sqlTime(clock.now().minus({ minutes: 1 }))
    await db
      .from('pre_invoices')
      .where('id', id)
      .update({ [column]: at })
  }

  async function pays(story: Story) {
    const { preInvoiceId, customerId } = story
    const { paymentId } = await startPayment({ preInvoiceId, customerId, key: newKey() })
    const payment = await Payment.findOrFail(paymentId)
    story.reference = payment.reference
    /* Long ago, so that nothing waits for it any more. */
    const created = sqlTime(clock.now().minus({ hours: 1 }))
    await db.from('payments').where('id', paymentId).update({ created_at: created })
  }

  const call = (preInvoiceId: number, outcome: ValidationOutcome) =>
    validatePreInvoice({ preInvoiceId, outcome, by: sales(), key: newKey() })

  const sell = async (preInvoiceId: number) => {
    const { payable: amount } = await PreInvoice.findOrFail(preInvoiceId)
    return recordPayment({ preInvoiceId, method: 'cash', amount, by: sales(), key: newKey() })
  }

  const revise = async (preInvoiceId: number) => {
    const { version } = await PreInvoice.findOrFail(preInvoiceId)
    const change = { version, lines: [], freight: 0, reason: 'ارسال رایگان' }
    return revisePreInvoice({ preInvoiceId, ...change, by: sales(), key: newKey() })
  }

  /** On its way to a state; each step is a verb. */
  const STEPS: Partial<Record<PreInvoiceStatus, (story: Story) => Promise<unknown>>> = {
    confirmed: ({ preInvoiceId }) => call(preInvoiceId, 'confirmed'),
    invoiced: ({ preInvoiceId }) => sell(preInvoiceId),
    shipped: async (story) => {
      const remittanceId = story.remittanceId!
      if (story.restId === null) {
        await pickRemittance({ remittanceId, by: keeper(), key: newKey() })
      }
      const parcel = { remittanceId, carrier: 'پست', cost: 0, by: keeper(), key: newKey() }
      const { shipmentId } = await shipRemittance(parcel)
      story.shipmentId = shipmentId
    },
    delivered: ({ shipmentId }) =>
      confirmDelivery({ shipmentId: shipmentId!, by: sales(), key: newKey() }),
    expired: async ({ preInvoiceId }) => {
      await past(preInvoiceId, 'valid_until')
      await expirePreInvoice(preInvoiceId)
    },
    cancelled: ({ preInvoiceId }) =>
      cancelPreInvoice({ preInvoiceId, by: sales(), reason: 'انصراف', key: newKey() }),
  }
  const WAYS: Record<PreInvoiceStatus, PreInvoiceStatus[]> = {
    issued: [],
    confirmed: ['confirmed'],
    invoiced: ['confirmed', 'invoiced'],
    shipped: ['confirmed', 'invoiced', 'shipped'],
    delivered: ['confirmed', 'invoiced', 'shipped', 'delivered'],
    expired: ['confirmed', 'expired'],
    cancelled: ['confirmed', 'invoiced', 'cancelled'],
  }

  /** Whether what the verb does there is done to the rest of a sale that left in parts. */
  function isInParts(verb: PreInvoiceVerb, status: PreInvoiceStatus) {
    if (verb === 'call_off_rest') return status === 'invoiced' || status === 'shipped'
    return status === 'shipped' && (verb === 'pick' || verb === 'ship')
  }

  /** One piece is found, the other waits on a back-order. */
  async function pickInPart(story: Story) {
    const remittanceId = story.remittanceId!
    const { variantId } = shop
    await scanRemittance({ remittanceId, variantId, quantity: 1, by: keeper(), key: newKey() })
    const picking = { remittanceId, what: 'scanned', restInDays: 3, by: keeper() } as const
    const { restId } = await pickRemittance({ ...picking, key: newKey() })
    story.restId = restId
  }

  /** A document in a state, with all that the verb needs. */
  async function storyAt(status: PreInvoiceStatus, verb: PreInvoiceVerb): Promise<Story> {
    const issued = await shop.issued(CREDIT)
    const { preInvoiceId } = issued
    const preInvoice = await PreInvoice.findOrFail(preInvoiceId)
    const open = { code: '00000', reference: null, shipmentId: null }
    const papers = { remittanceId: null, restId: null }
    const story: Story = { ...issued, ...open, ...papers, preInvoice }
    /* What an expert changed and nobody agreed to is never invoiced. */
    const isUnread = verb === 'accept' && (status === 'expired' || status === 'cancelled')
    for (const step of WAYS[status].filter((one) => !isUnread || one !== 'invoiced')) {
      await STEPS[step]!(story)
      if (step === 'confirmed' && verb === 'money_arrives') await pays(story)
      if (step === 'confirmed' && isUnread) await revise(preInvoiceId)
      const remittance = await db
        .from('remittances')
        .where({ about_type: 'pre_invoice', about_id: preInvoiceId })
        .first()
      if (remittance) story.remittanceId = Number(remittance.id)
      if (step === 'invoiced' && isInParts(verb, status)) await pickInPart(story)
    }
    if (verb === 'ship' && story.restId !== null) {
      await pickRemittance({ remittanceId: story.restId, by: keeper(), key: newKey() })
    }
    const isOpen = status === 'issued' || status === 'confirmed'
    if (verb === 'ship' && status === 'invoiced') {
      await pickRemittance({ remittanceId: story.remittanceId!, by: keeper(), key: newKey() })
    }
    if (verb === 'accept' && isOpen) {
      await revise(preInvoiceId)
      story.code = await acceptanceCodeOf(preInvoiceId)
    }
    if (verb === 'expire') await past(preInvoiceId, 'valid_until')
    if (story.reference) fake.payWithoutCallback(story.reference)
    await preInvoice.refresh()
    return story
  }

  const actor = (kind: Actor['kind'], story: Story): Actor =>
    kind === 'customer'
      ? customerActor(story.customerId)
      : kind === 'staff'
        ? sales()
        : { kind: 'system', id: null }

  /** The verb as this actor does it; null where its form is not made for him. */
  function doing(verb: PreInvoiceVerb, story: Story, kind: Actor['kind']) {
    const { preInvoiceId, customerId, preInvoice, shipmentId } = story
    const remittanceId = story.restId ?? story.remittanceId
    const key = newKey()
    const by = actor(kind, story)
    const only = (who: Actor['kind'], deed: () => Promise<unknown>) => (who === kind ? deed : null)
    const VERBS: Record<PreInvoiceVerb, (() => Promise<unknown>) | null> = {
      confirm: only('staff', () => call(preInvoiceId, 'confirmed')),
      call_wrong: only('staff', () => call(preInvoiceId, 'wrong')),
      call_unanswered: only('staff', () => call(preInvoiceId, 'no_answer')),
      revise: only('staff', () => revise(preInvoiceId)),
      accept: only('customer', () =>
        acceptRevision({ preInvoiceId, customerId, version: preInvoice.version, code: story.code })
      ),
      extend: kind === 'system' ? null : () => extendPreInvoice({ preInvoiceId, by, key }),
      begin_payment: only('customer', () => startPayment({ preInvoiceId, customerId, key })),
      record_payment: only('staff', () => sell(preInvoiceId)),
      money_arrives: story.reference
        ? only('system', () =>
            completePayment({ gateway: 'zarinpal', reference: story.reference! })
          )
        : null,
      pick: remittanceId
        ? only('staff', () => pickRemittance({ remittanceId, by: keeper(), key }))
        : null,
      ship: remittanceId
        ? only('staff', () =>
            shipRemittance({ remittanceId, carrier: 'پست', cost: 0, by: keeper(), key })
          )
        : null,
      deliver:
        shipmentId && kind !== 'system' ? () => confirmDelivery({ shipmentId, by, key }) : null,
      call_off_rest:
        remittanceId && kind !== 'system'
          ? async () => {
              const rest = story.restId
              if (rest !== null) return callOffRest(await restOrder(rest, { by }))
              const shown = {
                moneyBack: 0,
                creditBack: 0,
                cashBack: 0,
                voided: 0,
                taken: 0,
                owed: 0,
              }
              const order = { remittanceId, freight: false, reason: null, expected: shown }
              return callOffRest({ ...order, by, key })
            }
          : null,
      cancel: () => cancelPreInvoice({ preInvoiceId, by, reason: 'انصراف', key }),
      expire: only('system', () => expirePreInvoice(preInvoiceId)),
      renew: only('customer', async () => {
        const { expectedTotal } = await shop.order(customerId)
        return renewPreInvoice({ preInvoiceId, customerId, expectedTotal, key })
      }),
    }
    return VERBS[verb]
  }

  /** Pieces, credit and money around one document, as they are now. */
  async function measured({ preInvoiceId, wallet }: Story) {
    const level = await db.from('stock_levels').where('variant_id', shop.variantId).firstOrFail()
    const backs = db
      .from('sales_returns as r')
      .join('invoices as i', 'i.id', 'r.invoice_id')
      .where({ 'i.source_type': 'pre_invoice', 'i.source_id': preInvoiceId })
    const payments = await db
      .from('payments')
      .where({ payable_type: 'pre_invoice', payable_id: preInvoiceId })
      .orWhere((query) => {
        query.where('payable_type', 'sales_return').whereIn('payable_id', backs.select('r.id'))
      })
    const moneyIn = (status: string) =>
      payments
        .filter((payment) => payment.status === status)
        .reduce((sum, payment) => sum + Number(payment.amount), 0)
    const waiting = await db
      .from('remittances')
      .where({ about_type: 'pre_invoice', about_id: preInvoiceId, status: 'waiting' })
    return {
      onHand: Number(level.on_hand),
      reserved: Number(level.reserved),
      remittances: waiting.length,
      ...(await wallet.balances()),
      begun: moneyIn('started'),
      paid: moneyIn('paid'),
      due: moneyIn('refund_due'),
    }
  }
  type Measured = Awaited<ReturnType<typeof measured>>

  /** What the words of an effect mean in pieces and Rial. */
  function expected({ stock, credit, money }: Effect, verb: PreInvoiceVerb, story: Story) {
    const { payable, total, freight } = story.preInvoice
    const rest = (total - freight) / PIECES
    const [creditShare, moneyShare] = splitByWeight(rest, [CREDIT, total - CREDIT])
    const isNew = verb === 'renew'
    const late = verb === 'money_arrives'
    const goods = story.restId === null ? PIECES : 1
    const STOCK: Record<Effect['stock'], Partial<Measured>> = {
      stays: {},
      reserved_again: isNew ? { reserved: PIECES } : {},
      released: { reserved: -PIECES },
      on_remittance: { remittances: 1 },
      handed_out: { onHand: -goods, reserved: -goods, remittances: -1 },
      rest_released: { reserved: -1, remittances: -1 },
    }
    const CREDITS: Record<Effect['credit'], Partial<Measured>> = {
      stays: {},
      held_again: { available: -CREDIT, held: CREDIT },
      given_back: { available: CREDIT, held: -CREDIT },
      spent: { held: -CREDIT },
      returned: { available: CREDIT },
      share_returned: { available: creditShare },
      earned: {},
    }
    const MONEY: Record<Effect['money'], Partial<Measured>> = {
      none: {},
      begun: { begun: payable },
      received: { paid: payable, ...(late && { begun: -payable }) },
      share_due_back: { due: moneyShare },
      due_back: { due: payable, ...(late ? { begun: -payable } : { paid: -payable }) },
    }
    const undone = stock === 'released' && credit === 'returned' ? { remittances: -1 } : {}
    return { ...STOCK[stock], ...CREDITS[credit], ...MONEY[money], ...undone }
  }

  for (const verb of PRE_INVOICE_VERBS) {
    for (const status of PRE_INVOICE_STATUSES) {
      test(`[row 60] ${verb} in ${status}`, async ({ assert }) => {
        for (const kind of ['customer', 'staff', 'system'] as const) {
          const effect = effectOf(verb, status, kind)
          const story = await storyAt(status, verb)
          const deed = doing(verb, story, kind)
          if (!deed) {
            assert.isNull(effect, `${kind} has no way to do it`)
            continue
          }
          const before = await measured(story)
          if (!effect) {
            const written = await books()
            const answer = await deed().catch((error: unknown) => error)
            assert.deepEqual(difference(written, await books()), {})
            if (verb === 'expire') continue
            /* What he agreed to already stays so. */
            if (verb === 'accept' && !(answer instanceof Error)) continue
            assert.instanceOf(answer, Refusal, `${kind}: ${String(answer)}`)
            const { status: code, details } = answer as Refusal
            assert.equal(code, 409)
            const isParcel = ['pick', 'ship', 'deliver', 'call_off_rest'].includes(verb)
            if (isParcel) assert.isArray(details.allowed)
            else assert.deepEqual(details.allowed, PRE_INVOICE_MOVES[status][kind])
            continue
          }
          await deed()
          await story.preInvoice.refresh()
          assert.equal(story.preInvoice.status, effect.to)
          const after = await measured(story)
          const changes = Object.fromEntries(
            Object.entries(after)
              .map(([name, now]) => [name, now - before[name as keyof Measured]] as const)
              .filter(([, change]) => change !== 0)
          )
          if (effect.credit === 'earned') {
            assert.isAbove(changes.pending, 0)
            delete changes.pending
          }
          assert.deepEqual(changes, expected(effect, verb, story), `${kind} does ${verb}`)
        }
        assert.deepEqual(await breaches(), [])
      })
    }
  }

  test('[row 60] the table that people read is the one that is tested', ({ assert }) => {
    const text = readFileSync(DOC, 'utf8')
    const table = effectsTable()
    if (process.env.WRITE_DOCS) writeFileSync(DOC, text.replace(/^\|[\s\S]*\|$/m, table))
    const words = (markdown: string) => markdown.replace(/[ -]+/g, ' ')
    assert.include(words(readFileSync(DOC, 'utf8')), words(table))
  })
})

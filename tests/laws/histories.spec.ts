import fc from 'fast-check'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { transaction } from '#app/core/transaction'
import { expireLots } from '#app/club/actions/expire_lots'
import { matureLots } from '#app/club/actions/mature_lots'
import { breaches, givenClub, someDocument, type StoryMember } from '#tests/support/given_club'

/** Chosen anew for each run and printed, so that a failure can be played again: SEED=… */
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
const HISTORIES = Number(process.env.HISTORIES ?? 60)

const amount = fc.integer({ min: 1, max: 400 })
const days = fc.integer({ min: 1, max: 9 })
const which = fc.nat({ max: 5 })

const anyEvent = fc.oneof(
  fc.record({ kind: fc.constant('earn' as const), amount, days }),
  fc.record({ kind: fc.constant('earn_pending' as const), amount, days }),
  fc.record({ kind: fc.constant('hold' as const), amount }),
  fc.record({ kind: fc.constant('post' as const), which }),
  fc.record({ kind: fc.constant('void' as const), which }),
  fc.record({ kind: fc.constant('spend' as const), amount }),
  fc.record({ kind: fc.constant('void_pending' as const), which }),
  fc.record({ kind: fc.constant('days_pass' as const), days }),
  fc.record({ kind: fc.constant('mature' as const) }),
  fc.record({ kind: fc.constant('expire' as const) })
)
type Event = typeof anyEvent extends fc.Arbitrary<infer E> ? E : never

/** What the books should say, kept in the simplest way there is. */
class Model {
  lots: { left: number; waits?: number; ends: number; source: number; order: number }[] = []
  holds: { id: number; from: { lot: Model['lots'][number]; amount: number }[] }[] = []
  sources: { type: string; id: number }[] = []
  now = 0

  get pending() {
    return sum(this.lots.filter(({ waits }) => waits !== undefined).map(({ left }) => left))
  }

  get available() {
    return sum(this.lots.filter(({ waits }) => waits === undefined).map(({ left }) => left))
  }

  get held() {
    return sum(this.holds.flatMap(({ from }) => from.map((part) => part.amount)))
  }

  draw(wanted: number) {
    const from: Model['holds'][number]['from'] = []
    const open = this.lots.filter(({ waits, left }) => waits === undefined && left > 0)
    open.sort((a, b) => a.ends - b.ends || a.order - b.order)
    for (const lot of open) {
      const taken = Math.min(wanted, lot.left)
      if (taken === 0) break
      lot.left -= taken
      wanted -= taken
      from.push({ lot, amount: taken })
    }
    return from
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0)
const FAR = 100_000

class History {
  model = new Model()
  start = clock.now()
  constructor(readonly member: StoryMember) {}

  at = (day: number) => this.start.plus({ days: day })

  async earn(credit: number, of: { waits?: number; ends?: number }) {
    const { model, member } = this
    const source = someDocument()
    const pendingUntil = of.waits === undefined ? undefined : this.at(of.waits)
    const expiresAt = of.ends === undefined ? undefined : this.at(of.ends)
    await givenClub.credit(member.wallet, credit, { source, pendingUntil, expiresAt })
    const order = model.lots.length
    model.sources.push(source)
    const lot = { left: credit, waits: of.waits, ends: of.ends ?? FAR, source: source.id, order }
    model.lots.push(lot)
  }

  async take(wanted: number, how: 'hold' | 'spend') {
    const { model, member } = this
    const can = wanted <= model.available
    const work = givenClub[how](member.wallet, wanted)
    if (!can) return mustRefuse(work, 'not_enough_credit')
    const done = await work
    const from = model.draw(wanted)
    if (typeof done !== 'number') model.holds.push({ id: done.id, from })
  }

  async close(index: number, how: 'post' | 'void') {
    const { model, member } = this
    if (model.holds.length === 0) return
    const [hold] = model.holds.splice(index % model.holds.length, 1)
    await givenClub[how](member.wallet, hold.id)
    if (how === 'void') for (const { lot, amount: part } of hold.from) lot.left += part
    await mustRefuse(givenClub[how](member.wallet, hold.id), 'hold_closed')
  }

  async voidPending(index: number) {
    const { model, member } = this
    const source = model.sources[index]
    if (!source) return
    await transaction((trx) => member.wallet.voidPending(source, SYSTEM, trx))
    for (const lot of model.lots) {
      if (lot.source === source.id && lot.waits !== undefined) lot.left = 0
    }
  }

  async mature() {
    await matureLots()
    for (const lot of this.model.lots) {
      if (lot.waits === undefined || lot.waits > this.model.now) continue
      lot.waits = undefined
    }
  }

  async expire() {
    await expireLots()
    for (const lot of this.model.lots) {
      if (lot.waits === undefined && lot.ends <= this.model.now) lot.left = 0
    }
  }

  async happens(event: Event) {
    const { now } = this.model
    switch (event.kind) {
      case 'earn':
        return this.earn(event.amount, { ends: now + event.days })
      case 'earn_pending':
        return this.earn(event.amount, { waits: now + event.days, ends: now + 2 * event.days })
      case 'hold':
      case 'spend':
        return this.take(event.amount, event.kind)
      case 'post':
      case 'void':
        return this.close(event.which, event.kind)
      case 'void_pending':
        return this.voidPending(event.which)
      case 'days_pass':
        this.model.now += event.days
        return clock.travel({ days: event.days })
      default:
        return this[event.kind]()
    }
  }
}

async function mustRefuse(work: Promise<unknown>, code: string) {
  try {
    await work
  } catch (error) {
    if (error instanceof Refusal && error.refusal === code) return
    throw error
  }
  throw new Error(`was not refused as ${code}`)
}

test.group('The laws after every step of any history [row 29]', () => {
  test(`${HISTORIES} random histories keep every law (seed ${SEED})`, async ({ assert }) => {
    let steps = 0
    const property = fc.asyncProperty(
      fc.array(anyEvent, { minLength: 5, maxLength: 25 }),
      async (events) => {
        const history = new History(await givenClub.member())
        for (const step of events) {
          await history.happens(step)
          steps++
          const { available, held, pending } = history.model
          assert.deepEqual(await history.member.wallet.balances(), { available, held, pending })
          assert.deepEqual(await breaches(), [])
        }
      }
    )
    await fc.assert(property, { seed: SEED, numRuns: HISTORIES })
    console.log(`    ${HISTORIES} histories, ${steps} steps, seed ${SEED}`)
  }).timeout(300_000)
})

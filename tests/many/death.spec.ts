import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { deliverMessages } from '#app/messaging/actions/deliver_messages'
import { startFakeKavenegar, type FakeKavenegar } from '#app/messaging/fakes/fake_kavenegar'
import { useSmsGateway } from '#app/messaging/gateways/current'
import { KavenegarGateway } from '#app/messaging/gateways/kavenegar'
import { startFakeZarinpal, type FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import { DEEDS } from '#tests/many/deeds'
import { exportedVerbs, NOT_COVERED } from '#tests/many/verbs'
import { Shop } from '#tests/many/world'
import { breaches } from '#tests/support/given_club'
import { deaths, Doomed, type Deed, type Moment } from '#tests/support/killer'
import { books, difference, type Books } from '#tests/support/killer_books'
import { countWrites } from '#tests/support/killer_statements'

const MERCHANT = '00000000-0000-0000-0000-000000000000'
/** TEST_DEATHS=all dies after every write of every verb; otherwise after some of them. */
const EVERYWHERE = process.env.TEST_DEATHS === 'all'

const again = async ({ module, verb, input }: Deed) =>
  ((await import(`#app/${module}`)) as Record<string, (...of: unknown[]) => Promise<unknown>>)[
    verb
  ](...input)

/** Before the first write, after writes spread up to the last, after the commit. */
function momentsOf(writes: number, points = 1): Moment[] {
  const all = Array.from({ length: writes }, (_, at) => at + 1)
  if (EVERYWHERE || points >= writes) return ['before', ...all, 'after']
  const some = Array.from({ length: points }, (_, at) => Math.round(((at + 1) * writes) / points))
  return points === 1 ? [...some, 'after'] : ['before', ...some, 'after']
}

/** The answer without what only a repetition says, and without columns that nobody filled. */
function plain(answer: unknown) {
  const said = JSON.parse(JSON.stringify(answer ?? {})) as Record<string, unknown>
  const told = Object.entries(said).filter(([name, value]) => name !== 'repeated' && value !== null)
  return Object.fromEntries(told)
}

test.group('Death [row 30]', (group) => {
  let shop: Shop
  let kavenegar: FakeKavenegar
  let zarinpal: FakeZarinpal
  let doomed: Doomed

  group.setup(async () => {
    shop = await Shop.open()
    kavenegar = await startFakeKavenegar()
    zarinpal = await startFakeZarinpal()
    usePaymentGateway(new ZarinpalGateway({ baseUrl: zarinpal.url, merchant: MERCHANT }))
    useSmsGateway(new KavenegarGateway({ baseUrl: kavenegar.url, apiKey: kavenegar.apiKey }))
    doomed = new Doomed({
      PAYMENT_GATEWAY: 'zarinpal',
      ZARINPAL_BASE_URL: zarinpal.url,
      ZARINPAL_MERCHANT_ID: MERCHANT,
      SMS_GATEWAY: 'kavenegar',
      KAVENEGAR_BASE_URL: kavenegar.url,
      KAVENEGAR_API_KEY: kavenegar.apiKey,
    })
    return async () => {
      await doomed.close()
      usePaymentGateway(null)
      useSmsGateway(null)
      await Promise.all([kavenegar.close(), zarinpal.close()])
    }
  })

  test('every verb is tried, or it is said why not', ({ assert }) => {
    const known = [
      ...DEEDS.map(({ module, verb }) => `${module}#${verb}`),
      'messaging/actions/deliver_messages#deliverMessages',
      ...Object.keys(NOT_COVERED),
    ]
    assert.deepEqual(
      exportedVerbs().filter((verb) => !known.includes(verb)),
      [],
      'not tried'
    )
    assert.deepEqual(
      known.filter((verb) => !exportedVerbs().includes(verb)),
      [],
      'gone'
    )
  })

  for (const story of DEEDS) {
    test(`${story.verb}: cut off anywhere, done once when it is sent again`, async ({ assert }) => {
      const { module, verb } = story
      const prepared = async (): Promise<Deed> => ({
        module,
        verb,
        input: await story.input(shop, zarinpal),
      })
      await again(await prepared())
      const first = await prepared()
      const start = await books()
      const writes = await countWrites(db, () => again(first))
      const effect = difference(start, await books())
      assert.notDeepEqual(effect, {})

      for (const moment of momentsOf(writes, story.points)) {
        clock.reset()
        await dieAndRepeat(await prepared(), moment, effect)
      }

      /** What is done already and has no key is refused; everything else has its answer. */
      async function sentAgain(deed: Deed, left: Books) {
        if (!story.refusesAgain || Object.keys(left).length === 0) return again(deed)
        await assert.rejects(() => again(deed), story.refusesAgain)
      }

      async function dieAndRepeat(deed: Deed, moment: Moment, whole: Books) {
        const told = `${verb}, cut off ${typeof moment === 'number' ? `after write ${moment}` : moment}`
        const before = await books()
        const { died } = await doomed.perform(deed, moment)
        assert.isTrue(died, told)
        assert.deepEqual(await breaches(), [], `${told}: laws`)
        const left = difference(before, await books())
        const mayBeLeft = moment === 'after' || story.steps ? [whole, ...(story.steps ?? [])] : []
        assert.deepInclude([{}, ...mayBeLeft], left, `${told}: what it left`)
        if (moment === 'after') assert.deepEqual(left, whole, `${told}: what it left`)

        if (story.later) clock.travel(story.later)
        const answer = await sentAgain(deed, left)
        assert.deepEqual(difference(before, await books()), whole, `${told}: sent again`)
        assert.deepEqual(await breaches(), [], `${told}: laws after it was sent again`)
        if (story.sweeps || story.refusesAgain) return
        assert.deepEqual(plain(await again(deed)), plain(answer), `${told}: the same answer`)
        assert.deepEqual(difference(before, await books()), whole, `${told}: a third time`)
      }
    }).timeout(240_000)
  }

  test('a sender that dies sends nothing twice and loses nothing', async ({ assert }) => {
    /* Stories before this one had travelled. */
    clock.travel({ hours: 2 })
    await deliverMessages()
    clock.reset()
    const deed: Deed = {
      module: 'messaging/actions/deliver_messages',
      verb: 'deliverMessages',
      input: [],
    }
    await shop.issued()
    const { writes } = await doomed.perform(deed, 'never')
    for (const moment of momentsOf(writes, 5)) {
      clock.reset()
      await shop.issued()
      const { died } = await doomed.perform(deed, moment)
      assert.isTrue(died, `died ${moment}`)
      clock.travel({ minutes: 3 })
      await deliverMessages()
      await deliverMessages()
    }
    const rows = await db.from('outgoing_messages').select('id', 'state')
    assert.deepEqual(
      rows.filter((row) => row.state !== 'sent'),
      []
    )
    const sent = kavenegar.sent().map(({ localid }) => Number(localid))
    const byNumber = (a: number, b: number) => a - b
    assert.deepEqual(sent.sort(byNumber), rows.map((row) => Number(row.id)).sort(byNumber))
  }).timeout(120_000)

  test('so many died', ({ assert }) => {
    console.log(`    ${deaths.count} processes died on ${db.connection().dialect.name}`)
    assert.isAbove(deaths.count, 30)
  })
})

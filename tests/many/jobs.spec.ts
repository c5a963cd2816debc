import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { startFakeKavenegar } from '#app/messaging/fakes/fake_kavenegar'
import { Shop } from '#tests/many/world'
import { breaches, givenClub } from '#tests/support/given_club'
import { Doomed } from '#tests/support/killer'
import { books, difference } from '#tests/support/killer_books'

const PROCESSES = 8

const JOBS = [
  'sales/jobs/expire_pre_invoices_job',
  'club/jobs/mature_lots_job',
  'messaging/jobs/deliver_messages_job',
].map((module) => ({ module, verb: 'default', input: [] }))

test.group('Jobs on every node at once', () => {
  test('what is due is done once', async ({ assert, cleanup }) => {
    const shop = await Shop.open()
    const kavenegar = await startFakeKavenegar()
    cleanup(() => kavenegar.close())
    const past = sqlTime(clock.now().minus({ minutes: 5 }))
    const requests = await Promise.all(Array.from({ length: 6 }, () => shop.issued()))
    const ids = requests.map(({ preInvoiceId }) => preInvoiceId)
    await db.from('pre_invoices').whereIn('id', ids).update({ valid_until: past })
    for (let i = 0; i < 12; i++) {
      const { wallet } = await shop.member(0)
      await givenClub.credit(wallet, 400_000, { pendingUntil: clock.now().minus({ minutes: 5 }) })
    }
    const nodes = new Doomed(
      {
        SMS_GATEWAY: 'kavenegar',
        KAVENEGAR_BASE_URL: kavenegar.url,
        KAVENEGAR_API_KEY: kavenegar.apiKey,
      },
      PROCESSES
    )
    cleanup(() => nodes.close())
    const before = await books()
    const nodesDid = await Promise.all(
      Array.from({ length: PROCESSES }, () => nodes.perform(JOBS, 'never'))
    )
    const [expired, matured, sent] = JOBS.map((_, job) =>
      nodesDid.reduce((sum, { answers }) => sum + Number(answers[job]), 0)
    )
    assert.equal(expired, 6)
    assert.equal(matured, 12)
    const effect = difference(before, await books())
    assert.equal(effect['pre_invoices expired n'], 6)
    assert.equal(effect['reservations released n'], 6)
    assert.equal(effect['holds voided n'], 6)
    assert.equal(effect['lots available n'], 12)

    const messages = await db.from('outgoing_messages').select('id', 'state')
    assert.deepEqual(
      messages.filter(({ state }) => state !== 'sent'),
      []
    )
    assert.equal(sent, messages.length)
    const texts = kavenegar.sent().map(({ localid }) => Number(localid))
    assert.lengthOf(texts, messages.length)
    assert.sameMembers(
      texts,
      messages.map(({ id }) => Number(id))
    )
    assert.deepEqual(await breaches(), [])
  }).timeout(120_000)
})

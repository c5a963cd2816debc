import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { transaction } from '#app/core/transaction'
import { deliverMessages, resumeSending } from '#app/messaging/actions/deliver_messages'
import { startFakeKavenegar, type FakeKavenegar } from '#app/messaging/fakes/fake_kavenegar'
import { useSmsGateway } from '#app/messaging/gateways/current'
import { KavenegarGateway } from '#app/messaging/gateways/kavenegar'
import { outboxList, sendingPause } from '#app/messaging/queries/outbox_list'
import { queueMessage } from '#app/messaging/queue_message'
import { given } from '#tests/support/given'

const KEY = 'test-key'
let provider: FakeKavenegar

/** Puts a sign-in code for the customer in the outbox. */
async function queueCode(mobile: string, code = '12345') {
  await transaction((trx) =>
    queueMessage({ template: 'sign_in_code', to: { mobile, locale: 'fa' }, params: { code } }, trx)
  )
}

const rows = () => db.from('outgoing_messages').orderBy('id')

test.group('Deliver messages [row 83]', (group) => {
  group.each.setup(async () => {
    provider = await startFakeKavenegar({ apiKey: KEY })
    useSmsGateway(new KavenegarGateway({ apiKey: KEY, baseUrl: provider.url, timeoutMs: 1000 }))
    await db.from('outgoing_messages').delete()
    return async () => {
      useSmsGateway(null)
      await provider.close()
    }
  })

  test('a message leaves after the transaction, and a secret text is not kept', async ({
    assert,
  }) => {
    const { mobile } = await given.customer()
    await queueCode(mobile)
    assert.equal(await deliverMessages(), 1)
    assert.include(provider.sent()[0].message, '12345')
    const [row] = await rows()
    assert.equal(row.state, 'sent')
    assert.equal(row.provider, 'kavenegar')
    assert.notInclude(row.text, '12345')
    assert.isAbove(row.cost, 0)
  })

  test('a transaction that is refused sends nothing', async ({ assert }) => {
    const { mobile } = await given.customer()
    await assert.rejects(() =>
      transaction(async (trx) => {
        await queueMessage(
          { template: 'sign_in_code', to: { mobile, locale: 'fa' }, params: { code: '11111' } },
          trx
        )
        throw new Error('refused')
      })
    )
    assert.equal(await deliverMessages(), 0)
    assert.lengthOf(provider.sent(), 0)
  })

  test('two workers at once send each message once', async ({ assert }) => {
    const { mobile } = await given.customer()
    for (let n = 0; n < 20; n++) await queueCode(mobile, String(10_000 + n))
    const counts = await Promise.all([deliverMessages(), deliverMessages(), deliverMessages()])
    assert.equal(
      counts.reduce((sum, n) => sum + n, 0),
      20
    )
    assert.lengthOf(provider.sent(), 20)
  })

  test('a worker that died after sending does not send a second text', async ({ assert }) => {
    const { mobile } = await given.customer()
    await queueCode(mobile)
    await deliverMessages()
    await db
      .from('outgoing_messages')
      .update({ state: 'sending', claimed_at: '2020-01-01 00:00:00' })
    await deliverMessages()
    assert.lengthOf(provider.sent(), 1)
    const [row] = await rows()
    assert.equal(row.state, 'sent')
  })

  test('a passing fault is tried again later, a bounded number of times', async ({ assert }) => {
    const { mobile } = await given.customer()
    await queueCode(mobile)
    provider.failNext(409, 10)
    for (let n = 0; n < 8; n++) {
      await deliverMessages()
      clock.travel({ hours: 3 })
    }
    const [row] = await rows()
    assert.equal(row.state, 'failed')
    assert.equal(row.attempts, 6)
    assert.lengthOf(provider.sent(), 0)
  })

  test('without credit the queue stops, loses nothing, and goes on when staff say so', async ({
    assert,
  }) => {
    const { mobile } = await given.customer()
    await queueCode(mobile)
    await queueCode(mobile, '22222')
    provider.failNext(418, 1)
    assert.equal(await deliverMessages(), 0)
    assert.equal(await deliverMessages(), 0)
    const pause = await db.from('sending_pauses').firstOrFail()
    assert.equal(pause.channel, 'sms')
    await resumeSending()
    await deliverMessages()
    assert.lengthOf(provider.sent(), 2)
  })

  test('a code is read by nobody: neither while it waits nor after it was given up', async ({
    assert,
  }) => {
    const { mobile } = await given.customer()
    await queueCode(mobile, '54321')
    const waiting = await outboxList({})
    assert.notInclude(waiting.rows[0].text, '54321')
    const [stored] = await rows()
    assert.include(stored.text, '54321')
    provider.failNext(411, 1)
    await deliverMessages()
    const [row] = await rows()
    assert.equal(row.state, 'failed')
    assert.equal(row.text, '•••')

    useSmsGateway(null)
    await queueCode(mobile, '65432')
    const telephone = await outboxList({})
    assert.include(telephone.rows[0].text, '65432')
  })

  test('every channel goes on when staff say so', async ({ assert }) => {
    const since = '2026-01-01 00:00:00'
    const pause = { channel: 'email', reason: 'sms.network', paused_at: since }
    await db.table('sending_pauses').insert(pause)
    assert.isNotNull(await sendingPause())
    await resumeSending()
    assert.isNull(await sendingPause())
  })

  test('a wrong number is given up at once', async ({ assert }) => {
    const { mobile } = await given.customer()
    await queueCode(mobile)
    provider.failNext(411, 1)
    await deliverMessages()
    const [row] = await rows()
    assert.equal(row.state, 'failed')
    assert.equal(row.error, 'sms.wrong_receptor')
  })
})

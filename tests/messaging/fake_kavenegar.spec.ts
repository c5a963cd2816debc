import { inspect } from 'node:util'
import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { startFakeKavenegar } from '#app/messaging/fakes/fake_kavenegar'
import { partsOf } from '#app/messaging/fakes/fake_kavenegar_account'
import { KavenegarGateway, smsFailureOf } from '#app/messaging/gateways/kavenegar'
import { cleanToken } from '#app/messaging/gateways/kavenegar_tokens'
import type { SmsAnswer, SmsFailure } from '#app/messaging/gateways/sms_gateway'

const MOBILE = '+989121234567'

async function provider(
  options: Parameters<typeof startFakeKavenegar>[0] & { timeoutMs?: number; key?: string } = {}
) {
  const fake = await startFakeKavenegar(options)
  const gateway = new KavenegarGateway({
    apiKey: options.key ?? fake.apiKey,
    baseUrl: fake.url,
    timeoutMs: options.timeoutMs ?? 2000,
  })
  const form = async (path: string, fields: Record<string, string>) => {
    const response = await fetch(`${fake.url}/v1/${fake.apiKey}/${path}.json`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    })
    return (await response.json()) as { return: { status: number }; entries: never[] }
  }
  return { fake, gateway, form }
}

/** Whether the provider took it. */
async function isTaken(sending: Promise<SmsAnswer>) {
  const { ok } = await sending
  return ok
}

const text = (localId: string, words = 'سلام') => ({ receptor: MOBILE, text: words, localId })

test.group('Kavenegar | sending [row 83]', () => {
  test('send a text, ask its state and see it arrive', async ({ assert, cleanup }) => {
    const { fake, gateway } = await provider({ costPerPart: 2000, credit: 10_000 })
    cleanup(() => fake.close())

    const answer = await gateway.send(text('row-1'))
    assert.isTrue(answer.ok)
    if (!answer.ok) return
    assert.deepInclude(answer, { cost: 2000, state: 'queued' })
    assert.deepInclude(fake.sent()[0], {
      receptor: '09121234567',
      message: 'سلام',
      localid: 'row-1',
    })

    fake.deliver(answer.providerId)
    const states = await gateway.status([answer.providerId, '404404'])
    assert.isTrue(states.ok)
    if (!states.ok) return
    assert.deepEqual(Object.fromEntries(states.states), {
      [answer.providerId]: 'delivered',
      '404404': 'unknown',
    })
    assert.deepEqual(await gateway.credit(), { ok: true, credit: 8000 })
  })

  test('send the same row again after the answer was lost: one text, one price', async ({
    assert,
    cleanup,
  }) => {
    const { fake, gateway } = await provider()
    cleanup(() => fake.close())
    fake.dropConnectionNext()

    const lost = await gateway.send(text('row-2'))
    assert.deepInclude(lost, { ok: false, code: 'network', kind: 'retry' })
    const again = await gateway.send(text('row-2'))
    assert.isTrue(again.ok)
    assert.lengthOf(fake.sent(), 1)
    assert.equal(fake.credit(), 10_000_000 - 1800)

    const byLocalId = await gateway.statusByLocalId(['row-2'])
    assert.equal(byLocalId.ok && byLocalId.states.get('row-2'), 'queued')
  })

  test('count parts at 70 and 67 characters', ({ assert }) => {
    assert.deepEqual(
      [70, 71, 134, 135].map((n) => partsOf('س'.repeat(n))),
      [1, 2, 2, 3]
    )
    assert.deepEqual(
      [160, 161, 306, 307].map((n) => partsOf('a'.repeat(n))),
      [1, 2, 2, 3]
    )
  })

  test('stop the queue when the credit has run out', async ({ assert, cleanup }) => {
    const { fake, gateway } = await provider({ credit: 3600 })
    cleanup(() => fake.close())
    const long = 'س'.repeat(71)
    assert.isTrue(await isTaken(gateway.send(text('a', long))))
    assert.deepEqual(await gateway.send(text('b')), {
      ok: false,
      code: 418,
      kind: 'stop_queue',
      sentenceKey: 'sms.no_credit',
    })
    assert.lengthOf(fake.sent(), 1)
  })

  test('cancel a scheduled text and get its price back', async ({ assert, cleanup }) => {
    const { fake, gateway, form } = await provider()
    cleanup(() => fake.close())
    const later = String(Math.floor(Date.now() / 1000) + 3600)
    await form('sms/send', { receptor: '09121234567', message: 'فردا', date: later })
    const id = String(fake.sent()[0].messageid)
    const cancelled = await gateway.cancel([id])
    assert.equal(cancelled.ok && cancelled.states.get(id), 'cancelled')
    assert.equal(fake.credit(), 10_000_000)
  })

  test('send nothing to a number that blocked the line', async ({ assert, cleanup }) => {
    const { fake, gateway } = await provider()
    cleanup(() => fake.close())
    fake.block(MOBILE)
    assert.deepInclude(await gateway.send(text('x')), { ok: true, state: 'blocked', cost: 0 })
    assert.deepEqual(await gateway.blockedNumbers('10004346'), { ok: true, numbers: [MOBILE] })
  })
})

test.group('Kavenegar | templates [row 83]', () => {
  test('send a code by template, with names that the provider would refuse', async ({
    assert,
    cleanup,
  }) => {
    const { fake, gateway } = await provider({
      templates: { welcome: '%token10 عزیز، کد شما %token است. %token2' },
    })
    cleanup(() => fake.close())
    const answer = await gateway.send({
      ...text('row'),
      template: 'welcome',
      tokens: { token: '12 345', token2: 'علی\nرضا_باشگاه', token10: 'سید محمد رضا' },
    })
    assert.isTrue(answer.ok)
    assert.equal(
      fake.sent()[0].message,
      'سید محمد رضا عزیز، کد شما 12-345 است. علی\u200cرضا\u200cباشگاه'
    )
  })

  test('clean every token so that 431 cannot happen', ({ assert }) => {
    assert.equal(cleanToken('a_b c', 0), 'a-b-c')
    assert.equal(cleanToken('  ', 0), '-')
    assert.equal(cleanToken('یک دو سه چهار پنج شش هفت', 5), 'یک دو سه چهار پنج شش\u200cهفت')
    assert.equal(cleanToken('۱۲ ۳۴', 0), '۱۲-۳۴')
    assert.isAtMost(cleanToken('واژه '.repeat(60), 8).length, 100)
  })

  test('refuse a template that is not there, a bad token and a token without a place', async ({
    assert,
    cleanup,
  }) => {
    const { fake, gateway, form } = await provider({ templates: { code: 'کد %token' } })
    cleanup(() => fake.close())
    const receptor = '09121234567'
    const missing = await gateway.send({ ...text('r'), template: 'none', tokens: { token: '1' } })
    assert.deepInclude(missing, { ok: false, code: 424, kind: 'permanent' })
    const status = async (fields: Record<string, string>) => {
      const reply = await form('verify/lookup', { receptor, template: 'code', ...fields })
      return reply.return.status
    }
    assert.equal(await status({ token: '1 2' }), 431)
    assert.equal(await status({ token: '1_2' }), 431)
    assert.equal(await status({ token: '1', token2: '2' }), 432)
    assert.equal(await status({}), 400)
    assert.lengthOf(fake.sent(), 0)
  })
})

test.group('Kavenegar | failures [row 83]', () => {
  test('tell a wrong key, and never show it', async ({ assert, cleanup }) => {
    const { fake, gateway } = await provider({ key: 'top-secret-key' })
    cleanup(() => fake.close())
    const answer = await gateway.send(text('r'))
    assert.deepInclude(answer, { ok: false, code: 403, kind: 'stop_queue' })
    assert.notInclude(JSON.stringify(answer) + inspect(gateway, { depth: 9 }), 'top-secret-key')
  })

  test('try again after a broken line, a proxy page and a late answer', async ({
    assert,
    cleanup,
  }) => {
    const { fake, gateway } = await provider({ timeoutMs: 150 })
    cleanup(() => fake.close())
    fake.failNext('drop')
    assert.deepInclude(await gateway.send(text('r')), { code: 'network', kind: 'retry' })
    fake.failNext('http_500')
    assert.deepInclude(await gateway.send(text('r')), { code: 502, kind: 'retry' })
    fake.setDelay(400)
    assert.deepInclude(await gateway.send(text('r')), { code: 'timeout', kind: 'retry' })
    fake.setDelay(0)
    assert.isTrue(await isTaken(gateway.send(text('r'))))
    assert.lengthOf(fake.sent(), 1)
  })

  test('fail a given number of times with a given code', async ({ assert, cleanup }) => {
    const { fake, gateway } = await provider()
    cleanup(() => fake.close())
    fake.failNext(451, 2)
    assert.deepInclude(await gateway.credit(), { code: 451, kind: 'retry' })
    assert.deepInclude(await gateway.send(text('r')), { code: 451, sentenceKey: 'sms.too_fast' })
    assert.isTrue(await isTaken(gateway.send(text('r'))))
  })

  test('refuse too many receivers, empty texts, wrong numbers, lines and lengths', async ({
    assert,
    cleanup,
  }) => {
    const { fake, form } = await provider()
    cleanup(() => fake.close())
    const receptor = '09121234567'
    const send = async (fields: Record<string, string>, method = 'send') => {
      const reply = await form(`sms/${method}`, fields)
      return reply.return.status
    }
    const many = Array.from({ length: 201 }, () => receptor).join(',')
    assert.equal(await send({ receptor: many, message: 'x' }), 414)
    assert.equal(await send({ receptor, message: ' ' }), 413)
    assert.equal(await send({ receptor: '12', message: 'x' }), 411)
    assert.equal(await send({ receptor, message: 'x', sender: '999' }), 412)
    assert.equal(await send({ receptor, message: 'x', date: '17' }), 417)
    const uneven = { receptor: '["09121234567","09121234568"]', message: '["x"]', sender: '["1"]' }
    assert.equal(await send(uneven, 'sendarray'), 419)
    const even = {
      receptor: '["09121234567","09121234568"]',
      message: '["یک","دو"]',
      sender: '["10004346","10004346"]',
      localmessageids: '["m1","m2"]',
    }
    assert.equal(await send(even, 'sendarray'), 200)
    assert.equal(await send(even, 'sendarray'), 200)
    assert.deepEqual(
      fake.sent().map((sms) => sms.message),
      ['یک', 'دو']
    )
  })

  test('never speak plain HTTP to another machine', ({ assert }) => {
    const gateway = (baseUrl: string) => () => new KavenegarGateway({ apiKey: 'k', baseUrl })
    assert.throws(gateway('http://api.kavenegar.com'), /https/)
    assert.doesNotThrow(gateway('https://api.kavenegar.com'))
  })

  test('have a sentence in both languages for every failure', ({ assert }) => {
    const codes: SmsFailure['code'][] = ['network', 'timeout', 999]
    for (let code = 400; code <= 501; code++) codes.push(code)
    for (const locale of ['fa', 'en']) {
      const file = new URL(`../../resources/lang/${locale}/sms.json`, import.meta.url)
      const sentences = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
      for (const code of codes) {
        assert.property(sentences, smsFailureOf(code).sentenceKey.replace('sms.', ''))
      }
    }
  })
})

test.group('Kavenegar | inbox [row 83]', () => {
  test('read the incoming texts once', async ({ assert, cleanup }) => {
    const { fake, gateway, form } = await provider()
    cleanup(() => fake.close())
    fake.receive(MOBILE, '11')
    const first = await gateway.inbox('10004346')
    assert.isTrue(first.ok)
    if (!first.ok) return
    assert.deepInclude(first.messages[0], { from: MOBILE, text: '11', line: '10004346' })
    assert.deepEqual(await gateway.inbox('10004346'), { ok: true, messages: [] })
    const read = await form('sms/inboxpaged', { linenumber: '10004346', isread: '1' })
    assert.lengthOf(read.entries, 1)
  })
})

import { test } from '@japa/runner'
import { inRial } from '#app/core/money'
import { startFakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { startFakeZibal } from '#app/sales/fakes/fake_zibal'
import { PaymentGatewayRefusal, type PaymentGateway } from '#app/sales/gateways/payment_gateway'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import { ZibalGateway } from '#app/sales/gateways/zibal'

const MERCHANT = '11111111-2222-3333-4444-555555555555'
const CALLBACK = 'http://127.0.0.1:9/payments/return?basket=7'

async function zarinpal(timeoutMs = 2000, merchant = MERCHANT) {
  const fake = await startFakeZarinpal({ merchant: MERCHANT })
  return { fake, gateway: new ZarinpalGateway({ baseUrl: fake.url, merchant, timeoutMs }) }
}

async function zibal(timeoutMs = 2000, merchant = 'zibal') {
  const fake = await startFakeZibal()
  return { fake, gateway: new ZibalGateway({ baseUrl: fake.url, merchant, timeoutMs }) }
}

const begin = (gateway: PaymentGateway, amount = 1_250_000) =>
  gateway.create({
    amount: inRial(amount),
    description: 'پیش‌فاکتور <۱۲>',
    callbackUrl: CALLBACK,
    mobile: '+989121234567',
    orderId: '42',
  })

/** Presses a button of the payment page, as a browser would; answers where it leads. */
async function press(redirectUrl: string, outcome: 'paid' | 'cancelled') {
  const headers = { accept: 'text/html' }
  const body = new URLSearchParams({ outcome })
  const options = { method: 'POST', headers, body, redirect: 'manual' } as const
  const response = await fetch(redirectUrl, options)
  return new URL(response.headers.get('location') ?? '')
}

const queryOf = (url: URL) => Object.fromEntries(url.searchParams)

/** The state alone, of an inquiry or a verification. */
async function stateOf<S>(asked: Promise<{ state: S }>) {
  const { state } = await asked
  return state
}

const KINDS = [
  { name: 'Zarinpal', make: zarinpal, again: 101 },
  { name: 'Zibal', make: zibal, again: 201 },
] as const

for (const { name, make, again } of KINDS) {
  test.group(`${name} | paying [row 46]`, () => {
    test('pay on the page, come back, verify once and once more', async ({ assert, cleanup }) => {
      const { fake, gateway } = await make()
      cleanup(() => fake.close())
      const { reference, redirectUrl } = await begin(gateway)

      const shown = await fetch(redirectUrl, { headers: { accept: 'text/html' } })
      const page = await shown.text()
      assert.include(page, 'dir="rtl"')
      assert.include(page, '۱۲۵٬۰۰۰ تومان')
      assert.include(page, '۱٬۲۵۰٬۰۰۰ ریال')
      assert.include(page, 'پیش‌فاکتور &lt;۱۲&gt;')
      assert.include(page, 'پرداخت موفق')
      assert.include(page, 'انصراف')

      const back = await press(redirectUrl, 'paid')
      assert.equal(back.searchParams.get('basket'), '7')
      assert.deepEqual(gateway.parseCallback(queryOf(back)), { reference, claimedOk: true })
      assert.equal(await stateOf(gateway.inquire(reference)), 'paid_unverified')

      const first = await gateway.verify({ reference, amount: inRial(1_250_000) })
      assert.deepInclude(first, { state: 'paid', code: 100 })
      assert.match(first.refId ?? '', /^\d{9}$/)
      assert.match(first.cardPan ?? '', /^\d{6}\*{6}\d{4}$/)
      const second = await gateway.verify({ reference, amount: inRial(1_250_000) })
      assert.deepInclude(second, { state: 'already_verified', code: again, refId: first.refId })
      assert.equal(await stateOf(gateway.inquire(reference)), 'verified')
    })

    test('give up on the page', async ({ assert, cleanup }) => {
      const { fake, gateway } = await make()
      cleanup(() => fake.close())
      const { reference, redirectUrl } = await begin(gateway)
      assert.equal(await stateOf(gateway.inquire(reference)), 'pending')
      const back = await press(redirectUrl, 'cancelled')
      assert.deepEqual(gateway.parseCallback(queryOf(back)), { reference, claimedOk: false })
      assert.equal(
        await stateOf(gateway.verify({ reference, amount: inRial(1_250_000) })),
        'not_paid'
      )
      assert.equal(await stateOf(gateway.inquire(reference)), 'failed')
      const repeated = await press(redirectUrl, 'paid')
      assert.isFalse(gateway.parseCallback(queryOf(repeated))?.claimedOk)
    })

    test('a forged return proves nothing', async ({ assert, cleanup }) => {
      const { fake, gateway } = await make()
      cleanup(() => fake.close())
      const { reference } = await begin(gateway)
      assert.equal(
        await stateOf(gateway.verify({ reference, amount: inRial(1_250_000) })),
        'not_paid'
      )
      assert.isNull(gateway.parseCallback({}))
      assert.isNull(gateway.parseCallback({ Authority: ['a', 'b'], trackId: { a: 1 } }))
    })

    test('find a payment whose payer never came back', async ({ assert, cleanup }) => {
      const { fake, gateway } = await make()
      cleanup(() => fake.close())
      const { reference } = await begin(gateway)
      fake.payWithoutCallback(reference)
      assert.equal(await stateOf(gateway.inquire(reference)), 'paid_unverified')
      assert.equal(await stateOf(gateway.verify({ reference, amount: inRial(1_250_000) })), 'paid')
    })

    test('leave a payment of another amount unverified', async ({ assert, cleanup }) => {
      const { fake, gateway } = await make()
      cleanup(() => fake.close())
      const { reference } = await begin(gateway)
      fake.payWithoutCallback(reference)
      fake.setPaidAmount(reference, 1000)
      const answer = await gateway.verify({ reference, amount: inRial(1_250_000) })
      assert.equal(answer.state, 'amount_mismatch')
      assert.equal(await stateOf(gateway.inquire(reference)), 'paid_unverified')
    })

    test('money that the bank took back is not paid', async ({ assert, cleanup }) => {
      const { fake, gateway } = await make()
      cleanup(() => fake.close())
      const { reference } = await begin(gateway)
      fake.payWithoutCallback(reference)
      fake.takeBack(reference)
      assert.equal(await stateOf(gateway.inquire(reference)), 'failed')
      assert.equal(
        await stateOf(gateway.verify({ reference, amount: inRial(1_250_000) })),
        'not_paid'
      )
    })
  })

  test.group(`${name} | trouble [row 46]`, () => {
    test('a lost answer to verify is a question, not a failure', async ({ assert, cleanup }) => {
      const { fake, gateway } = await make(150)
      cleanup(() => fake.close())
      const { reference } = await begin(gateway)
      fake.payWithoutCallback(reference)
      for (const mishap of ['drop', 'http_500'] as const) {
        fake.failNext(mishap)
        const answer = await gateway.verify({ reference, amount: inRial(1_250_000) })
        assert.deepInclude(answer, { state: 'unreachable', code: 'network' })
      }
      fake.setDelay(400)
      const late = await gateway.verify({ reference, amount: inRial(1_250_000) })
      assert.deepInclude(late, { state: 'unreachable', code: 'timeout' })
      fake.setDelay(0)
      fake.failNext('drop')
      assert.equal(await stateOf(gateway.inquire(reference)), 'unreachable')
      const finallyKnown = await gateway.verify({ reference, amount: inRial(1_250_000) })
      assert.include(['paid', 'already_verified'], finallyKnown.state)
    })

    test('begin no payment when the gateway is away or says no', async ({ assert, cleanup }) => {
      const { fake, gateway } = await make()
      cleanup(() => fake.close())
      const refusal = async (amount: number) => {
        const error: unknown = await begin(gateway, amount).catch((thrown: unknown) => thrown)
        assert.instanceOf(error, PaymentGatewayRefusal)
        return (error as PaymentGatewayRefusal).refusal
      }
      fake.failNext('drop')
      assert.equal(await refusal(5000), 'payment_gateway_unreachable')
      fake.failNext(name === 'Zibal' ? 103 : -12)
      assert.equal(await refusal(5000), 'payment_gateway_refused')
      assert.equal(await refusal(999), 'payment_gateway_refused')
      assert.lengthOf(fake.payments(), 0)
    })

    test('a wrong merchant leaves the payment unknown', async ({ assert, cleanup }) => {
      const { fake, gateway } = await make()
      cleanup(() => fake.close())
      const { reference } = await begin(gateway)
      fake.payWithoutCallback(reference)
      const options = { baseUrl: fake.url, merchant: MERCHANT.replaceAll('1', '9') }
      const Gateway = name === 'Zibal' ? ZibalGateway : ZarinpalGateway
      const answer = await new Gateway(options).verify({ reference, amount: inRial(1_250_000) })
      assert.equal(answer.state, 'unreachable')
      const unknown = await gateway.verify({ reference: '12345', amount: inRial(1_250_000) })
      assert.equal(unknown.state, 'not_paid')
    })
  })
}

test.group('Zarinpal | further methods', () => {
  test('list what is paid but unverified, and reverse it', async ({ assert, cleanup }) => {
    const { fake, gateway } = await zarinpal()
    cleanup(() => fake.close())
    const { reference } = await begin(gateway)
    fake.payWithoutCallback(reference)
    const post = async (method: string, fields: object) => {
      const response = await fetch(`${fake.url}/pg/v4/payment/${method}.json`, {
        method: 'POST',
        body: JSON.stringify({ merchant_id: MERCHANT, ...fields }),
      })
      return (await response.json()) as { data: { code: number; authorities?: object[] } }
    }
    const { data } = await post('unVerified', {})
    assert.deepInclude(data.authorities?.[0], { authority: reference, amount: 1_250_000 })
    const reversal = await post('reverse', { authority: reference })
    assert.equal(reversal.data.code, 100)
    assert.equal(
      await stateOf(gateway.verify({ reference, amount: inRial(1_250_000) })),
      'not_paid'
    )
  })
})

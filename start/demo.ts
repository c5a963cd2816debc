import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import env from '#start/env'
import { startFakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'

const ANY_MERCHANT = '00000000-0000-0000-0000-000000000000'

/*
 * The demo pays at a gateway of its own, on this machine: a real server that speaks Zarinpal's
 * protocol and shows a page to pay on.
 */
if (env.get('DEMO', false) && env.get('PAYMENT_GATEWAY', 'fake') === 'fake') {
  app.ready(async () => {
    const fake = await startFakeZarinpal()
    usePaymentGateway(new ZarinpalGateway({ baseUrl: fake.url, merchant: ANY_MERCHANT }))
    logger.info(`the demo's payment gateway listens on ${fake.url}`)
    app.terminating(() => fake.close())
  })
}

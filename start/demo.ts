import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import env from '#start/env'
import { startFakeZarinpal } from '#app/sales/fakes/fake_zarinpal'

/*
 * The demo pays at a gateway of its own, on this machine: a real server that speaks Zarinpal's
 * protocol and shows a page to pay on.
 */
if (env.get('DEMO', false) && env.get('PAYMENT_GATEWAY', 'fake') === 'fake') {
  app.ready(async () => {
    const gateway = await startFakeZarinpal()
    process.env.FAKE_GATEWAY_URL = gateway.url
    logger.info(`the demo's payment gateway listens on ${gateway.url}`)
    app.terminating(() => gateway.close())
  })
}

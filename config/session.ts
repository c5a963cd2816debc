import env from '#start/env'
import { overTls } from '#config/app'
import { defineConfig, stores } from '@adonisjs/session'

/** The cookie holds a device token only; the `devices` row behind it can be revoked at any time. */
export default defineConfig({
  enabled: true,
  cookieName: 'bashgah_session',
  clearWithBrowser: false,
  age: '60d',
  cookie: { path: '/', httpOnly: true, secure: overTls, sameSite: 'lax' },
  store: env.get('SESSION_DRIVER', 'cookie'),
  stores: { cookie: stores.cookie() },
})

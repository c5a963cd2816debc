import env from '#start/env'
import { defineConfig } from '@adonisjs/core/http'

/** Public address of the shop, used in links that leave the house (SMS, gateways). */
export const appUrl = () =>
  env.get('APP_URL') ?? `http://${env.get('HOST', '127.0.0.1')}:${env.get('PORT', 3333)}`

/** Cookies are marked secure exactly when the shop is served over TLS. */
export const overTls = appUrl().startsWith('https:')

export const http = defineConfig({
  generateRequestId: true,
  /* The method middleware does it, from the address alone. */
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  /* Only the nearest proxy is believed: what came before it in X-Forwarded-For anybody can write. */
  trustProxy: (_address, distance) => env.get('TRUST_PROXY', false) && distance === 0,
  cookie: { path: '/', maxAge: '2h', httpOnly: true, secure: overTls, sameSite: 'lax' },
})

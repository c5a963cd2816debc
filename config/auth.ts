import { defineConfig } from '@adonisjs/auth'
import type { InferAuthenticators } from '@adonisjs/auth/types'
import { memberGuard, staffGuard } from '#app/people/device_guard'

/** Members and staff sign in apart; one browser may hold both. */
const authConfig = defineConfig({
  default: 'member',
  guards: { member: memberGuard, staff: staffGuard },
})

export default authConfig

declare module '@adonisjs/auth/types' {
  export interface Authenticators extends InferAuthenticators<typeof authConfig> {}
}

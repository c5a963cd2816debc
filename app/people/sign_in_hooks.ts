import type { HttpContext } from '@adonisjs/core/http'
import type Customer from '#app/people/models/customer'

type SignInHook = (ctx: HttpContext, customer: Customer) => Promise<void> | void

const hooks = new Set<SignInHook>()

/** What higher steps do when a customer has signed in, such as joining his cart with the visitor's. */
export const signInHooks = {
  add(hook: SignInHook) {
    hooks.add(hook)
  },

  /** One that fails does not keep him out. */
  async run(ctx: HttpContext, customer: Customer) {
    for (const hook of hooks) {
      try {
        await hook(ctx, customer)
      } catch (error) {
        ctx.logger.error({ err: error }, 'a sign-in hook failed')
      }
    }
  },
}

import limiter from '@adonisjs/limiter/services/main'

/* How often one address may knock. Daily caps of sign-in codes are counted from rows instead. */

/** Streams and subscriptions of open pages. */
export const throttleLive = limiter.define('live', ({ request }) =>
  limiter.allowRequests(120).every('1 minute').usingKey(`live:${request.ip()}`)
)

/** Links that somebody shared: enough for people, too little for guessing. */
export const throttleShared = limiter.define('shared', ({ request }) =>
  limiter.allowRequests(60).every('1 minute').usingKey(`shared:${request.ip()}`)
)

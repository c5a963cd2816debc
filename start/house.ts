import app from '@adonisjs/core/services/app'
import emitter from '@adonisjs/core/services/emitter'
import encryption from '@adonisjs/core/services/encryption'
import logger from '@adonisjs/core/services/logger'
import env from '#start/env'
import { rememberCookies } from '#app/core/remembered_cookies'
import { JobRunner } from '#app/core/job_runner'
import { onAuditNudge } from '#app/front/auditing'
import auditBooks from '#app/front/jobs/audit_books_job'
import { onDeliveryNudge } from '#app/messaging/delivery'
import { shareNews } from '#app/messaging/live'
import deliverMessages from '#app/messaging/jobs/deliver_messages_job'
import { jobs } from '#start/jobs'

/** Runs the jobs in this process until it ends; a stored message is then sent at once. */
export function runJobs() {
  const runner = new JobRunner(jobs, {
    failed: (job, error) => logger.error({ err: error, job: job.name }, 'a job failed'),
  })
  onDeliveryNudge(() => runner.nudge(deliverMessages))
  onAuditNudge(() => runner.nudge(auditBooks))
  app.terminating(() => {
    onDeliveryNudge(null)
    onAuditNudge(null)
    return runner.stop()
  })
  runner.start()
}

rememberCookies(encryption.use())

/* Each page asks the container a dozen times; nobody listens to its news of that. */
if (app.inProduction) app.container.useEmitter({ emit: async () => undefined })

/* Nor does anybody listen to most events of sessions and the like: those are not sent out at all. */
if (app.inProduction) {
  const send: (event: never, data: never) => Promise<void> = emitter.emit.bind(emitter)
  emitter.emit = async (event: never, data?: unknown) => {
    if (emitter.hasListeners(event)) await send(event, data as never)
  }
}

/* Pages that are open at other processes hear what happens at this one. */
if (!app.inTest && app.getEnvironment() !== 'repl') {
  const news = shareNews()
  app.terminating(() => news.close())
}

/* One process does everything unless told otherwise; several web processes leave it to jobs:work. */
if (app.getEnvironment() === 'web' && env.get('RUN_JOBS', true)) {
  app.ready(() => runJobs())
}

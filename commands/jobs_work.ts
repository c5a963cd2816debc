import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class JobsWork extends BaseCommand {
  static commandName = 'jobs:work'
  static description = 'Run the jobs in a process of their own, until it is told to stop'
  static options: CommandOptions = { startApp: true, staysAlive: true }

  async run() {
    const { runJobs } = await import('#start/house')
    const { jobs } = await import('#start/jobs')
    runJobs()
    this.logger.info(`running ${jobs.map((job) => job.name).join(', ')}`)
    this.#keepAlive()
  }

  /* The runner's own timers do not hold a process. */
  #keepAlive() {
    const timer = setInterval(() => undefined, 60_000)
    this.app.terminating(() => clearInterval(timer))
  }
}

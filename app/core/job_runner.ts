import type { Job } from '#app/core/job'

interface Watcher {
  failed(job: Job, error: unknown): void
}

/**
 * Runs jobs in this process, each never beside itself. A job that fails is told and comes round
 * again; `nudge` runs one at once, and once more when it was just running.
 */
export class JobRunner {
  #timers = new Map<Job, NodeJS.Timeout>()
  #running = new Map<Job, Promise<void>>()
  #again = new Set<Job>()
  #stopped = false

  constructor(
    readonly jobs: readonly Job[],
    private readonly watcher: Watcher
  ) {}

  start() {
    for (const job of this.jobs) this.#schedule(job, Math.min(job.every.seconds, 5))
  }

  nudge(job: Job) {
    if (this.#stopped) return
    if (this.#running.has(job)) this.#again.add(job)
    else void this.#run(job)
  }

  /** Lets what runs come to its end, and starts nothing more. */
  async stop() {
    this.#stopped = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await Promise.all(this.#running.values())
  }

  #schedule(job: Job, seconds: number) {
    if (this.#stopped) return
    clearTimeout(this.#timers.get(job))
    const timer = setTimeout(() => void this.#run(job), seconds * 1000)
    timer.unref()
    this.#timers.set(job, timer)
  }

  async #run(job: Job): Promise<void> {
    if (this.#running.has(job)) return
    const turn = this.#turn(job)
    this.#running.set(job, turn)
    await turn
    this.#running.delete(job)
    if (this.#again.delete(job) && !this.#stopped) return this.#run(job)
    this.#schedule(job, job.every.seconds)
  }

  async #turn(job: Job): Promise<void> {
    try {
      const moved = await job.run()
      if (job.most && moved >= job.most) this.#again.add(job)
    } catch (error) {
      this.watcher.failed(job, error)
    }
  }
}

const WIDTH = 28

/**
 * The bar in the terminal. Where output is no terminal (a log, a test) each step is one line, and
 * a quiet one says nothing.
 */
export class Progress {
  readonly #started = performance.now()
  readonly #live = process.stdout.isTTY === true
  #step = 0
  #name = ''
  #drawn = 0

  constructor(
    readonly steps: number,
    readonly quiet = false
  ) {}

  /** Runs the next step; what it answers is the answer. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#name = name
    this.part(0)
    const answer = await work()
    this.#step++
    this.#draw(0, true)
    if (!this.#live) this.#say(`  ${this.seconds().padStart(6)} s  ${name}\n`)
    return answer
  }

  /** How much of the running step is done, from 0 to 1. Draws at most 20 times a second. */
  part(share: number) {
    this.#draw(share, share === 0)
  }

  /** Seconds since the beginning, with one decimal. */
  seconds(): string {
    return ((performance.now() - this.#started) / 1000).toFixed(1)
  }

  end() {
    if (this.#live) this.#say('\r\u001B[K')
  }

  #draw(share: number, force: boolean) {
    if (!this.#live || (!force && performance.now() - this.#drawn < 50)) return
    this.#drawn = performance.now()
    const done = Math.min(1, (this.#step + share) / this.steps)
    const full = Math.round(done * WIDTH)
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full)
    this.#say(`\r\u001B[K  ${bar} ${String(Math.round(done * 100)).padStart(3)} %  ${this.#name}`)
  }

  #say(text: string) {
    if (!this.quiet) process.stdout.write(text)
  }
}

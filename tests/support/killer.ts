import { startChild } from '#tests/support/processes'

/** A call of a verb that can be written down: `sales/actions/settle`, `settle`, its arguments. */
export interface Deed {
  module: string
  verb: string
  input: unknown[]
}

/**
 * When the process dies: before the first write, after the database answered the n-th statement,
 * after the commit but before anybody heard of it, or not at all.
 */
export type Moment = 'before' | number | 'after' | 'never'

export interface Outcome {
  died: boolean
  /** Statements of a deed that came to its end; 0 of one that did not. */
  statements: number
  answer: unknown
}

/** Deaths of this run. */
export const deaths = { count: 0 }

/**
 * Processes that stand ready to do a deed and die of it. Starting one takes much longer than the
 * deed, so the next ones come up while the last one's remains are looked at.
 */
export class Doomed {
  #ready: ReturnType<typeof startChild>[] = []

  constructor(
    private settings: Record<string, string> = {},
    private ahead = 2
  ) {
    this.#fill()
  }

  #fill() {
    while (this.#ready.length < this.ahead) {
      const environment = { NODE_ENV: 'test', ...this.settings }
      this.#ready.push(startChild('tests/support/killer_child', environment))
    }
  }

  /** Does the deed in a process of its own, which dies at that moment. */
  async perform(deed: Deed, moment: Moment): Promise<Outcome> {
    const { child, ended, output } = this.#ready.shift()!
    this.#fill()
    child.stdin.write(`${JSON.stringify({ deed, moment })}\n`)
    const { code, signal } = await ended
    if (signal === 'SIGKILL') {
      deaths.count++
      return { died: true, statements: 0, answer: undefined }
    }
    const said = /^ANSWER (.*)$/m.exec(output())?.[1]
    if (code !== 0 || !said) {
      throw new Error(`${deed.verb} ended with ${code ?? signal}:\n${output()}`)
    }
    return { died: false, ...(JSON.parse(said) as { statements: number; answer: unknown }) }
  }

  /** Sends home whoever was not needed. */
  async close() {
    for (const { child } of this.#ready) child.kill('SIGKILL')
    await Promise.all(this.#ready.map(({ ended }) => ended))
  }
}

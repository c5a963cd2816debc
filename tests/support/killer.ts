import { startChild } from '#tests/support/processes'

/** A call that can be written down: `sales/actions/settle`, `settle`, its arguments; `default` of a job. */
export interface Deed {
  module: string
  verb: string
  input: unknown[]
}

/**
 * When the process dies: before the first write, after the database answered the n-th write (to die
 * after a read is to die after the write before it), after the commit but before anybody heard of
 * it, or not at all.
 */
export type Moment = 'before' | number | 'after' | 'never'

export interface Outcome {
  died: boolean
  /** Writes of a deed that came to its end; 0 of one that did not. */
  writes: number
  /** What each deed answered. */
  answers: unknown[]
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

  /** Does the deed, or several in turn, in a process of its own, which dies at that moment. */
  async perform(wanted: Deed | Deed[], moment: Moment): Promise<Outcome> {
    const deeds = [wanted].flat()
    const { child, ended, output } = this.#ready.shift()!
    this.#fill()
    child.stdin.write(`${JSON.stringify({ deeds, moment })}\n`)
    const { code, signal } = await ended
    if (signal === 'SIGKILL') {
      deaths.count++
      return { died: true, writes: 0, answers: [] }
    }
    const said = /^ANSWER (.*)$/m.exec(output())?.[1]
    if (code !== 0 || !said) {
      throw new Error(`${deeds[0].verb} ended with ${code ?? signal}:\n${output()}`)
    }
    return { died: false, ...(JSON.parse(said) as { writes: number; answers: unknown[] }) }
  }

  /** Sends home whoever was not needed. */
  async close() {
    for (const { child } of this.#ready) child.kill('SIGKILL')
    await Promise.all(this.#ready.map(({ ended }) => ended))
  }
}

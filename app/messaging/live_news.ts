import { randomBytes } from 'node:crypto'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { insert, rowOf, rowsOf } from '#app/core/statement'

/** News of a burst are written together, so that a busy second costs a few short rows. */
const GATHER_MS = 100
const LOOK_EVERY_MS = 500
/** A row may be shown after one with a higher id was; it is waited for so long. See decision 0015. */
const LATE_MS = 3000
/** When somebody begins to listen, so many rows before the last may still be on their way. */
const LOOK_BACK = 100
const AT_ONCE = 200

/** What pages hear: that something happened; `id` is what it happened to. */
export interface LiveEvent {
  what: string
  id?: number
}

/** News for a channel, or a stream that is open at another process and now listens to it too. */
export interface LiveNote {
  channel: string
  event?: LiveEvent
  stream?: string
}

interface Ears {
  /** Whether a page is open at this process. */
  isListening(): boolean
  hear(note: LiveNote): void
}

/**
 * News between the processes of one database, by its table `live_news`: each writes what happened at
 * it, and reads what the others wrote while a page is open at it. Everything is heard once. A note
 * that is lost (a process was killed before it wrote) leaves a page less fresh, no more.
 */
export class LiveNews {
  readonly #origin = randomBytes(8).toString('hex')
  readonly #waiting = new Map<string, LiveNote>()
  #gathering: NodeJS.Timeout | undefined
  #looking: NodeJS.Timeout | undefined
  #isLooking = false
  /** Everything up to here is done with; of what lies above, these were heard at that moment. */
  #floor = 0
  readonly #heard = new Map<number, number>()

  constructor(private readonly ears: Ears) {}

  /** Tells the other processes, a moment later. */
  put(note: LiveNote) {
    this.#waiting.set(JSON.stringify(note), note)
    this.#gathering ??= setTimeout(() => void this.flush(), GATHER_MS).unref()
  }

  /** Writes what waits. Where that fails it is dropped: nobody needs old news. */
  async flush() {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    const notes = [...this.#waiting.values()]
    this.#waiting.clear()
    for (let from = 0; from < notes.length; from += AT_ONCE) {
      const some = JSON.stringify(notes.slice(from, from + AT_ONCE))
      const row = { origin: this.#origin, notes: some, created_at: sqlTime(clock.now()) }
      await insert('live_news', row).catch(() => undefined)
    }
  }

  /** Reads what the others write from now on, until nobody listens any more. */
  async listen() {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      await this.#begin()
    } catch {
      /* From the last row that was known. */
    }
    this.#lookLater()
  }

  async close() {
    this.#isLooking = false
    clearTimeout(this.#looking)
    await this.flush()
  }

  async #begin() {
    const last = await rowOf<{ id: number }>('SELECT MAX(id) AS id FROM live_news', [])
    this.#floor = Math.max(0, Number(last?.id ?? 0) - LOOK_BACK)
    this.#heard.clear()
    for (const { id } of await this.#newRows(this.#floor)) this.#heard.set(id, performance.now())
  }

  #lookLater() {
    if (!this.#isLooking) return
    this.#looking = setTimeout(() => void this.#look(), LOOK_EVERY_MS).unref()
  }

  async #look() {
    if (!this.ears.isListening()) {
      this.#isLooking = false
      return
    }
    try {
      await this.#hearAll()
    } catch {
      /* The database will answer again; what was written meanwhile is heard then. */
    }
    this.#lookLater()
  }

  async #hearAll() {
    for (let after = this.#floor, isMore = true; isMore;) {
      const rows = await this.#newRows(after)
      for (const row of rows.filter(({ id }) => !this.#heard.has(id))) {
        this.#heard.set(row.id, performance.now())
        for (const note of JSON.parse(row.notes) as LiveNote[]) this.ears.hear(note)
      }
      isMore = rows.length === AT_ONCE
      after = rows.at(-1)?.id ?? after
    }
    const old = performance.now() - LATE_MS
    for (const [id, heardAt] of this.#heard) {
      if (heardAt > old) continue
      this.#floor = Math.max(this.#floor, id)
      this.#heard.delete(id)
    }
  }

  async #newRows(after: number) {
    const rows = await rowsOf<{ id: number; notes: string }>(
      `SELECT id, notes FROM live_news WHERE id > ? AND origin <> ? ORDER BY id LIMIT ${AT_ONCE}`,
      [after, this.#origin]
    )
    return rows.map(({ id, notes }) => ({ id: Number(id), notes }))
  }
}

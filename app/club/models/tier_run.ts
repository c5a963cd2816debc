import type { DateTime } from 'luxon'
import { TierMoveSchema, TierRunSchema } from '#database/schema'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import type { Client, Trx } from '#app/core/sql'
import type { TierWindow, WayDown } from '#app/club/tier_window'

export const TIER_RUN_STATUSES = [
  'preparing',
  'ready',
  'noticing',
  'waiting',
  'applying',
  'done',
  'undoing',
  'undone',
  'cancelled',
] as const
export type TierRunStatus = (typeof TIER_RUN_STATUSES)[number]

/** A run can be undone for so many days after it was over. */
export const UNDO_DAYS = 7

/** What a person can do with a run, from which statuses, and what it becomes. */
export const TIER_RUN_MOVES = {
  notice: { from: ['ready', 'waiting'], to: 'noticing' },
  start: { from: ['ready', 'waiting'], to: 'applying' },
  stop: { from: ['preparing', 'noticing', 'applying', 'undoing'], to: null },
  resume: { from: ['preparing', 'noticing', 'applying', 'undoing'], to: null },
  cancel: { from: ['preparing', 'ready', 'noticing', 'waiting'], to: 'cancelled' },
  undo: { from: ['done', 'applying'], to: 'undoing' },
} as const satisfies Record<string, { from: readonly TierRunStatus[]; to: TierRunStatus | null }>
export type TierRunMove = keyof typeof TIER_RUN_MOVES
export const TIER_RUN_MOVE_NAMES = Object.keys(TIER_RUN_MOVES) as TierRunMove[]

/** Whom a run moves, and what became of it. */
export class TierMove extends TierMoveSchema {
  static table = 'tier_moves'
  declare direction: 'up' | 'down'
}

/** A re-evaluation of all members by what they bought in a window. */
export default class TierRun extends TierRunSchema {
  static table = 'tier_runs'
  declare status: TierRunStatus
  declare window: TierWindow
  declare down: WayDown

  /** The one that is not over. */
  static open(client?: Client): Promise<TierRun | null> {
    return TierRun.query({ client }).where('open_key', 'open').first()
  }

  /** Members are being moved by it: meanwhile the tiers stay as they are. */
  static async isMoving(client?: Client): Promise<boolean> {
    const run = await TierRun.open(client)
    return run !== null && ['applying', 'undoing'].includes(run.status)
  }

  /** Held until the transaction ends: one batch or one decision at a time. */
  static lock(id: number, trx: Trx): Promise<TierRun | null> {
    return TierRun.query({ client: trx }).where('id', id).forUpdate().first()
  }

  /** The background works on it. */
  get isWorking(): boolean {
    return !this.paused && ['preparing', 'noticing', 'applying', 'undoing'].includes(this.status)
  }

  /** Rows of the phase it is in, of which `seen` are done. */
  get size(): number {
    if (this.status === 'preparing') return this.total
    if (this.status === 'noticing') return this.downCount
    return this.up + this.downCount
  }

  /** Until when it can be undone; null before it is over. */
  get undoUntil(): DateTime | null {
    return this.finishedAt?.plus({ days: UNDO_DAYS }) ?? null
  }

  /** What a person may do with it now. */
  get moves(): TierRunMove[] {
    return TIER_RUN_MOVE_NAMES.filter((move) => this.#allows(move))
  }

  /** @throws Refusal `illegal_move` (409) with what is allowed, `tier_run_early` {date}, `tier_run_late` */
  assertMay(move: TierRunMove): void {
    if (this.#allows(move)) return
    const isTold = (TIER_RUN_MOVES[move].from as readonly TierRunStatus[]).includes(this.status)
    if (move === 'start' && isTold) throw new Refusal('tier_run_early', { status: 409 })
    if (move === 'undo' && this.status === 'done') {
      throw new Refusal('tier_run_late', { status: 409, params: { days: UNDO_DAYS } })
    }
    throw new Refusal('illegal_move', { status: 409, allowed: this.moves })
  }

  #allows(move: TierRunMove): boolean {
    const { from } = TIER_RUN_MOVES[move]
    if (!(from as readonly TierRunStatus[]).includes(this.status)) return false
    const now = clock.now()
    if (move === 'notice') return this.noticedAt === null && this.downCount > 0
    if (move === 'start') return now >= this.dueAt
    if (move === 'stop') return !this.paused
    if (move === 'resume') return this.paused
    if (move !== 'undo') return true
    if (this.status === 'applying') return this.paused
    return this.undoUntil !== null && now < this.undoUntil
  }
}

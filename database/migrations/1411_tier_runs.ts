import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, appendOnly, code, id, lookup, plainRef, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'tier_run_statuses', [
      'preparing',
      'ready',
      'noticing',
      'waiting',
      'applying',
      'done',
      'undoing',
      'undone',
      'cancelled',
    ])
    lookup(this, 'tier_move_states', ['planned', 'done', 'kept', 'skipped', 'undone', 'stayed'])
    lookup(this, 'tier_change_causes', ['earned', 'review', 'undo', 'hand', 'hand_over'])

    /* A re-evaluation of all members by what they bought in a window. */
    this.schema.createTable('tier_runs', (table) => {
      id(table)
      code(table, 'status', 'tier_run_statuses').notNullable()
      table.boolean('paused').notNullable().defaultTo(false)
      /** `open` while it is not over: there is one at most. */
      table.string('open_key', 8).unique()
      table.string('window', 8).notNullable()
      table.dateTime('window_start').notNullable()
      table.dateTime('window_end').notNullable()
      /** `step` or `level`: how far down at once. */
      table.string('down', 8).notNullable()
      table.integer('grace_days').notNullable()
      /** Not before then; purchases until then still count. */
      table.dateTime('due_at').notNullable()
      /** The plan of tiers that it judges by; none before the first. */
      ref(table, 'plan_id', 'tier_plans')
      /** How far the present phase is: the last row done, and how many of how many. */
      table.bigInteger('cursor').notNullable().defaultTo(0)
      table.integer('seen').notNullable().defaultTo(0)
      table.integer('total').notNullable()
      for (const counter of ['up', 'down_count', 'noticed', 'moved', 'kept', 'skipped']) {
        table.integer(counter).notNullable().defaultTo(0)
      }
      for (const counter of ['restored', 'stayed'])
        table.integer(counter).notNullable().defaultTo(0)
      actor(table)
      table.dateTime('created_at').notNullable()
      table.dateTime('noticed_at')
      table.dateTime('started_at')
      table.dateTime('finished_at')
      table.dateTime('undone_at')
    })

    /* Whom a run moves, and what became of it. */
    this.schema.createTable('tier_moves', (table) => {
      id(table)
      ref(table, 'run_id', 'tier_runs').notNullable()
      ref(table, 'member_id', 'members').notNullable()
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'from_tier_id', 'tiers').notNullable()
      ref(table, 'to_tier_id', 'tiers').notNullable()
      table.string('direction', 4).notNullable()
      /** Net purchases that count, and what is missing to keep the tier; Rial. */
      rial(table, 'bought').notNullable()
      rial(table, 'missing').notNullable()
      code(table, 'state', 'tier_move_states').notNullable()
      table.unique(['run_id', 'member_id'])
      table.index(['run_id', 'id'])
      table.index(['run_id', 'direction', 'id'])
      table.index(['run_id', 'state', 'id'])
      table.index(['member_id', 'state'])
    })

    /* Every change of a member's tier, whoever made it. */
    this.schema.createTable('tier_changes', (table) => {
      id(table)
      ref(table, 'member_id', 'members').notNullable()
      ref(table, 'from_tier_id', 'tiers').notNullable()
      ref(table, 'to_tier_id', 'tiers').notNullable()
      table.string('direction', 4).notNullable()
      code(table, 'cause', 'tier_change_causes').notNullable()
      plainRef(table, 'run_id')
      actor(table)
      table.dateTime('created_at').notNullable()
      table.index(['member_id', 'id'])
      table.index(['cause', 'direction'])
    })
    appendOnly(this, 'tier_changes')

    /* A tier given by hand until a day. */
    this.schema.createTable('manual_tiers', (table) => {
      id(table)
      ref(table, 'member_id', 'members').notNullable().index()
      ref(table, 'tier_id', 'tiers').notNullable()
      /** What he had before the first of an unbroken row of them. */
      ref(table, 'from_tier_id', 'tiers').notNullable()
      /** Lower than before: nobody is raised out of it until it ends. */
      table.boolean('holds_down').notNullable()
      table.string('reason', 500).notNullable()
      table.dateTime('ends_at').notNullable()
      /** The member while it holds: each has one at most. */
      table.bigInteger('active_key').unsigned().unique()
      ref(table, 'staff_id', 'staff').notNullable()
      table.dateTime('created_at').notNullable()
      table.dateTime('ended_at')
      table.index(['ended_at', 'ends_at'])
    })
  }
}

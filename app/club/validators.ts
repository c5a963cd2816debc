import vine from '@vinejs/vine'
import {
  confirmedField,
  idField,
  idempotencyKeyField,
  jalaliDateField,
  noteField,
  quantityField,
  textField,
  tomanField,
} from '#app/core/fields'
import { EARN_ACTIONS, EARN_CHANNELS, EARN_KINDS } from '#app/club/models/earn_rule'
import { DRAW_ORDERS } from '#app/club/pockets'
import { VALIDITIES } from '#app/club/validity'
import { ADJUSTMENT_REASONS, WRITE_OFF_REASONS } from '#app/club/models/adjustment'

export const adjustmentValidator = vine.create({
  key: idempotencyKeyField(),
  way: vine.enum(['more', 'less']),
  amount: tomanField({ min: 10, max: 10_000_000_000 }),
  confirmed_amount: confirmedField(),
  reason: vine.enum(ADJUSTMENT_REASONS),
  note: noteField({ max: 500 }),
})

/** Names of its own: the form stands on one page with that of a change of credit. */
export const writeOffValidator = vine.create({
  key: idempotencyKeyField(),
  owed: tomanField({ min: 1 }),
  cause: vine.enum(WRITE_OFF_REASONS),
  story: noteField({ max: 500 }),
})

export const approvalValidator = vine.create({
  key: idempotencyKeyField(),
  note: noteField({ max: 500 }).optional(),
})

export const rejectionValidator = vine.create({
  key: idempotencyKeyField(),
  note: noteField({ max: 500 }),
})

const ids = () => vine.array(idField()).maxLength(60).distinct().optional()
const hour = ({ max }: { max: number }) =>
  vine.number().withoutDecimals().range([0, max]).optional()

/** What the form of an earn rule says; what is possible is the rule's own business. */
export const earnRuleValidator = vine.create({
  key: idempotencyKeyField(),
  kind: vine.enum(EARN_KINDS),
  extra: vine.accepted().optional(),
  title: textField({ max: 80 }).optional(),
  percent: vine.string().maxLength(12).optional(),
  every: tomanField().optional(),
  amount: tomanField().optional(),
  action: vine.enum(EARN_ACTIONS).optional(),
  starts_on: jalaliDateField().optional(),
  ends_on: jalaliDateField().optional(),
  channel: vine.enum(EARN_CHANNELS).optional(),
  branches: ids(),
  categories: ids(),
  tiers: ids(),
  weekdays: vine
    .array(vine.number().withoutDecimals().range([0, 6]))
    .maxLength(7)
    .distinct()
    .optional(),
  from_hour: hour({ max: 23 }),
  until_hour: hour({ max: 24 }),
  min_bill: tomanField().optional(),
  cap_per_bill: tomanField().optional(),
  cap_per_day: tomanField().optional(),
})

export const placeValidator = vine.create({
  key: idempotencyKeyField(),
  way: vine.enum(['up', 'down']),
})

export const publicationValidator = vine.create({
  key: idempotencyKeyField(),
  revision: vine.number().withoutDecimals().min(0).max(Number.MAX_SAFE_INTEGER),
})

export const countsValidator = vine.create({
  vat: vine.accepted().optional(),
  freight: vine.accepted().optional(),
  credit: vine.accepted().optional(),
})

/** A purchase that is only tried out; nothing is sold. */
export const trialValidator = vine.create({
  bill: tomanField({ min: 10, max: 10_000_000_000 }).optional(),
  tier: idField().optional(),
  branch: idField().optional(),
  category: idField().optional(),
  channel: vine.enum(EARN_CHANNELS).optional(),
  weekday: vine.number().withoutDecimals().range([0, 6]).optional(),
  hour: hour({ max: 23 }),
})

export const walletRulesValidator = vine.create({
  first: vine.enum(DRAW_ORDERS),
  topUpLeast: tomanField({ min: 10_000 }),
  topUpMost: tomanField({ min: 10_000 }),
  payoutLeast: tomanField({ min: 10_000 }),
  payoutAlone: tomanField(),
  confirmed_topUpLeast: confirmedField(),
  confirmed_topUpMost: confirmedField(),
  confirmed_payoutLeast: confirmedField(),
  confirmed_payoutAlone: confirmedField(),
  way: vine.enum(VALIDITIES),
  months: quantityField({ min: 1, max: 120 }),
  day: jalaliDateField().optional(),
})

export const extensionValidator = vine.create({
  key: idempotencyKeyField(),
  tier: idField().optional(),
  branch: idField().optional(),
  from: jalaliDateField(),
  until: jalaliDateField(),
  end: jalaliDateField(),
  reason: textField({ min: 3, max: 500 }),
})

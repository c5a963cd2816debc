import vine from '@vinejs/vine'
import {
  idField,
  quantityField,
  idempotencyKeyField,
  jalaliDateField,
  nameField,
  noteField,
  tomanField,
} from '#app/core/fields'
import { BENEFIT_PERIODS } from '#app/club/models/benefit'
import { TIER_RUN_MOVE_NAMES } from '#app/club/models/tier_run'
import { percentField } from '#app/club/percent_field'

import { TIER_WINDOWS, WAYS_DOWN } from '#app/club/tier_window'

const colour = () =>
  vine
    .string()
    .trim()
    .regex(/^#[0-9a-f]{6}$/i)

/** What is left out stays as it is; a `rangeTo` left out ends where the next tier begins. */
const tier = vine.object({
  nameFa: nameField({ max: 40 }).optional(),
  nameEn: nameField({ max: 40 }).optional(),
  colour: colour().optional(),
  rangeFrom: tomanField().optional(),
  rangeTo: tomanField().optional(),
  earn: percentField().optional(),
  referral: percentField().optional(),
  spendThreshold: tomanField().optional(),
  minSpend: tomanField().optional(),
  maxShare: percentField().optional(),
  /** It ends with the plan. */
  leaves: vine.accepted().optional(),
})

/** Tiers by their code; `new` is one that begins with the plan. */
export const tierPlanValidator = vine.create({
  key: idempotencyKeyField(),
  startsOn: jalaliDateField().optional(),
  note: noteField({ max: 500 }).optional(),
  tiers: vine.record(tier),
  /** The tier above which the new one stands. */
  above: vine.string().maxLength(16).optional(),
})

export const tierRunValidator = vine.create({
  key: idempotencyKeyField(),
  lastDay: jalaliDateField(),
})

export const tierReviewValidator = vine.create({
  window: vine.enum(TIER_WINDOWS),
  months: quantityField({ min: 1, max: 36 }),
  down: vine.enum(WAYS_DOWN),
  graceDays: quantityField({ min: 0, max: 120 }),
  /** Levels that the head of a branch may give by hand. */
  handLevels: quantityField({ min: 0, max: 20 }),
})

export const steeringValidator = vine.create({ move: vine.enum(TIER_RUN_MOVE_NAMES) })

export const manualTierValidator = vine.create({
  key: idempotencyKeyField(),
  tierId: idField(),
  lastDay: jalaliDateField(),
  reason: noteField({ max: 500 }),
})

export const benefitValidator = vine.create({
  nameFa: nameField({ max: 60 }),
  nameEn: nameField({ max: 60 }),
  period: vine.enum(BENEFIT_PERIODS),
  active: vine.accepted().optional(),
  startsOn: jalaliDateField().optional(),
  endsOn: jalaliDateField().optional(),
  /** By the tier's code; nothing: the tier does not give it. */
  uses: vine.record(quantityField({ min: 0, max: 999 }).optional()).optional(),
})

export const benefitUseValidator = vine.create({
  key: idempotencyKeyField(),
  overrideReason: noteField({ max: 500 }).optional(),
})

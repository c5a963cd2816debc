import fc from 'fast-check'

/* What may happen in a history of the whole chain, and how often. */

const which = fc.nat({ max: 11 })
const small = fc.integer({ min: 1, max: 3 })

const DEEDS = [
  'confirm',
  'call_wrong',
  'call_unanswered',
  'revise',
  'accept',
  'extend',
  'begin_payment',
  'record_payment',
  'scan',
  'pick_part',
  'pick',
  'ship',
  'deliver',
  'call_off_rest',
  'return',
  'expire',
  'renew',
] as const
export type Deed = (typeof DEEDS)[number] | 'cancel'

const GATEWAY_ACTS = ['pays', 'pays', 'gives_up', 'pays_less', 'bank_takes_back'] as const
export type GatewayAct = (typeof GATEWAY_ACTS)[number]

export const anyEvent = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('issue' as const), which, small }) },
  {
    weight: 18,
    arbitrary: fc.record({
      kind: fc.constant('deed' as const),
      deed: fc.constantFrom(...DEEDS),
      which,
      small,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cancel' as const),
      by: fc.constantFrom('customer' as const, 'staff' as const),
      which,
    }),
  },
  { weight: 24, arbitrary: fc.record({ kind: fc.constant('onward' as const), which, small }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('gateway' as const),
      act: fc.constantFrom(...GATEWAY_ACTS),
      which,
      comesBack: fc.nat({ max: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('rescue' as const), small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('days_pass' as const), small }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('price' as const), which, small }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refund' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lots' as const) }) }
)
export type Event = typeof anyEvent extends fc.Arbitrary<infer E> ? E : never

import type {
  Inquiry,
  PaymentGateway,
  Verification,
  VerificationState,
} from '#app/sales/gateways/payment_gateway'
import type { Random } from '#database/demo/random'

type Outcome = Extract<VerificationState, 'paid' | 'not_paid' | 'amount_mismatch'>

/** A gateway whose payers do as the story says. Nothing leaves this process. */
export class DemoGateway implements PaymentGateway {
  readonly name = 'zarinpal'
  readonly unit = 'IRR'
  readonly #outcomes = new Map<string, Outcome>()
  #last = ''

  constructor(readonly random: Random) {}

  async create() {
    let reference = 'A'
    while (reference.length < 36) reference += this.random.int(0, 9)
    this.#last = reference
    return { reference, redirectUrl: `/demo-gateway/${reference}` }
  }

  /** What the payer of the payment that was begun last does. @returns its reference */
  decide(outcome: Outcome): string {
    this.#outcomes.set(this.#last, outcome)
    return this.#last
  }

  async verify({ reference }: { reference: string }): Promise<Verification> {
    const state = this.#outcomes.get(reference) ?? 'not_paid'
    if (state !== 'paid') return { state, code: -51 }
    const refId = String(this.random.int(100_000_000, 999_999_999))
    return { state, code: 100, refId, cardPan: `603799******${this.random.int(1000, 9999)}` }
  }

  async inquire(reference: string): Promise<Inquiry> {
    return { state: this.#outcomes.get(reference) === 'paid' ? 'verified' : 'failed' }
  }

  parseCallback() {
    return null
  }
}

import type { SmsGateway } from '#app/messaging/gateways/sms_gateway'

/** Sends nothing: the text that would have been sent is read on the desk's outbox page. */
export class OutboxGateway implements SmsGateway {
  readonly name = 'outbox'

  async send({ localId }: { localId: string }) {
    return {
      ok: true as const,
      providerId: `outbox-${localId}`,
      cost: 0,
      state: 'delivered' as const,
    }
  }

  async status(ids: string[]) {
    return { ok: true as const, states: new Map(ids.map((id) => [id, 'delivered' as const])) }
  }

  async credit() {
    return { ok: true as const, credit: 0 }
  }
}

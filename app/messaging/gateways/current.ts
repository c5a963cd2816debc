import env from '#start/env'
import { KavenegarGateway } from '#app/messaging/gateways/kavenegar'
import { OutboxGateway } from '#app/messaging/gateways/outbox'
import type { SmsGateway } from '#app/messaging/gateways/sms_gateway'

let chosen: SmsGateway | null = null

/** The gateway that the settings name; made once. */
export function smsGateway(): SmsGateway {
  chosen ??=
    env.get('SMS_GATEWAY', 'outbox') === 'kavenegar'
      ? new KavenegarGateway({
          apiKey: env.get('KAVENEGAR_API_KEY', ''),
          baseUrl: env.get('KAVENEGAR_BASE_URL') || undefined,
          sender: env.get('KAVENEGAR_SENDER') || undefined,
        })
      : new OutboxGateway()
  return chosen
}

/** Another gateway from now on, e.g. one that talks to a local server; null: the settings' again. */
export function useSmsGateway(gateway: SmsGateway | null) {
  chosen = gateway
}

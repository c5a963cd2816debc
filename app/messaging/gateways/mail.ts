import env from '#start/env'
import { languageOf } from '#app/core/language'
import type { SmsAnswer } from '#app/messaging/gateways/sms_gateway'

export interface OutgoingMail {
  id: number
  to: string
  subject: string
  text: string
}

/** Nothing leaves unless the settings name a mail server. */
export const mailGatewayName = () => env.get('MAIL_MAILER', 'outbox')

/**
 * Hands a letter to the mail server. The row's id is its Message-ID, so that a letter sent twice
 * after a crash is known as the same one. Answers as an SMS gateway does.
 */
export async function sendMail(letter: OutgoingMail): Promise<SmsAnswer> {
  if (mailGatewayName() === 'outbox') {
    return { ok: true, providerId: `outbox-${letter.id}`, cost: 0, state: 'delivered' }
  }
  const { default: mail } = await import('@adonisjs/mail/services/main')
  try {
    const sent = await mail.use('smtp').send((message) => {
      message.to(letter.to).subject(letter.subject).text(letter.text).html(htmlOf(letter.text))
      message.header('X-Bashgah-Message', String(letter.id))
    })
    return { ok: true, providerId: sent.messageId, cost: 0, state: 'sent' }
  } catch (error) {
    const code = (error as { responseCode?: number }).responseCode ?? 'network'
    const permanent = typeof code === 'number' && code >= 500
    return {
      ok: false,
      code,
      kind: permanent ? 'permanent' : 'retry',
      sentenceKey: permanent ? 'sms.mail_refused' : 'sms.mail_unreachable',
    }
  }
}

function htmlOf(text: string) {
  const dir = /[\u0600-\u06FF]/.test(text) ? 'fa' : 'en'
  const safe = text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\n/g, '<br>')
  return `<div dir="${languageOf(dir).dir}" style="font:16px/1.9 Vazirmatn,Tahoma,sans-serif">${safe}</div>`
}

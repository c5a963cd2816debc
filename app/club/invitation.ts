import type { HttpContext } from '@adonisjs/core/http'
import { appUrl } from '#config/app'
import { latinDigits } from '#app/core/digits'

type Session = HttpContext['session']

/** The session's word for the code with which somebody was invited. */
const KEPT = 'referral'

/** What a member sends to friends: it opens the sign-in and brings his referral code along. */
export function invitationLink(referralCode: string, prefix: string): string {
  return `${appUrl()}${prefix}/sign-in?ref=${referralCode}`
}

/**
 * Keeps the referral code of a link until the form that asks for one; whatever is no code is passed
 * over. Whose it is shows only when the form is sent, so that links tell nothing about codes.
 */
export function keepInvitation(session: Session, text: unknown): void {
  const code = latinDigits(String(text ?? ''))
    .trim()
    .toUpperCase()
  if (/^[A-Z0-9]{4,16}$/.test(code)) session.put(KEPT, code)
}

/** The code to begin the form with; nothing when nobody invited him. */
export const invitationOf = (session: Session): string => String(session.get(KEPT) ?? '')

export const forgetInvitation = (session: Session): void => session.forget(KEPT)

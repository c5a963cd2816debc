import { appUrl } from '#config/app'

/** Address of a member's ticket, as an SMS carries it. */
export function ticketLink(ticketId: number): string {
  return `${appUrl().replace(/\/$/, '')}/panel/tickets/${ticketId}`
}

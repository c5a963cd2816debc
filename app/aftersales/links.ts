import env from '#start/env'

/** Address of a member's ticket, as an SMS carries it. */
export function ticketLink(ticketId: number): string {
  return `${env.get('APP_URL') ?? ''}/panel/tickets/${ticketId}`
}

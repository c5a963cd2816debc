import { appUrl } from '#config/app'
import type Customer from '#app/people/models/customer'

/** Where the customer says that his goods arrived, in his language; the secret is his sign-in. */
export function deliveryLink(secret: string, { locale }: Customer): string {
  return `${appUrl()}${locale === 'en' ? '/en' : ''}/d/${secret}`
}

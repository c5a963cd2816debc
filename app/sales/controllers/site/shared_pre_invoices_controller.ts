import type { HttpContext } from '@adonisjs/core/http'
import Customer from '#app/people/models/customer'
import PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'

/** What whoever has the link sees: a quote, without number, address or full name of the customer. */
export default class SharedPreInvoicesController {
  async show({ params, response, view, customer }: HttpContext) {
    response.header('X-Robots-Tag', 'noindex, nofollow')
    response.header('Referrer-Policy', 'no-referrer')
    response.header('Cache-Control', 'private, no-store')
    const preInvoice = await PreInvoice.shared(String(params.secret))
    const owner = await Customer.findOrFail(preInvoice.customerId)
    return view.render('sales/site/shared', {
      preInvoice,
      lines: await PreInvoiceLine.query().where('preInvoiceId', preInvoice.id).orderBy('id'),
      owner: maskedName(owner.fullName()),
      isOwner: customer?.id === owner.id,
    })
  }
}

/** «سارا محمدی» as «س••• م•••». */
function maskedName(name: string) {
  return name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
    .map((word) => `${[...word][0]}•••`)
    .join(' ')
}

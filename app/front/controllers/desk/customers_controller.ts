import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { jalaliDateField, nameField, postalCodeField, textField } from '#app/core/fields'
import { formatJalaliDay } from '#app/core/jalali'
import { found } from '#app/core/refusal'
import { editProfile } from '#app/front/actions/edit_profile'
import { FILE_FILTERS, kindsOf } from '#app/crm/playbook_filters'
import { customerFile } from '#app/crm/queries/timeline'
import { reasonOf } from '#app/front/file_words'
import { refuseOddBirth } from '#app/front/profile_form'
import { customerList } from '#app/front/queries/customer_list'
import { overviewOf } from '#app/front/queries/customer_overview'
import { missingDetails } from '#app/people/buyer_details'
import Customer from '#app/people/models/customer'
import { actorOf, idOf, staffOf } from '#app/people/session'

const searching = vine.create({
  q: vine.string().maxLength(100).optional(),
  key: vine.string().maxLength(200).optional(),
  after: vine.number().positive().withoutDecimals().optional(),
})
const reading = vine.create({
  only: vine.enum(FILE_FILTERS).optional(),
  after: vine.number().positive().withoutDecimals().optional(),
})
const editing = vine.create({
  firstName: nameField(),
  lastName: nameField(),
  address: textField({ max: 500 }).optional(),
  postalCode: postalCodeField().optional(),
  birthDate: jalaliDateField().optional(),
})

/** The customer file: everybody, and everything known of one. */
export default class CustomersController {
  async index({ request, view }: HttpContext) {
    const { q = '', key, after } = await request.validateUsing(searching)
    const list = await customerList({ q, after: after ? { key: key ?? '', id: after } : undefined })
    const next = list.next
      ? `?${new URLSearchParams({ q, key: list.next.key, after: String(list.next.id) })}`
      : null
    return view.render('front/desk/customers', { rows: list.rows, next, q })
  }

  async show(ctx: HttpContext) {
    const person = found(await Customer.find(idOf(ctx)))
    const { only, after } = await ctx.request.validateUsing(reading)
    const file = await customerFile({ customerId: person.id, kinds: kindsOf(only), after })
    const overview = await overviewOf(person)
    const staff = staffOf(ctx)
    const may = { mayEdit: staff.can('customers.write'), mayJoin: staff.can('till.sell') }
    const page = { person, ...file, ...overview, only: only ?? '', filters: FILE_FILTERS, ...may }
    return ctx.view.render('front/desk/customer', {
      ...page,
      birthDate: birthDateOf(person, ctx.locale),
      reasons: new Map(file.entries.map((entry) => [entry.id, reasonOf(entry, ctx.i18n)])),
    })
  }

  async edit(ctx: HttpContext) {
    const person = found(await Customer.find(idOf(ctx)))
    const birthDate = birthDateOf(person, ctx.locale)
    return ctx.view.render('front/desk/customer_edit', {
      person,
      birthDate,
      missing: missingDetails(person),
    })
  }

  async update(ctx: HttpContext) {
    const customerId = idOf(ctx)
    const { birthDate, address, postalCode, ...names } = await ctx.request.validateUsing(editing)
    if (birthDate) refuseOddBirth(birthDate, 'birthDate')
    const edit = {
      ...names,
      address: address ?? null,
      postalCode: postalCode ?? null,
      birthYear: birthDate?.year ?? null,
      birthMonth: birthDate?.month ?? null,
      birthDay: birthDate?.day ?? null,
    }
    await editProfile({ customerId, edit, by: actorOf(ctx) })
    ctx.session.flash('success', ctx.i18n.t('front.customer.saved'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/customers/${customerId}`)
  }
}

function birthDateOf(person: Customer, locale: HttpContext['locale']): string {
  const { birthYear: year, birthMonth: month, birthDay: day } = person
  return year && month && day ? formatJalaliDay({ year, month, day }, locale) : ''
}

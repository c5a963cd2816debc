import { test } from '@japa/runner'
import Customer from '#app/people/models/customer'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import { recordPayment } from '#app/sales/actions/record_payment'
import { startPayment } from '#app/sales/actions/start_payment'
import Invoice from '#app/sales/models/invoice'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { browserOf } from '#tests/support/given_people'
import {
  allBooks,
  asStaff,
  call,
  codeOf,
  givenIssued,
  givenShop,
  newKey,
  orderOf,
  refusalOf,
  type Shop,
} from '#tests/support/given_sales'

const COMPANY = {
  kind: 'legal',
  companyName: 'شرکت نمونه',
  economicCode: '411198765432',
  legalId: '10101234567',
  registrationNumber: '12345',
  postalCode: '1234567890',
}

test.group('A company as buyer', (group) => {
  let shop: Shop
  group.setup(async () => {
    shop = await givenShop()
  })

  test('[row 57] without its details nothing is issued or paid, and what is missing is named', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const { variantId } = await givenProduct({ stock: 9 })
    const preInvoice = await givenIssued({ customerId: customer.id, variantId })
    await call(preInvoice, 'confirmed', shop.expert)
    await preInvoice.refresh()
    await Customer.query().where('id', customer.id).update({
      kind: 'legal',
      company_name: COMPANY.companyName,
      legal_id: COMPANY.legalId,
      registration_number: COMPANY.registrationNumber,
      postal_code: COMPANY.postalCode,
    })
    const before = await allBooks()
    const order = await orderOf(customer.id, [{ variantId, quantity: 1 }])
    const refusal = await refusalOf(issuePreInvoice(order))
    assert.equal(refusal.refusal, 'buyer_details_missing')
    assert.deepEqual(refusal.details.params, {
      companyName: 'no',
      economicCode: 'yes',
      legalId: 'no',
      registrationNumber: 'no',
      postalCode: 'no',
    })
    const { id: preInvoiceId, payable: amount, customerId } = preInvoice
    const pay = startPayment({ preInvoiceId, customerId, key: newKey() })
    assert.equal(await codeOf(pay), 'buyer_details_missing')
    const by = asStaff(shop.expert)
    const cash = recordPayment({ preInvoiceId, method: 'cash', amount, by, key: newKey() })
    assert.equal(await codeOf(cash), 'buyer_details_missing')
    assert.equal(await allBooks(), before)
  })

  test('[row 57] the buyer fills in the form himself; the official invoice shows the company', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const preInvoice = await givenIssued({ customerId: customer.id })
    await call(preInvoice, 'confirmed', shop.expert)
    await preInvoice.refresh()
    const owner = await browserOf(customer)
    await owner.post('/panel/buyer', { kind: 'legal', companyName: 'شرکت نمونه' })
    const half = await owner.get('/panel/buyer')
    assert.match(half.text, /هنوز لازم است: شمارهٔ اقتصادی، شناسهٔ ملی، شمارهٔ ثبت، کد پستی/)
    await owner.post('/panel/buyer', COMPANY)
    const whole = await owner.get('/panel/buyer')
    assert.notInclude(whole.text, 'هنوز لازم است')

    const { id: preInvoiceId, payable: amount } = preInvoice
    const by = asStaff(shop.expert)
    await recordPayment({ preInvoiceId, method: 'cash', amount, by, key: newKey() })
    const invoice = await Invoice.ofSource(preInvoice.ref)
    assert.deepInclude(invoice!.buyer, {
      name: 'شرکت نمونه',
      economicCode: '411198765432',
      nationalId: '10101234567',
      registrationNumber: '12345',
      postalCode: '1234567890',
    })
    const paper = await owner.get(`/invoices/${invoice!.id}/print`)
    for (const shown of ['شرکت نمونه', '۴۱۱۱۹۸۷۶۵۴۳۲', '۱۰۱۰۱۲۳۴۵۶۷']) {
      assert.include(paper.text, shown)
    }
  })

  test('[row 57] a wrong code is refused beside its field and changes nothing', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const owner = await browserOf(customer)
    const before = await allBooks()
    await owner.post('/panel/buyer', { ...COMPANY, economicCode: '12' })
    await owner.post('/panel/buyer', { ...COMPANY, kind: 'nobody' })
    assert.equal(await allBooks(), before)
  })
})

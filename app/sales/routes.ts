import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'
import { throttleShared } from '#start/limits'

const MyPreInvoices = () => import('#app/sales/controllers/site/pre_invoices_controller')
const MyMoves = () => import('#app/sales/controllers/site/pre_invoice_moves_controller')
const MyTerms = () => import('#app/sales/controllers/site/pre_invoice_terms_controller')
const Shared = () => import('#app/sales/controllers/site/shared_pre_invoices_controller')
const Parcels = () => import('#app/sales/controllers/site/parcels_controller')
const MyOrders = () => import('#app/sales/controllers/site/orders_controller')
const MyPurchases = () => import('#app/sales/controllers/site/purchases_controller')
const MyInvoices = () => import('#app/sales/controllers/site/invoices_controller')
const MyRests = () => import('#app/sales/controllers/site/rests_controller')
const MyReturns = () => import('#app/sales/controllers/site/returns_controller')
const Callbacks = () => import('#app/sales/controllers/site/payments_controller')
const MyTopUps = () => import('#app/sales/controllers/site/top_ups_controller')
const MyPayouts = () => import('#app/sales/controllers/site/payouts_controller')
const PreInvoices = () => import('#app/sales/controllers/desk/pre_invoices_controller')
const Calls = () => import('#app/sales/controllers/desk/calls_controller')
const Moves = () => import('#app/sales/controllers/desk/pre_invoice_moves_controller')
const Revisions = () => import('#app/sales/controllers/desk/pre_invoice_revisions_controller')
const Fulfilment = () => import('#app/sales/controllers/desk/fulfilment_controller')
const Invoices = () => import('#app/sales/controllers/desk/invoices_controller')
const Payouts = () => import('#app/sales/controllers/desk/payouts_controller')
const Rests = () => import('#app/sales/controllers/desk/rests_controller')
const Returns = () => import('#app/sales/controllers/desk/returns_controller')
const Payments = () => import('#app/sales/controllers/desk/payments_controller')

router
  .group(() => {
    router.get('/panel/orders', [MyOrders, 'index']).as('orders.index')
    router.get('/panel/purchases', [MyPurchases, 'index']).as('purchases.index')
    router.get('/panel/orders/:id', [MyOrders, 'show']).as('orders.show')
    router.get('/panel/top-up', [MyTopUps, 'create']).as('top_ups.create')
    router.post('/panel/top-ups', [MyTopUps, 'store']).as('top_ups.store')
    router.get('/panel/top-ups/:id', [MyTopUps, 'show']).as('top_ups.show')
    router.get('/panel/payouts', [MyPayouts, 'index']).as('payouts.index')
    router.post('/panel/payouts', [MyPayouts, 'store']).as('payouts.store')
    router.post('/panel/payouts/:id/withdrawal', [MyPayouts, 'withdraw']).as('payouts.withdraw')
    router.get('/pre-invoices/:id', [MyPreInvoices, 'show']).as('pre_invoices.show')
    router.get('/pre-invoices/:id/print', [MyPreInvoices, 'print']).as('pre_invoices.print')
    router.get('/pre-invoices/:id/pdf', [MyPreInvoices, 'pdf']).as('pre_invoices.pdf')
    router.post('/pre-invoices/:id/payments', [MyMoves, 'pay']).as('payments.store')
    router.post('/pre-invoices/:id/cancellation', [MyMoves, 'cancel']).as('cancellations.store')
    router.post('/pre-invoices/:id/extension', [MyTerms, 'extend']).as('extensions.store')
    router.post('/pre-invoices/:id/renewal', [MyTerms, 'renew']).as('renewals.store')
    router.post('/pre-invoices/:id/acceptance', [MyTerms, 'accept']).as('acceptances.store')
    router
      .post('/pre-invoices/:id/acceptance-code', [MyTerms, 'sendCode'])
      .as('acceptance_codes.store')
    router.post('/pre-invoices/:id/link', [MyTerms, 'share']).as('links.store')
    router.delete('/pre-invoices/:id/link', [MyTerms, 'stopSharing']).as('links.destroy')
    router.post('/shipments/:id/delivery', [MyMoves, 'receive']).as('deliveries.store')
    router.get('/rests/:id', [MyRests, 'show']).as('rests.show')
    router.post('/rests/:id', [MyRests, 'store']).as('rests.store')
    router.get('/invoices/:id/print', [MyInvoices, 'print']).as('invoices.print')
    router.get('/returns/:id/print', [MyReturns, 'print']).as('returns.print')
    router.get('/invoices/:id/pdf', [MyInvoices, 'pdf']).as('invoices.pdf')
  })
  .as('sales.site')
  .use(middleware.member())

router
  .group(() => {
    router.get('/s/:secret', [Shared, 'show']).as('shared_pre_invoices.show')
    router.get('/s/:secret/pdf', [Shared, 'pdf']).as('shared_pre_invoices.pdf')
  })
  .as('sales.site')
  .use(throttleShared)

router
  .group(() => {
    router.get('/d/:secret', [Parcels, 'show']).as('parcels.show')
    router.post('/d/:secret', [Parcels, 'confirm']).as('parcels.confirm')
  })
  .as('sales.site')
  .use(throttleShared)

/* Whoever comes back from a gateway may have been signed out meanwhile. */
router
  .get('/payments/callback/:gateway', [Callbacks, 'callback'])
  .as('sales.site.payments.callback')

router
  .group(() => {
    router.get('/', [PreInvoices, 'index']).as('pre_invoices.index')
    router.get('/:id', [PreInvoices, 'show']).as('pre_invoices.show')
    router.get('/:id/pdf', [PreInvoices, 'pdf']).as('pre_invoices.pdf')
  })
  .prefix('/desk/pre-invoices')
  .as('sales.desk')
  .use(middleware.staff({ can: 'preInvoices.read' }))

router
  .group(() => {
    router.get('/', [Calls, 'index']).as('calls.index')
    router.get('/next', [Calls, 'next']).as('calls.next')
    router.get('/:id', [Calls, 'show']).as('calls.show')
  })
  .prefix('/desk/calls')
  .as('sales.desk')
  .use(middleware.staff({ can: 'preInvoices.work' }))

router
  .group(() => {
    router.post('/:id/validation', [Moves, 'call']).as('validations.store')
    router.post('/:id/cancellation', [Moves, 'cancel']).as('cancellations.store')
    router.get('/:id/revision', [Revisions, 'edit']).as('revisions.edit')
    router.post('/:id/revision', [Revisions, 'store']).as('revisions.store')
    router.post('/:id/extension', [Moves, 'extend']).as('extensions.store')
  })
  .prefix('/desk/pre-invoices')
  .as('sales.desk')
  .use(middleware.staff({ can: 'preInvoices.work' }))

router
  .group(() => {
    router.get('/:id', [Rests, 'show']).as('rests.show')
    router.post('/:id', [Rests, 'store']).as('rests.store')
  })
  .prefix('/desk/rests')
  .as('sales.desk')
  .use(middleware.staff({ can: 'preInvoices.work' }))

router
  .group(() => {
    router.post('/desk/pre-invoices/:id/payments', [Moves, 'pay']).as('received_payments.store')
    router.get('/desk/payments', [Payments, 'index']).as('payments.index')
    router.post('/desk/payments/:id/refund', [Payments, 'refund']).as('refunds.store')
  })
  .as('sales.desk')
  .use(middleware.staff({ can: 'payments.record' }))

router
  .group(() => {
    router.get('/desk/invoices', [Invoices, 'index']).as('invoices.index')
    router.get('/desk/invoices/:id/print', [Invoices, 'print']).as('invoices.print')
    router.get('/desk/returns', [Returns, 'index']).as('returns.index')
    router.get('/desk/returns/:id', [Returns, 'show']).as('returns.show')
    router.get('/desk/returns/:id/print', [Returns, 'print']).as('returns.print')
    router.get('/desk/invoices/:id/pdf', [Invoices, 'pdf']).as('invoices.pdf')
  })
  .as('sales.desk')
  .use(middleware.staff({ can: 'invoices.read' }))

router
  .group(() => {
    router.get('/:id/return', [Returns, 'create']).as('returns.create')
    router.post('/:id/returns', [Returns, 'store']).as('returns.store')
  })
  .prefix('/desk/invoices')
  .as('sales.desk')
  .use(middleware.staff({ can: 'returns.accept' }))

router
  .post('/desk/remittances/:id/picking', [Fulfilment, 'pick'])
  .as('sales.desk.pickings.store')
  .use(middleware.staff({ can: 'remittances.work' }))

router
  .group(() => {
    router.post('/desk/remittances/:id/shipment', [Fulfilment, 'ship']).as('shipments.store')
    router.post('/desk/shipments/:id/delivery', [Fulfilment, 'deliver']).as('deliveries.store')
    router
      .post('/desk/shipments/:id/coded-delivery', [Fulfilment, 'deliverByCode'])
      .as('coded_deliveries.store')
    router
      .post('/desk/shipments/:id/delivery-code', [Fulfilment, 'sendCode'])
      .as('delivery_codes.store')
  })
  .as('sales.desk')
  .use(middleware.staff({ can: 'shipments.work' }))

router
  .group(() => {
    router.get('/desk/payouts', [Payouts, 'index']).as('payouts.index')
    router.get('/desk/payouts/:id', [Payouts, 'show']).as('payouts.show')
    router.post('/desk/payouts/:id/approval', [Payouts, 'approve']).as('payouts.approve')
    router.post('/desk/payouts/:id/payment', [Payouts, 'pay']).as('payouts.pay')
    router.post('/desk/payouts/:id/rejection', [Payouts, 'reject']).as('payouts.reject')
  })
  .as('sales.desk')
  .use(middleware.staff({ can: 'payouts.work' }))

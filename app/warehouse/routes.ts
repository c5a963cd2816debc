import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const Stock = () => import('#app/warehouse/controllers/desk/stock_controller')
const StockChanges = () => import('#app/warehouse/controllers/desk/stock_changes_controller')
const Receivings = () => import('#app/warehouse/controllers/desk/receivings_controller')
const Adjustments = () => import('#app/warehouse/controllers/desk/adjustments_controller')
const Transfers = () => import('#app/warehouse/controllers/desk/transfers_controller')
const TransferSteps = () => import('#app/warehouse/controllers/desk/transfer_steps_controller')
const Counts = () => import('#app/warehouse/controllers/desk/counts_controller')
const CountSteps = () => import('#app/warehouse/controllers/desk/count_steps_controller')
const LostDemands = () => import('#app/warehouse/controllers/desk/lost_demands_controller')
const LowStock = () => import('#app/warehouse/controllers/desk/low_stock_controller')
const Remittances = () => import('#app/warehouse/controllers/desk/remittances_controller')
const Scans = () => import('#app/warehouse/controllers/desk/scans_controller')
const Shipments = () => import('#app/warehouse/controllers/desk/shipments_controller')

/* Receiving, transfers and counts come first: their address would else be taken for a variant's card. */
router
  .group(() => {
    router.get('/desk/stock/receiving', [Receivings, 'create']).as('receivings.create')
    router.post('/desk/stock/receiving', [Receivings, 'store']).as('receivings.store')
    router.get('/desk/stock/low', [LowStock, 'index']).as('low_stock.index')
    router.get('/desk/stock/low/:id', [LowStock, 'show']).as('low_stock.show')
    router.post('/desk/stock/low/:id/closing', [LowStock, 'close']).as('low_stock.close')
    router
      .post('/desk/stock/:variantId/threshold', [LowStock, 'threshold'])
      .as('low_stock.threshold')
    router.get('/desk/stock/counts', [Counts, 'index']).as('counts.index')
    router.post('/desk/stock/counts', [Counts, 'store']).as('counts.store')
    router.get('/desk/stock/counts/:id', [Counts, 'show']).as('counts.show')
    router.post('/desk/stock/counts/:id/lines', [CountSteps, 'line']).as('counts.line')
    router.delete('/desk/stock/counts/:id/lines', [CountSteps, 'undo']).as('counts.undo')
    router.post('/desk/stock/counts/:id/steps', [CountSteps, 'step']).as('counts.step')
    router.post('/desk/stock/counts/:id/posting', [CountSteps, 'post']).as('counts.post')
    router.post('/desk/stock/transfers', [Transfers, 'store']).as('transfers.store')
    router.post('/desk/stock/transfers/:id/lines', [TransferSteps, 'line']).as('transfers.line')
    router.post('/desk/stock/transfers/:id/sending', [TransferSteps, 'send']).as('transfers.send')
    router
      .post('/desk/stock/transfers/:id/receipt', [TransferSteps, 'receive'])
      .as('transfers.receive')
    router
      .post('/desk/stock/transfers/:id/cancellation', [TransferSteps, 'cancel'])
      .as('transfers.cancel')
    router
      .post('/desk/stock/:variantId/adjustments', [Adjustments, 'store'])
      .as('adjustments.store')
  })
  .as('warehouse.desk')
  .use(middleware.staff({ can: 'stock.write' }))

router
  .group(() => {
    router.get('/desk/stock/transfers', [Transfers, 'index']).as('transfers.index')
    router.get('/desk/stock/transfers/:id', [Transfers, 'show']).as('transfers.show')
    router.get('/desk/lost-demand', [LostDemands, 'index']).as('lost_demands.index')
    router.get('/desk/stock/changes', [StockChanges, 'index']).as('stock_changes.index')
    router.get('/desk/stock/levels/:id', [Stock, 'level']).as('stock.level')
    router.get('/desk/stock', [Stock, 'index']).as('stock.index')
    router.get('/desk/stock/:variantId', [Stock, 'show']).as('stock.show')
  })
  .as('warehouse.desk')
  .use(middleware.staff({ can: 'stock.read' }))

router
  .group(() => {
    router.get('/desk/remittances', [Remittances, 'index']).as('remittances.index')
    router.get('/desk/remittances/:id', [Remittances, 'show']).as('remittances.show')
    router.post('/desk/remittances/:id/scans', [Scans, 'store']).as('scans.store')
    router.delete('/desk/remittances/:id/scans', [Scans, 'destroy']).as('scans.destroy')
  })
  .as('warehouse.desk')
  .use(middleware.staff({ can: 'remittances.work' }))

router
  .get('/desk/shipments', [Shipments, 'index'])
  .as('warehouse.desk.shipments.index')
  .use(middleware.staff({ can: 'shipments.work' }))

import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const Reports = () => import('#app/reports/controllers/desk/reports_controller')
const Exports = () => import('#app/reports/controllers/desk/exports_controller')
const RowExports = () => import('#app/reports/controllers/desk/row_exports_controller')
const Simulations = () => import('#app/reports/controllers/desk/simulations_controller')
const Liability = () => import('#app/reports/controllers/desk/liability_controller')

router
  .group(() => {
    router.get('/desk/liability', [Liability, 'show']).as('liability.show')
    router.get('/desk/reports', [Reports, 'show']).as('board.show')
    router.get('/desk/reports/rows/:figure', [Reports, 'rows']).as('figures.show')
  })
  .as('reports.desk')
  .use(middleware.staff({ can: 'reports.read' }))

router
  .group(() => {
    router.get('/desk/liability/journal.xlsx', [Liability, 'journal']).as('journal.export')
    router.get('/desk/reports/export.xlsx', [Exports, 'board']).as('board.export')
    router.get('/desk/tier-runs/:id/moves.xlsx', [Exports, 'tierMoves']).as('tier_moves.export')
    router
      .get('/desk/reports/rows/:figure/export.xlsx', [RowExports, 'figure'])
      .as('figures.export')
    router
      .get('/desk/customers/:customerId/file.xlsx', [RowExports, 'file'])
      .as('customer_file.export')
    router
      .get('/desk/members/:customerId/wallet.xlsx', [RowExports, 'wallet'])
      .as('member_wallet.export')
    router.get('/desk/exports/:list.xlsx', [Exports, 'list']).as('lists.export')
  })
  .as('reports.desk')
  .use(middleware.staff({ can: 'reports.export' }))

router
  .group(() => {
    router.get('/', [Simulations, 'index']).as('simulations.index')
    router.post('/', [Simulations, 'store']).as('simulations.store')
    router.get('/:id', [Simulations, 'show']).as('simulations.show')
    router.post('/:id/end', [Simulations, 'stop']).as('simulations.stop')
  })
  .prefix('/desk/earn-simulations')
  .as('reports.desk')
  .use(middleware.staff({ can: 'rules.write' }))

import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const Till = () => import('#app/till/controllers/desk/till_controller')
const Receipts = () => import('#app/till/controllers/desk/receipts_controller')
const Members = () => import('#app/till/controllers/desk/members_controller')

router
  .group(() => {
    router.get('/', [Till, 'show']).as('counter.show')
    router.get('/preview', [Till, 'preview']).as('counter.preview')
    router.post('/', [Till, 'store']).as('sales.store')
    router.get('/receipts', [Receipts, 'index']).as('receipts.index')
    router.get('/receipts/:id', [Receipts, 'show']).as('receipts.show')
    router.get('/members', [Members, 'create']).as('members.create')
    router.post('/members', [Members, 'store']).as('members.store')
  })
  .prefix('/desk/till')
  .as('till.desk')
  .use(middleware.staff({ can: 'till.sell' }))

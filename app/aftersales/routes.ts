import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const MyTickets = () => import('#app/aftersales/controllers/site/tickets_controller')
const MyMoves = () => import('#app/aftersales/controllers/site/ticket_moves_controller')
const Tickets = () => import('#app/aftersales/controllers/desk/tickets_controller')
const Moves = () => import('#app/aftersales/controllers/desk/ticket_moves_controller')

router
  .group(() => {
    router.get('/', [MyTickets, 'index']).as('tickets.index')
    router.get('/new', [MyTickets, 'create']).as('tickets.create')
    router.post('/', [MyTickets, 'store']).as('tickets.store')
    router.get('/:id', [MyTickets, 'show']).as('tickets.show')
    router.post('/:id/replies', [MyMoves, 'reply']).as('replies.store')
    router.post('/:id/closure', [MyMoves, 'close']).as('closures.store')
    router.post('/:id/rating', [MyMoves, 'rate']).as('ratings.store')
  })
  .prefix('/panel/tickets')
  .as('aftersales.site')
  .use(middleware.member())

router
  .group(() => {
    router.get('/', [Tickets, 'index']).as('tickets.index')
    router.get('/:id', [Tickets, 'show']).as('tickets.show')
  })
  .prefix('/desk/tickets')
  .as('aftersales.desk')
  .use(middleware.staff({ can: 'tickets.read' }))

router
  .group(() => {
    router.post('/:id/answers', [Moves, 'answer']).as('answers.store')
    router.post('/:id/closure', [Moves, 'close']).as('closures.store')
  })
  .prefix('/desk/tickets')
  .as('aftersales.desk')
  .use(middleware.staff({ can: 'tickets.work' }))

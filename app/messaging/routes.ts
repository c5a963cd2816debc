import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const Messages = () => import('#app/messaging/controllers/site/messages_controller')
const Outbox = () => import('#app/messaging/controllers/desk/outbox_controller')

router
  .group(() => {
    router.get('/desk/outbox', [Outbox, 'index']).as('outbox.index')
    router.post('/desk/outbox/resumption', [Outbox, 'resume']).as('outbox.resume')
  })
  .as('messaging.desk')
  .use(middleware.staff({ can: 'outbox.read' }))

router
  .get('/panel/messages', [Messages, 'index'])
  .as('messaging.site.messages.index')
  .use(middleware.member())

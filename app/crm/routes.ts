import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const Tasks = () => import('#app/crm/controllers/desk/tasks_controller')

router
  .group(() => {
    router.get('/desk/tasks', [Tasks, 'index']).as('tasks.index')
    router.get('/desk/tasks/:id', [Tasks, 'show']).as('tasks.show')
    router.post('/desk/tasks/:id/assignment', [Tasks, 'assign']).as('tasks.assign')
    router.post('/desk/tasks/:id/completion', [Tasks, 'finish']).as('tasks.finish')
  })
  .as('crm.desk')
  .use(middleware.staff({ can: 'tasks.work' }))

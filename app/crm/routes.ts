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

const Calendar = () => import('#app/crm/controllers/desk/calendar_controller')
const Hours = () => import('#app/crm/controllers/desk/working_hours_controller')
const Holidays = () => import('#app/crm/controllers/desk/holidays_controller')

router
  .group(() => {
    router.get('/desk/calendar', [Calendar, 'index']).as('calendar.index')
    router.get('/desk/calendar/hours', [Hours, 'edit']).as('hours.edit')
    router.post('/desk/calendar/hours', [Hours, 'update']).as('hours.update')
    router.get('/desk/calendar/preview', [Holidays, 'preview']).as('holidays.preview')
    router.post('/desk/calendar/holidays', [Holidays, 'store']).as('holidays.store')
    router.get('/desk/calendar/holidays/:id/removal', [Holidays, 'removal']).as('holidays.removal')
    router.post('/desk/calendar/holidays/:id/removal', [Holidays, 'destroy']).as('holidays.destroy')
  })
  .as('crm.desk')
  .use(middleware.staff({ can: 'calendar.write' }))

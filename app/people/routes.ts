import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const Audits = () => import('#app/people/controllers/desk/audits_controller')
const Devices = () => import('#app/people/controllers/site/devices_controller')
const Profile = () => import('#app/people/controllers/desk/profile_controller')
const Colleagues = () => import('#app/people/controllers/desk/staff_controller')
const StaffSignIn = () => import('#app/people/controllers/desk/sign_in_controller')

router
  .group(() => {
    router.get('/panel/devices', [Devices, 'index']).as('devices.index')
    router.post('/panel/devices/:id/revocation', [Devices, 'destroy']).as('devices.revoke')
  })
  .as('people.site')
  .use(middleware.member())

router
  .group(() => {
    router.get('/desk/sign-in', [StaffSignIn, 'create']).as('sign_in.create')
    router.post('/desk/sign-in', [StaffSignIn, 'store']).as('sign_in.store')
    router.post('/desk/sign-out', [StaffSignIn, 'destroy']).as('sign_in.destroy')
  })
  .as('people.desk')

router
  .group(() => {
    router.get('/desk/profile', [Profile, 'edit']).as('profile.edit')
    router.post('/desk/profile', [Profile, 'update']).as('profile.update')
    router.post('/desk/duty', [Profile, 'duty']).as('duty.update')
  })
  .as('people.desk')
  .use(middleware.staff())

router
  .get('/desk/audits', [Audits, 'index'])
  .as('people.desk.audits.index')
  .use(middleware.staff({ can: 'audits.read' }))

router
  .group(() => {
    router.get('/desk/staff', [Colleagues, 'index']).as('index')
    router.get('/desk/staff/:id', [Colleagues, 'show']).as('show')
    router.post('/desk/staff/:id/off-duty', [Colleagues, 'store']).as('off_duty')
    router.post('/desk/staff/:id/return', [Colleagues, 'destroy']).as('return')
  })
  .as('people.desk.staff')
  .use(middleware.staff({ can: 'duty.write' }))

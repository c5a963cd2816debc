import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const Customers = () => import('#app/front/controllers/desk/customers_controller')
const Buyer = () => import('#app/front/controllers/site/buyer_controller')
const CustomerBuyer = () => import('#app/front/controllers/desk/buyer_controller')
const Profile = () => import('#app/front/controllers/site/profile_controller')
const Profiles = () => import('#app/front/controllers/desk/profiles_controller')
const Day = () => import('#app/front/controllers/desk/day_controller')
const Registration = () => import('#app/front/controllers/site/registration_controller')
const SelfAudits = () => import('#app/front/controllers/desk/self_audits_controller')
const SignIn = () => import('#app/front/controllers/site/sign_in_controller')

router
  .group(() => {
    router.get('/sign-in', [SignIn, 'create']).as('sign_in.create')
    router.post('/sign-in', [SignIn, 'ask']).as('sign_in.ask')
    router.get('/sign-in/code', [SignIn, 'code']).as('sign_in.code')
    router.post('/sign-in/code', [SignIn, 'store']).as('sign_in.store')
    router.get('/sign-in/register', [Registration, 'create']).as('registration.create')
    router.post('/sign-in/register', [Registration, 'store']).as('registration.store')
    router.post('/sign-out', [SignIn, 'destroy']).as('sign_in.destroy')
  })
  .as('front.site')

router
  .group(() => {
    router.get('/panel/profile', [Profile, 'edit']).as('profile.edit')
    router.post('/panel/profile', [Profile, 'update']).as('profile.update')
    router.post('/panel/profile/occasions', [Profile, 'addOccasion']).as('occasions.store')
    router
      .post('/panel/profile/occasions/:id/removal', [Profile, 'removeOccasion'])
      .as('occasions.destroy')
    router.get('/panel/buyer', [Buyer, 'edit']).as('buyer.edit')
    router.post('/panel/buyer', [Buyer, 'update']).as('buyer.update')
  })
  .as('front.site')
  .use(middleware.member())

router.get('/desk', [Day, 'show']).as('front.desk.day.show').use(middleware.staff())

router
  .group(() => {
    router.get('/desk/customers', [Customers, 'index']).as('customers.index')
    router.get('/desk/customers/:id', [Customers, 'show']).as('customers.show')
  })
  .as('front.desk')
  .use(middleware.staff({ can: 'customers.read' }))

router
  .group(() => {
    router.get('/desk/customers/:id/edit', [Customers, 'edit']).as('customers.edit')
    router.post('/desk/customers/:id', [Customers, 'update']).as('customers.update')
    router.get('/desk/customers/:id/profile', [Profiles, 'edit']).as('profiles.edit')
    router.post('/desk/customers/:id/profile', [Profiles, 'update']).as('profiles.update')
    router
      .post('/desk/customers/:id/profile/occasions', [Profiles, 'addOccasion'])
      .as('occasions.store')
    router
      .post('/desk/customers/:id/profile/occasions/:occasionId/removal', [
        Profiles,
        'removeOccasion',
      ])
      .as('occasions.destroy')
    router.post('/desk/customers/:id/buyer', [CustomerBuyer, 'update']).as('buyer.update')
  })
  .as('front.desk')
  .use(middleware.staff({ can: 'customers.write' }))

router
  .group(() => {
    router.get('/desk/self-audits', [SelfAudits, 'index']).as('self_audits.index')
    router.post('/desk/self-audits', [SelfAudits, 'store']).as('self_audits.store')
    router.get('/desk/self-audits/:id', [SelfAudits, 'show']).as('self_audits.show')
  })
  .as('front.desk')
  .use(middleware.staff({ can: 'audits.read' }))

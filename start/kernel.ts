import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'

server.errorHandler(() => import('#app/core/exception_handler'))

server.use([
  () => import('#app/core/middleware/method_middleware'),
  () => import('#app/core/middleware/locale_prefix_middleware'),
  () => import('#app/core/middleware/assets_middleware'),
  () => import('#app/catalogue/middleware/pictures_middleware'),
])

router.use([
  () => import('@adonisjs/core/bodyparser_middleware'),
  () => import('@adonisjs/session/session_middleware'),
  () => import('#start/request_middleware'),
])

export const middleware = router.named({
  member: () => import('#app/people/middleware/member_middleware'),
  staff: () => import('#app/people/middleware/staff_middleware'),
})

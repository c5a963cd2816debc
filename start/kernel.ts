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
  () => import('#app/core/middleware/sparing_session_middleware'),
  () => import('#app/core/middleware/typed_input_middleware'),
  () => import('#app/core/middleware/language_middleware'),
  () => import('#app/core/middleware/shield_once_middleware'),
  () => import('@adonisjs/auth/initialize_auth_middleware'),
  () => import('#app/people/middleware/device_middleware'),
])

export const middleware = router.named({
  member: () => import('#app/people/middleware/member_middleware'),
  staff: () => import('#app/people/middleware/staff_middleware'),
})

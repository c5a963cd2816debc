import InitializeAuthMiddleware from '@adonisjs/auth/initialize_auth_middleware'
import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'
import PicturesMiddleware from '#app/catalogue/middleware/pictures_middleware'
import { asOne } from '#app/core/middleware/as_one'
import AssetsMiddleware from '#app/core/middleware/assets_middleware'
import LanguageMiddleware from '#app/core/middleware/language_middleware'
import LocalePrefixMiddleware from '#app/core/middleware/locale_prefix_middleware'
import MethodMiddleware from '#app/core/middleware/method_middleware'
import ShieldOnceMiddleware from '#app/core/middleware/shield_once_middleware'
import SparingSessionMiddleware from '#app/core/middleware/sparing_session_middleware'
import TypedInputMiddleware from '#app/core/middleware/typed_input_middleware'
import DeviceMiddleware from '#app/people/middleware/device_middleware'

server.errorHandler(() => import('#app/core/exception_handler'))

server.use([
  asOne([
    new MethodMiddleware(),
    new LocalePrefixMiddleware(),
    new AssetsMiddleware(),
    new PicturesMiddleware(),
  ]),
])

router.use([
  () => import('@adonisjs/core/bodyparser_middleware'),
  () => import('@adonisjs/session/session_middleware'),
  asOne([
    new SparingSessionMiddleware(),
    new TypedInputMiddleware(),
    new LanguageMiddleware(),
    new ShieldOnceMiddleware(),
    new InitializeAuthMiddleware(),
    new DeviceMiddleware(),
  ]),
])

export const middleware = router.named({
  member: () => import('#app/people/middleware/member_middleware'),
  staff: () => import('#app/people/middleware/staff_middleware'),
})

import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const Products = () => import('#app/catalogue/controllers/desk/products_controller')

router
  .get('/desk/products', [Products, 'index'])
  .as('catalogue.desk.products.index')
  .use(middleware.staff({ can: 'catalogue.write' }))

import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'
import { signInHooks } from '#app/people/sign_in_hooks'
import { keepCartAtSignIn } from '#app/shop/cart_cookie'

const Home = () => import('#app/shop/controllers/site/home_controller')
const ProductLists = () => import('#app/shop/controllers/site/product_lists_controller')
const Products = () => import('#app/shop/controllers/site/products_controller')
const Carts = () => import('#app/shop/controllers/site/carts_controller')
const CartLines = () => import('#app/shop/controllers/site/cart_lines_controller')
const CheckoutHolds = () => import('#app/shop/controllers/site/checkout_holds_controller')
const Checkouts = () => import('#app/shop/controllers/site/checkouts_controller')

signInHooks.add(keepCartAtSignIn)

router
  .group(() => {
    router.get('/', [Home, 'show']).as('home.show')
    router.get('/c/:slug', [ProductLists, 'category']).as('category.show')
    router.get('/search', [ProductLists, 'search']).as('search.show')
    router.get('/p/:slug', [Products, 'show']).as('product.show')

    router.get('/cart', [Carts, 'show']).as('cart.show')
    router.post('/cart/lines', [CartLines, 'store']).as('cart_line.store')
    router.patch('/cart/lines/:id', [CartLines, 'update']).as('cart_line.update')
    router.delete('/cart/lines/:id', [CartLines, 'destroy']).as('cart_line.destroy')
    router.post('/cart/acknowledgement', [CartLines, 'acknowledge']).as('cart.acknowledge')

    router.post('/checkout/hold', [CheckoutHolds, 'store']).as('checkout_hold.store')
    router.patch('/checkout/hold', [CheckoutHolds, 'update']).as('checkout_hold.update')
    router.delete('/checkout/hold', [CheckoutHolds, 'destroy']).as('checkout_hold.destroy')

    router
      .group(() => {
        router.get('/checkout', [Checkouts, 'create']).as('checkout.create')
        router.post('/checkout', [Checkouts, 'store']).as('checkout.store')
      })
      .use(middleware.member())
  })
  .as('shop.site')

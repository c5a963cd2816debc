import '#start/live'
import '#app/messaging/routes'
import '#app/shop/routes'
import '#app/club/routes'

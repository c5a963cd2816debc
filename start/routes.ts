import '#start/live'
import '#app/messaging/routes'

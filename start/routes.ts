import '#app/messaging/routes'

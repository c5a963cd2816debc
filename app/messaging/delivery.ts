/*
 * The nudge between "a message was stored" and the worker. Whoever runs the worker in this process
 * listens; elsewhere the sweep of every few seconds finds the row.
 */
let listener: (() => void) | null = null

export function onDeliveryNudge(nudged: (() => void) | null) {
  listener = nudged
}

export function nudgeDelivery() {
  listener?.()
}

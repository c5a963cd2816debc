import { Transmit } from '@adonisjs/transmit-client'

/*
 * An element with `data-live-channel="desk/1"` is renewed from the server when something happens
 * there: itself, or the parts named by `data-live-target`. Several channels are separated by
 * spaces. A page has one stream for all of them; news in a burst count once.
 *
 * A browser opens six connections to a site, so a page that is not looked at gives its stream up
 * and renews its parts when it is looked at again.
 */
const DEBOUNCE_MS = 150
const LOOKED_AWAY_MS = 20_000

type Listener = (news: unknown) => void

let transmit: Transmit | undefined
let leaving: ReturnType<typeof setTimeout> | undefined
const listeners = new Map<string, Set<Listener>>()
const reloads = new Map<string, ReturnType<typeof setTimeout>>()

/** One stream for the page. After a cut everything is renewed: what happened meanwhile is unknown. */
function connect() {
  const stream = new Transmit({ baseUrl: window.location.origin, maxReconnectAttempts: 0 })
  let wasCut = false
  stream.on('reconnecting', () => (wasCut = true))
  stream.on('connected', () => {
    if (wasCut) listeners.forEach((_known, channel) => tell(channel, null))
    wasCut = false
  })
  return stream
}

function subscribe(channel: string) {
  transmit ??= connect()
  const subscription = transmit.subscription(channel)
  if (subscription.handlerCount > 0) return
  subscription.onMessage((news: unknown) => tell(channel, news))
  void subscription.create()
}

function tell(channel: string, news: unknown) {
  for (const listener of listeners.get(channel) ?? []) listener(news)
}

/** Calls back for every event of a channel until the answer is called. */
export function listen(channel: string, listener: Listener) {
  const known = listeners.get(channel) ?? new Set()
  listeners.set(channel, known.add(listener))
  if (document.visibilityState === 'visible') subscribe(channel)
  return () => known.delete(listener)
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(leaving)
  if (document.visibilityState === 'hidden') {
    leaving = setTimeout(() => {
      transmit?.close()
      transmit = undefined
    }, LOOKED_AWAY_MS)
    return
  }
  const wasAway = transmit === undefined
  for (const [channel, known] of listeners) {
    if (known.size === 0) continue
    subscribe(channel)
    if (wasAway) tell(channel, null)
  }
})

function renew(target: string) {
  clearTimeout(reloads.get(target))
  reloads.set(
    target,
    setTimeout(async () => {
      reloads.delete(target)
      if (!document.querySelector(target)) return
      try {
        await window.up.reload(target, { cache: false, scroll: false, focus: 'keep' })
        document.querySelectorAll(target).forEach(pulse)
      } catch {
        /* The next event, or the person, renews it. */
      }
    }, DEBOUNCE_MS)
  )
}

function pulse(element: Element) {
  element.classList.remove('pulse-once')
  void (element as HTMLElement).offsetWidth
  element.classList.add('pulse-once')
}

/** `data-live-id="12"`: only news about that id concern the element. */
function concerns(element: HTMLElement, news: unknown) {
  const id = (news as { id?: number } | null)?.id
  return !element.dataset.liveId || id === undefined || String(id) === element.dataset.liveId
}

window.up.compiler('[data-live-channel]', (element) => {
  const channels = (element.dataset.liveChannel ?? '').split(/\s+/).filter(Boolean)
  const target = element.dataset.liveTarget ?? (element.id ? `#${element.id}` : '')
  if (!target) return
  const stops = channels.map((channel) =>
    listen(channel, (news) => {
      if (concerns(element, news)) renew(target)
    })
  )
  return () => stops.forEach((stop) => stop())
})

import { Transmit } from '@adonisjs/transmit-client'

/*
 * An element with `data-live-channel="desk/1"` is renewed from the server when something happens
 * there: itself, or the parts named by `data-live-target`. Several channels are separated by
 * spaces. A page shares one stream for all of them; news in a burst count once.
 */
const DEBOUNCE_MS = 150

let transmit: Transmit | undefined
const listeners = new Map<string, Set<(news: unknown) => void>>()
const reloads = new Map<string, ReturnType<typeof setTimeout>>()

function stream() {
  transmit ??= new Transmit({ baseUrl: window.location.origin })
  return transmit
}

/** Calls back for every event of a channel until the answer is called. */
export function listen(channel: string, callback: (news: unknown) => void) {
  let callbacks = listeners.get(channel)
  if (!callbacks) {
    listeners.set(channel, (callbacks = new Set()))
    const subscription = stream().subscription(channel)
    subscription.onMessage((news: unknown) => {
      for (const each of listeners.get(channel) ?? []) each(news)
    })
    void subscription.create()
  }
  callbacks.add(callback)
  return () => callbacks.delete(callback)
}

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

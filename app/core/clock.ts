import { DateTime, FixedOffsetZone } from 'luxon'

/**
 * The one source of "now". Whole seconds in UTC, because both databases keep whole seconds: what is
 * compared in memory is then the same as what is compared in a query.
 */
class Clock {
  #shift = 0

  now(): DateTime<true> {
    const seconds = Math.floor((Date.now() + this.#shift) / 1000)
    return DateTime.fromMillis(seconds * 1000, {
      zone: FixedOffsetZone.utcInstance,
    }) as DateTime<true>
  }

  /** Sets now to the given moment; the clock runs on from there. For tests and the demo's history. */
  travelTo(moment: DateTime) {
    this.#shift = moment.toMillis() - Date.now()
  }

  travel(duration: { days?: number; hours?: number; minutes?: number; seconds?: number }) {
    this.travelTo(this.now().plus(duration))
  }

  reset() {
    this.#shift = 0
  }
}

export const clock = new Clock()

import type { DateTime } from 'luxon'
import { jalaliParts, startOfTehranDay, TEHRAN, weekdayOf } from '#app/core/jalali'
import type { Random } from '#database/demo/random'

/*
 * When people buy: the year, the week and the day of an Iranian shop. Weights are relative to an
 * ordinary day; only their proportions matter.
 */

export type Channel = 'till' | 'web'

/** Farvardin to Esfand. */
const MONTHS = [0.8, 0.9, 0.92, 1, 0.95, 1.05, 1.05, 0.95, 1, 0.92, 1, 1.45]

/** Saturday to Friday. Branches fill on Thursday and Friday, the web on Friday and Saturday. */
const WEEK: Record<Channel, readonly number[]> = {
  till: [0.85, 0.8, 0.85, 0.9, 1.05, 1.5, 1.3],
  web: [1.1, 1, 0.95, 0.95, 0.9, 0.95, 1.25],
}

/** By hour of the Tehran day: shops close at noon and fill in the evening; the web never sleeps. */
const HOURS: Record<Channel, readonly (readonly [number, number])[]> = {
  till: [
    [9, 2],
    [10, 5],
    [11, 7],
    [12, 6],
    [17, 7],
    [18, 11],
    [19, 14],
    [20, 13],
    [21, 6],
  ],
  web: [
    [0, 4],
    [1, 2],
    [7, 1],
    [8, 2],
    [9, 4],
    [10, 6],
    [11, 7],
    [12, 7],
    [13, 6],
    [14, 5],
    [15, 4],
    [16, 4],
    [17, 5],
    [18, 5],
    [19, 5],
    [20, 6],
    [21, 8],
    [22, 10],
    [23, 8],
  ],
}

interface Season {
  from: readonly [month: number, day: number]
  to: readonly [month: number, day: number]
  weight: Record<Channel, number>
}

const SEASONS: readonly Season[] = [
  /* Nowruz: everyone is on the road, and on the thirteenth in the fields. */
  { from: [1, 1], to: [1, 12], weight: { till: 0.45, web: 0.4 } },
  { from: [1, 13], to: [1, 13], weight: { till: 0.1, web: 0.2 } },
  /* Back to school. */
  { from: [6, 20], to: [7, 8], weight: { till: 1.4, web: 1.35 } },
  /* Autumn sales of the web. */
  { from: [8, 25], to: [9, 5], weight: { till: 1.05, web: 1.5 } },
  /* Yalda, the longest night. */
  { from: [9, 24], to: [9, 30], weight: { till: 1.8, web: 1.6 } },
  /* The rush before Nowruz; parcels sent in the last days would come too late. */
  { from: [12, 10], to: [12, 24], weight: { till: 1.5, web: 1.6 } },
  { from: [12, 25], to: [12, 30], weight: { till: 1.9, web: 0.8 } },
]

/** How busy the Tehran day of that moment is, with a little chance. */
export function dayWeight(at: DateTime, channel: Channel, random: Random): number {
  const { month, day } = jalaliParts(at)
  const place = month * 100 + day
  const season = SEASONS.filter(
    ({ from, to }) => place >= from[0] * 100 + from[1] && place <= to[0] * 100 + to[1]
  ).reduce((weight, { weight: own }) => weight * own[channel], 1)
  return MONTHS[month - 1] * WEEK[channel][weekdayOf(at)] * season * (0.85 + 0.3 * random.next())
}

/** A moment (Unix seconds) of that Tehran day at which someone might buy. */
export function momentOfDay(dayStart: number, channel: Channel, random: Random): number {
  return dayStart + random.weighted(HOURS[channel]) * 3600 + random.int(0, 3599)
}

/**
 * Moments (Unix seconds, in order) of `count` sales over the whole days from `from` until before
 * `until`, growing a little over the year.
 */
export function salesMoments(
  count: number,
  span: { from: DateTime; until: DateTime; channel: Channel },
  random: Random
): number[] {
  const days: { start: number; weight: number }[] = []
  for (let at = startOfTehranDay(span.from); at < span.until; at = nextDay(at)) {
    const growth = 1 + (0.35 * days.length) / 400
    days.push({
      start: at.toUnixInteger(),
      weight: dayWeight(at, span.channel, random) * growth,
    })
  }
  const total = days.reduce((sum, { weight }) => sum + weight, 0)

  const moments: number[] = []
  let owed = 0
  for (const { start, weight } of days) {
    owed += (count * weight) / total
    for (; owed >= 1; owed--) moments.push(momentOfDay(start, span.channel, random))
  }
  return moments.sort((a, b) => a - b)
}

function nextDay(at: DateTime): DateTime {
  return at.setZone(TEHRAN).plus({ days: 1 }).startOf('day').toUTC()
}

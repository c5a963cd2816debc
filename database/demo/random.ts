/** Numbers that look random and are the same in every run of one seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 until before 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]
  }

  /** One of the entries `[value, weight]`. */
  weighted<T>(entries: readonly (readonly [T, number])[]): T {
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [value, weight] of entries) {
      left -= weight
      if (left < 0) return value
    }
    return entries[entries.length - 1][0]
  }
}

/** Draws by weight from a long list in logarithmic time: weights are summed once. */
export class WeightedPool<T> {
  readonly #sums: number[] = []
  readonly #values: T[] = []

  add(value: T, weight: number) {
    this.#values.push(value)
    this.#sums.push((this.#sums.at(-1) ?? 0) + weight)
  }

  get size() {
    return this.#values.length
  }

  pick(random: Random): T {
    const sought = random.next() * (this.#sums.at(-1) ?? 0)
    let [low, high] = [0, this.#sums.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#sums[middle] > sought) high = middle
      else low = middle + 1
    }
    return this.#values[low]
  }
}

interface Entry {
  at: number
  order: number
  happens: Happens
}

type Happens = () => void | Promise<void>

/**
 * What will happen when (Unix seconds). What happens may put more on the agenda; all of it happens
 * in the order of time, and at the same second in the order it was put down (a binary heap).
 */
export class Agenda {
  readonly #heap: Entry[] = []
  #count = 0

  put(at: number, happens: Happens) {
    const heap = this.#heap
    heap.push({ at, order: this.#count++, happens })
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1
      if (!before(heap[child], heap[parent])) break
      ;[heap[child], heap[parent]] = [heap[parent], heap[child]]
      child = parent
    }
  }

  /** Lets everything happen that is due before that moment; the rest never does. */
  async runUntil(end: number, passed: (at: number) => void = () => {}) {
    for (let entry = this.#next(); entry && entry.at < end; entry = this.#next()) {
      passed(entry.at)
      const work = entry.happens()
      if (work) await work
    }
  }

  #next(): Entry | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (heap.length === 0 || !last) return first
    heap[0] = last
    for (let parent = 0; ;) {
      let least = parent
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && before(heap[child], heap[least])) least = child
      }
      if (least === parent) return first
      ;[heap[parent], heap[least]] = [heap[least], heap[parent]]
      parent = least
    }
  }
}

function before(a: Entry, b: Entry) {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

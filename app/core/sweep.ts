/**
 * Does what is due, so many in one transaction. Where one of them fails, these are done one by one,
 * so that it does not keep the others from their turn.
 * @returns how many were done @throws as `eachAlone` does
 */
export async function eachTogether(
  due: () => Promise<number[]>,
  together: number,
  doSome: (ids: readonly number[]) => Promise<number>
): Promise<number> {
  let done = 0
  const alone: number[] = []
  const ids = await due()
  for (let from = 0; from < ids.length; from += together) {
    const some = ids.slice(from, from + together)
    try {
      done += await doSome(some)
    } catch {
      alone.push(...some)
    }
  }
  const one = async (id: number) => (await doSome([id])) > 0
  return done + (await eachAlone(async () => alone, one))
}

/**
 * Does what is due, one by one: a row that fails does not keep the others from their turn.
 * @returns how many were done; those that another node did meanwhile do not count
 * @throws AggregateError of the failures, when all had their turn; its message names the first
 */
export async function eachAlone(
  due: () => Promise<number[]>,
  doOne: (id: number) => Promise<boolean>
): Promise<number> {
  let done = 0
  const failures: unknown[] = []
  for (const id of await due()) {
    try {
      if (await doOne(id)) done++
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) {
    const [first] = failures.map((failure) => (failure as Error).message)
    throw new AggregateError(failures, `${failures.length} rows failed: ${first}`)
  }
  return done
}

/**
 * The same, so many at once until nothing is due any more or nothing moves.
 * @returns how many were done @throws as `eachAlone` does
 */
export async function untilNoneIsDue(
  due: (atOnce: number) => Promise<number[]>,
  doOne: (id: number) => Promise<boolean>,
  atOnce = 100
): Promise<number> {
  for (let done = 0; ;) {
    const ids = await due(atOnce)
    const some = await eachAlone(async () => ids, doOne)
    done += some
    if (some === 0 || ids.length < atOnce) return done
  }
}

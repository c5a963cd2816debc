/**
 * Does what is due, one by one: a row that fails does not keep the others from their turn.
 * @returns how many were done; those that another node did meanwhile do not count
 * @throws the first failure, when all had their turn
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
  if (failures.length > 0) throw failures[0]
  return done
}

/**
 * Does something with each row. One that fails does not hold up those behind it; what failed is
 * thrown in the end, so that the job's log shows it.
 * @returns how many rows it was done with
 */
export async function sweep(
  ids: readonly number[],
  action: (id: number) => Promise<boolean>
): Promise<number> {
  const failures: unknown[] = []
  let count = 0
  for (const id of ids) {
    try {
      if (await action(id)) count++
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} rows failed`)
  return count
}

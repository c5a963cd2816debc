/** «سارا محمدی» as «س••• م•••»: enough for whoever knows the person, nothing for others. */
export function maskedName(name: string): string {
  return name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
    .map((word) => `${[...word][0]}•••`)
    .join(' ')
}

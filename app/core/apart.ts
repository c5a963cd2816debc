const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/**
 * What somebody wrote, set apart from the words around it: a Persian name in an English sentence
 * keeps its own direction and turns nothing beside it round. Like <bdi>, for plain text.
 */
export function apart(text: string) {
  return FIRST_STRONG_ISOLATE + text + POP_ISOLATE
}

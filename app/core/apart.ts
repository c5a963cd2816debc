const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/**
 * What somebody wrote, set apart from the words around it: a Persian name in an English sentence
 * keeps its own direction and turns nothing beside it round. Like <bdi>, for plain text.
 */
export function apart(text: string) {
  return FIRST_STRONG_ISOLATE + text + POP_ISOLATE
}

const LEFT_TO_RIGHT_ISOLATE = '\u2066'

/** A number of several groups, or one with its sign, that stays as it is in a right-to-left line. */
export function leftToRight(text: string) {
  return LEFT_TO_RIGHT_ISOLATE + text + POP_ISOLATE
}

/**
 * Joins the parts of a Persian name. The mark after the comma keeps the number that follows a Latin
 * model on its own side: «مدل Q185، ۳ لیتری» would else show the three before the model.
 */
export const PERSIAN_COMMA = '، \u200F'

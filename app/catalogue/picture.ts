import { DRAWINGS, type Drawing } from '#app/catalogue/drawings'

const NAME = /^([a-z]{2,20}):(\d{1,3})$/

export interface PictureLook {
  /** Width and height in pixels of the page; the drawing is scaled. */
  size?: number
}

/** Where a picture of the catalogue is served: `shoe:210` → `/pictures/shoe-210.svg`. */
export function pictureUrl(picture: string): string {
  return `/pictures/${picture.replace(':', '-')}.svg`
}

/** The picture that an address names, or null: `shoe-210.svg` → `shoe:210`. */
export function pictureOf(file: string): string | null {
  const [, shape, hue] = /^([a-z]{2,20})-(\d{1,3})\.svg$/.exec(file) ?? []
  return shape && Object.hasOwn(DRAWINGS, shape) && Number(hue) < 360
    ? `${shape}:${Number(hue)}`
    : null
}

/**
 * Draws a product from its name, such as `shoe:210`: a shape and a hue of the colour wheel. The
 * same name gives the same picture for ever; an unknown shape is drawn as a box.
 */
export function pictureSvg(picture: string, { size = 400 }: PictureLook = {}): string {
  const [, shape = 'box', hueText = '210'] = NAME.exec(picture) ?? []
  const drawing = DRAWINGS[Object.hasOwn(DRAWINGS, shape) ? (shape as Drawing) : 'box']
  const hue = Number(hueText) % 360
  const colours = palette(hue)
  const body = drawing.replace(/MAIN|DEEP|PALE|SPOT|INK|SNOW/g, (word) => colours[word as Colour])
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="${size}" height="${size}">${stage(hue)}${body}</svg>`
}

type Colour = 'MAIN' | 'DEEP' | 'PALE' | 'SPOT' | 'INK' | 'SNOW'

function palette(hue: number): Record<Colour, string> {
  return {
    MAIN: `url(#m${hue})`,
    DEEP: `hsl(${hue} 52% 38%)`,
    PALE: `hsl(${hue} 72% 76%)`,
    SPOT: `hsl(${(hue + 165) % 360} 78% 60%)`,
    INK: `hsl(${hue} 34% 20%)`,
    SNOW: `hsl(${hue} 40% 97%)`,
  }
}

/** Light falls from above on a coloured wall; the goods throw a soft shadow on the floor. */
function stage(hue: number): string {
  const warm = (hue + 24) % 360
  return (
    `<defs><linearGradient id="b${hue}" x1="0" y1="0" x2="1" y2="1"><stop stop-color="hsl(${hue} 62% 95%)"/><stop offset="1" stop-color="hsl(${warm} 52% 83%)"/></linearGradient>` +
    `<linearGradient id="m${hue}" x1="0" y1="0" x2=".7" y2="1"><stop stop-color="hsl(${hue} 68% 64%)"/><stop offset="1" stop-color="hsl(${hue} 60% 48%)"/></linearGradient>` +
    `<radialGradient id="s${hue}"><stop stop-color="hsl(${hue} 45% 22%)" stop-opacity=".38"/><stop offset="1" stop-color="hsl(${hue} 45% 22%)" stop-opacity="0"/></radialGradient></defs>` +
    `<rect width="400" height="400" fill="url(#b${hue})"/><circle cx="200" cy="196" r="152" fill="#fff" opacity=".42"/>` +
    `<ellipse cx="200" cy="322" rx="140" ry="19" fill="url(#s${hue})"/>`
  )
}

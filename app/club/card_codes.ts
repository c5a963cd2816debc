import bwipjs from 'bwip-js'
import { renderSVG } from 'uqr'

/* The two codes of a card as inline SVG: a phone's camera reads one, a till's scanner the other. */

/** QR of the number; dark on white in both themes, since scanners want it so. */
export function qrSvg(number: string): string {
  return labelled(renderSVG(number, { border: 1, ecc: 'M' }))
}

/** Code 128 of the number, without text. */
export function barcodeSvg(number: string): string {
  const options = { bcid: 'code128', text: number, height: 12, includetext: false }
  return labelled(bwipjs.toSVG(options))
}

/** Words beside it say the number; to a screen reader the picture is nothing. */
function labelled(svg: string): string {
  return svg.replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
}

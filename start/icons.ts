/*
 * The icons of the house: 24 × 24, one line of 1.75, round ends (`.icon` in pieces.css says so once,
 * instead of each of the thirty on a page). Each is the inside of an <svg>.
 * Those in DIRECTED point along the text and are mirrored in Persian.
 */
const line = (d: string) => `<path d="${d}"/>`
const dot = (x: number, y: number, r: number) => `<circle cx="${x}" cy="${y}" r="${r}"/>`
const box = (x: number, y: number, w: number, h: number, rx = 2) =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${rx}"/>`

const DIRECTED = new Set(['next', 'back', 'sign_out', 'sign_in', 'send', 'reply'])

export const ICONS: Readonly<Record<string, string>> = {
  home: line('M3.5 11 12 4l8.5 7M6 9.5V20h12V9.5M10 20v-6h4v6'),
  shop: line('M4 10v10h16V10M3 7l2-3h14l2 3v1a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0z'),
  cart: line('M3 4h2.2l2.3 11h10l2.2-8H6.2') + dot(9, 19.2, 1.3) + dot(16.5, 19.2, 1.3),
  bag: line('M6 8h12l1.2 12H4.8zM9 8V7a3 3 0 0 1 6 0v1'),
  search: dot(10.5, 10.5, 6.5) + line('m15.5 15.5 5 5'),
  menu: line('M4 7h16M4 12h16M4 17h16'),
  close: line('m6 6 12 12M18 6 6 18'),
  check: line('m5 12.5 4.5 4.5L19 7.5'),
  check_circle: dot(12, 12, 8.5) + line('m8.5 12.2 2.5 2.5 4.7-5'),
  plus: line('M12 5v14M5 12h14'),
  minus: line('M5 12h14'),
  next: line('m9 5 7 7-7 7'),
  back: line('m15 5-7 7 7 7'),
  down: line('m6 9.5 6 6 6-6'),
  up: line('m6 14.5 6-6 6 6'),
  user: dot(12, 8, 4) + line('M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6'),
  users:
    dot(9, 8.5, 3.5) +
    line('M2.5 20c.6-3.6 3.2-5.5 6.5-5.5s5.9 1.9 6.5 5.5') +
    line('M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.9c2 .8 3.2 2.6 3.5 5.1'),
  customer:
    box(3, 4, 18, 16, 2.5) +
    dot(9, 10.5, 2.2) +
    line('M5.8 16.5c.5-1.8 1.7-2.7 3.2-2.7s2.7.9 3.2 2.7M15 9.5h3M15 13h3'),
  card: box(2.5, 5, 19, 14, 2.5) + line('M2.5 9.5h19M6 15h4'),
  wallet:
    line(
      'M18 7.5V5.5A1.5 1.5 0 0 0 16.5 4H6a3 3 0 0 0-3 3v10.5A2.5 2.5 0 0 0 5.5 20h13a2 2 0 0 0 2-2v-8.5a2 2 0 0 0-2-2H6'
    ) + dot(16.5, 13.7, 0.9),
  coins:
    `<ellipse cx="9" cy="7" rx="5.5" ry="2.7"/>` +
    line('M3.5 7v5c0 1.5 2.5 2.7 5.5 2.7M14.5 7v2.5') +
    `<ellipse cx="15" cy="13" rx="5.5" ry="2.7"/>` +
    line('M9.5 13v5c0 1.5 2.5 2.7 5.5 2.7s5.5-1.2 5.5-2.7v-5'),
  gift:
    box(4, 11, 16, 9.5, 1.5) +
    line(
      'M3 7.5h18V11H3zM12 7.5v13M12 7.5C10 7.5 7.5 6.8 7.5 5S10.5 3.2 12 7.5c1.5-4.3 4.5-4.3 4.5-2.5S14 7.5 12 7.5'
    ),
  star: line('m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z'),
  heart: line('M12 20S4 15.2 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3C20 15.2 12 20 12 20z'),
  crown: line('m3.5 7.5 4 4L12 5l4.5 6.5 4-4L19 18.5H5z'),
  tag:
    line('M3.5 12.5v-8a1 1 0 0 1 1-1h8l8 8a1.5 1.5 0 0 1 0 2.1l-6.9 6.9a1.5 1.5 0 0 1-2.1 0z') +
    dot(8, 8, 1.2),
  percent: line('M18 6 6 18') + dot(7.5, 7.5, 2.3) + dot(16.5, 16.5, 2.3),
  box: line('m12 3 8.5 4.7v8.6L12 21l-8.5-4.7V7.7zM3.7 7.8 12 12.5l8.3-4.7M12 12.5V21'),
  boxes: box(8, 3.5, 8, 7.5, 1.2) + box(3, 13, 8, 7.5, 1.2) + box(13, 13, 8, 7.5, 1.2),
  warehouse: line('M3 20.5V9l9-5 9 5v11.5M7 20.5V12h10v8.5M7 16h10'),
  truck:
    line('M2.5 6h11.5v11H2.5zM14 10h4l3.5 3.5V17H14') + dot(7, 17.5, 1.9) + dot(17.5, 17.5, 1.9),
  pin: line('M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21z') + dot(12, 9.5, 2.5),
  phone: line(
    'M5 4h3.7l1.8 4.6-2.3 1.6a12 12 0 0 0 5.6 5.6l1.6-2.3L20 15.3V19a1.5 1.5 0 0 1-1.6 1.5C10.6 20 4 13.4 3.5 5.6A1.5 1.5 0 0 1 5 4z'
  ),
  mobile: box(7, 2.5, 10, 19, 2.5) + line('M11 18.5h2'),
  mail: box(3, 5, 18, 14, 2.5) + line('m4 7.5 8 6 8-6'),
  message: line('M4 5h16v11.5H11L6.5 20v-3.5H4z'),
  ticket: line(
    'M3 7.5a1.5 1.5 0 0 1 1.5-1.5h15A1.5 1.5 0 0 1 21 7.5v2.3a2.3 2.3 0 0 0 0 4.4v2.3a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16.5v-2.3a2.3 2.3 0 0 0 0-4.4zM14.5 6.5v1.5M14.5 11.2v1.6M14.5 16v1.5'
  ),
  support:
    line('M4 14v-2a8 8 0 0 1 16 0v2M20 17.5a3 3 0 0 1-3 3h-3.5') +
    box(3, 13, 4, 6, 1.5) +
    box(17, 13, 4, 6, 1.5),
  bell: line('M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5c1 .8 3 .8 4 0'),
  calendar: box(3.5, 5, 17, 15.5, 2.5) + line('M3.5 10h17M8 3v4M16 3v4'),
  clock: dot(12, 12, 8.5) + line('M12 7v5.2l3.3 2'),
  tasks: line(
    'M10 6.5h10M10 12h10M10 17.5h10m-16-11 1.3 1.3L7.7 5.5M4 12l1.3 1.3L7.7 11M4 17.5l1.3 1.3 2.4-2.3'
  ),
  board: box(3.5, 4, 17, 16, 2.5) + line('M9.2 4v16M14.8 4v16'),
  document: line('M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h5'),
  invoice: line('M5 3h14v18l-2.3-1.5L14.3 21 12 19.5 9.7 21l-2.4-1.5L5 21zM9 8h6M9 12h6M9 15.5h3'),
  receipt: line('M6 3h12v18l-2-1.3-2 1.3-2-1.3-2 1.3-2-1.3L6 21zM9.5 8h5M9.5 12h5'),
  payment: box(2.5, 5, 19, 13.5, 2.5) + dot(12, 11.7, 2.7) + line('M6 8.5h.01M18 15h.01'),
  till: line(
    'M5 10h14l1.5 7h-17zM3.5 17v3.5h17V17M8 10V6.5M6 3.5h9v3H6zM8.5 13.5h.01M12 13.5h.01M15.5 13.5h.01'
  ),
  reader:
    box(6, 2.5, 12, 19, 2.5) +
    line('M9 6h6v3.5H9zM9.5 13h.01M12 13h.01M14.5 13h.01M9.5 16.5h.01M12 16.5h.01M14.5 16.5h.01'),
  chart: line('M4 4v16h16M8 16v-4M12.5 16V8M17 16v-6'),
  report: box(4, 3.5, 16, 17, 2.5) + line('m8 14 2.5-3 2.5 2 3.5-4.5M8 17.5h8'),
  grid:
    box(3.5, 3.5, 7, 7, 1.5) +
    box(13.5, 3.5, 7, 7, 1.5) +
    box(3.5, 13.5, 7, 7, 1.5) +
    box(13.5, 13.5, 7, 7, 1.5),
  list: line('M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01'),
  filter: line('M4 5h16l-6.2 7.5V19l-3.6-2v-4.5z'),
  sort: line('M8 4v16m0 0-3.5-3.5M8 20l3.5-3.5M16 20V4m0 0-3.5 3.5M16 4l3.5 3.5'),
  edit: line(
    'm4 20 .9-4.3L16.2 4.4a1.7 1.7 0 0 1 2.4 0l1 1a1.7 1.7 0 0 1 0 2.4L8.3 19.1zM14.5 6.2l3.3 3.3'
  ),
  trash: line('M4 6.5h16M9 6.5V4h6v2.5M6 6.5 7 20.5h10l1-14M10 10.5v6M14 10.5v6'),
  copy:
    box(8, 8, 12.5, 12.5, 2.2) +
    line('M16 8V5.7A2.2 2.2 0 0 0 13.8 3.5H5.7a2.2 2.2 0 0 0-2.2 2.2v8.1A2.2 2.2 0 0 0 5.7 16H8'),
  print: line(
    'M7 8.5V3.5h10v5M7 17H4.5A1.5 1.5 0 0 1 3 15.5v-5.5a1.5 1.5 0 0 1 1.5-1.5h15a1.5 1.5 0 0 1 1.5 1.5v5.5a1.5 1.5 0 0 1-1.5 1.5H17M7 14h10v6.5H7z'
  ),
  download: line('M12 4v11m0 0-4.5-4.5M12 15l4.5-4.5M4.5 19.5h15'),
  upload: line('M12 15V4m0 0L7.5 8.5M12 4l4.5 4.5M4.5 19.5h15'),
  link: line(
    'M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7l-1.5 1.5M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.5-1.5'
  ),
  send: line('m4 4 17 8-17 8 2.5-8zM6.5 12H12'),
  reply: line('M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7'),
  refresh: line(
    'M4.5 12a7.5 7.5 0 0 1 13-5.1L20 9M20 4v5h-5M19.5 12a7.5 7.5 0 0 1-13 5.1L4 15M4 20v-5h5'
  ),
  sign_in: line('M10 8.5 13.5 12 10 15.5M13.5 12H3.5M13 4h5a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-5'),
  sign_out: line('M16.5 8.5 20 12l-3.5 3.5M20 12H9.5M12 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h6'),
  lock: box(5, 10.5, 14, 10, 2.2) + line('M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2'),
  shield: line('M12 3 4.5 6v6c0 4.5 3.2 7.6 7.5 9 4.3-1.4 7.5-4.5 7.5-9V6zM9 12l2.2 2.2L15.2 10'),
  eye:
    line('M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z') + dot(12, 12, 2.7),
  info: dot(12, 12, 8.5) + line('M12 11.2v5M12 7.8h.01'),
  warning: line('M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01'),
  error: dot(12, 12, 8.5) + line('m9 9 6 6M15 9l-6 6'),
  help: dot(12, 12, 8.5) + line('M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.8M12 16.8h.01'),
  globe:
    dot(12, 12, 8.5) +
    line(
      'M3.5 12h17M12 3.5c2.5 2.5 3.5 5.3 3.5 8.5s-1 6-3.5 8.5c-2.5-2.5-3.5-5.3-3.5-8.5s1-6 3.5-8.5'
    ),
  sun:
    dot(12, 12, 4) +
    line(
      'M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4'
    ),
  moon: line('M20 14.2A8.3 8.3 0 1 1 9.8 4a6.7 6.7 0 0 0 10.2 10.2z'),
  settings:
    dot(12, 12, 3) +
    line(
      'M12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.6 5.6l1.8 1.8M16.6 16.6l1.8 1.8M18.4 5.6l-1.8 1.8M7.4 16.6l-1.8 1.8'
    ) +
    dot(12, 12, 6.5),
  branch: line(
    'M4 20.5V6.5L12 3l8 3.5v14M2.5 20.5h19M9.5 20.5V15h5v5.5M8.5 9h.01M12 9h.01M15.5 9h.01M8.5 12h.01M15.5 12h.01'
  ),
  history: line('M4 5v4.5h4.5M4.3 9.5A8.3 8.3 0 1 1 3.7 13M12 8v4.5l3 1.8'),
  flag: line('M5 21V4M5 4.5c4-2 7 2 13.5 0L16 9.2l2.5 4.3c-6.5 2-9.5-2-13.5 0'),
  camera: line('M4 8h3.5L9 5.5h6L16.5 8H20v11.5H4z') + dot(12, 13.3, 3.3),
  qr:
    box(3.5, 3.5, 6.5, 6.5, 1) +
    box(14, 3.5, 6.5, 6.5, 1) +
    box(3.5, 14, 6.5, 6.5, 1) +
    line('M14 14h2.5v2.5M20.5 14v2M14 20.5h2.5M19 20.5h1.5V19M6.7 6.7h.1M17.2 6.7h.1M6.7 17.2h.1'),
  smile: dot(12, 12, 8.5) + line('M8.5 14c1.8 2.3 5.2 2.3 7 0M9 9.5h.01M15 9.5h.01'),
  spark: line(
    'M12 3.5 13.8 9l5.7 1.8-5.7 1.8L12 18.5l-1.8-5.9-5.7-1.8L10.2 9zM19 16.5v4M17 18.5h4'
  ),
  dots: line('M5 12h.01M12 12h.01M19 12h.01'),
  audit:
    line('M6 3h8l4 4v5M6 3v18h5M9 9h5M9 13h2') + dot(15.7, 16.7, 3.2) + line('m18.2 19.2 2.8 2.8'),
  medal: dot(12, 15, 5.5) + line('M8.5 10.5 5 3h5l2 4 2-4h5l-3.5 7.5M12 12.8v4.4'),
}

/** An icon as HTML; hidden from screen readers, since words stand beside it or in aria-label. */
export function iconHtml(name: string, classes: string): string {
  const inside = ICONS[name] ?? ICONS.help
  const directed = DIRECTED.has(name) ? ' icon-dir' : ''
  return `<svg class="icon ${classes}${directed}" viewBox="0 0 24 24" aria-hidden="true">${inside}</svg>`
}

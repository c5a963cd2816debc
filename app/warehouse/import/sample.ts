import ExcelJS from 'exceljs'

/** Rows that show all that the import understands: variants, an empty stock cell, Persian digits. */
const ROWS = [
  [
    'KFS-101-41',
    'کفش پیاده‌روی سپیدار',
    'Sepidar walking shoes',
    'پوشاک و مد / کفش',
    24_500_000,
    'سایز ۴۱',
    '2000000990012',
    6,
    4,
  ],
  [
    'KFS-101-42',
    'کفش پیاده‌روی سپیدار',
    'Sepidar walking shoes',
    'پوشاک و مد / کفش',
    24_500_000,
    'سایز ۴۲',
    '2000000990029',
    8,
    '',
  ],
  [
    'QOR-210',
    'قوری چینی فیروزه',
    'Firoozeh china teapot',
    'خانه و آشپزخانه / آشپزخانه',
    '۹٬۸۰۰٬۰۰۰',
    '',
    '',
    '۱۲',
    5,
  ],
  [
    'CHY-500',
    'چای بهاره لاهیجان',
    'Lahijan spring tea',
    'زیبایی و زندگی / چای و قهوه',
    3_200_000,
    '۵۰۰ گرمی',
    '',
    40,
    25,
  ],
  [
    'DRL-18V',
    'دریل شارژی تابان',
    'Taban cordless drill',
    'زیبایی و زندگی / ابزار',
    86_000_000,
    '',
    '',
    3,
    0,
  ],
] as const

/** Writes a file that can be filled in, with a stock column for each of the given warehouses. */
export async function writeSample(file: string, warehouses: string[]) {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('کالاها', {
    views: [{ rightToLeft: true, state: 'frozen', ySplit: 1 }],
  })
  sheet.columns = [
    { header: 'شناسه کالا', width: 16 },
    { header: 'نام کالا', width: 32 },
    { header: 'نام انگلیسی', width: 28 },
    { header: 'دسته', width: 32 },
    { header: 'قیمت (ریال)', width: 18 },
    { header: 'نوع', width: 14 },
    { header: 'بارکد', width: 18 },
    ...warehouses.map((name) => ({ header: `موجودی ${name}`, width: 22 })),
  ]
  sheet.getRow(1).font = { bold: true }
  for (const row of ROWS) {
    const facts = row.slice(0, 7)
    const stock = row.slice(7)
    sheet.addRow([...facts, ...warehouses.map((_, place) => stock[place] ?? '')])
  }
  await book.xlsx.writeFile(file)
}

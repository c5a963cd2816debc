import { test } from '@japa/runner'
import nodemailer from 'nodemailer'
import { startFakeSmtp } from '#app/messaging/fakes/fake_smtp'

const mail = {
  from: 'باشگاه <club@example.com>',
  to: ['a@example.com', 'b@example.com'],
  subject: 'پیش‌فاکتور شما آماده است — شمارهٔ ۱۲۳۴۵، لطفاً آن را ببینید',
  text: 'سلام\n.نقطه در آغاز خط\n..\n.\nپایان',
  html: '<p>سلام</p>',
}

const sender = (port: number, auth?: { user: string; pass: string; method?: string }) =>
  nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    secure: false,
    ...(auth && { auth: { user: auth.user, pass: auth.pass }, authMethod: auth.method }),
  })

test.group('Mail server', () => {
  test('take a mail as it was written', async ({ assert, cleanup }) => {
    const fake = await startFakeSmtp()
    cleanup(() => fake.close())
    await sender(fake.port).sendMail(mail)
    const [taken] = fake.messages()
    assert.equal(taken.from, 'club@example.com')
    assert.deepEqual(taken.to, mail.to)
    assert.equal(taken.subject, mail.subject)
    assert.equal(taken.text.replaceAll('\r\n', '\n'), mail.text)
    assert.equal(taken.html, mail.html)
    assert.include(taken.headers.get('from') ?? '', 'باشگاه')
  })

  test('undo the doubled dots of plain text', async ({ assert, cleanup }) => {
    const fake = await startFakeSmtp()
    cleanup(() => fake.close())
    const text = 'line\r\n.dot\r\n..two\r\n.\r\nend'
    await sender(fake.port).sendMail({ ...mail, text, html: undefined, subject: 'plain' })
    assert.equal(fake.messages()[0].text, text)
  })

  test('ask for a sign-in', async ({ assert, cleanup }) => {
    const fake = await startFakeSmtp({ username: 'club', password: 'پنهان' })
    cleanup(() => fake.close())
    await assert.rejects(() => sender(fake.port).sendMail(mail), /530/)
    const wrong = sender(fake.port, { user: 'club', pass: 'no' })
    await assert.rejects(() => wrong.sendMail(mail), /535/)
    await sender(fake.port, { user: 'club', pass: 'پنهان' }).sendMail(mail)
    await sender(fake.port, { user: 'club', pass: 'پنهان', method: 'LOGIN' }).sendMail(mail)
    assert.lengthOf(fake.messages(), 2)
  })

  test('refuse a receiver when asked to', async ({ assert, cleanup }) => {
    const fake = await startFakeSmtp()
    cleanup(() => fake.close())
    fake.failNext(550, 2)
    await assert.rejects(() => sender(fake.port).sendMail(mail), /550/)
    assert.lengthOf(fake.messages(), 0)
    await sender(fake.port).sendMail(mail)
    assert.lengthOf(fake.messages(), 1)
  })
})

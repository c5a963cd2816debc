import type { LaunchOptions } from 'playwright'

/** The system's Chromium, kept from looking for anything outside this machine. */
export async function launchChromium(options: LaunchOptions = {}) {
  const { chromium } = await import('playwright')
  return chromium.launch({
    ...options,
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--lang=fa',
    ],
  })
}

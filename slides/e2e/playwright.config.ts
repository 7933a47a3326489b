import path from 'node:path'
import { defineConfig } from '@playwright/test'
import { BROWSER_ARGS } from './browser.ts'

const executablePath = process.env['CHROMIUM_PATH']
if (executablePath === undefined) throw new Error('Run the tests with npm run test:e2e: it finds the browser.')

export default defineConfig({
  testDir: '.',
  outputDir: path.join(import.meta.dirname, '../../test-results'),
  // Real programs on perhaps two cores: one window at a time.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'ru-RU',
    viewport: { width: 1280, height: 720 },
    launchOptions: { executablePath, args: BROWSER_ARGS },
    // No traces: each test would take longer for them. What fails is run again with `-- --trace on`.
    screenshot: 'only-on-failure',
  },
})

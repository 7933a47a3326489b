/** A Chromium for the tests: the one that is there, or one that is got, or a sentence on how to get one. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { chromium } from '@playwright/test'

/** The path of an executable. Tells `say` before it downloads anything. Throws an Error with what to install. */
export async function findBrowser(say: (sentence: string) => void): Promise<string> {
  const given = process.env['CHROMIUM_PATH']
  if (given !== undefined && given !== '') {
    if (isExecutable(given)) return given
    throw new Error(`CHROMIUM_PATH is «${given}», which is not an executable file. Correct or unset it.`)
  }
  const present = systemBrowser() ?? playwrightBrowser()
  if (present !== undefined) return present
  for (const [name, get] of SOURCES) {
    say(`No Chromium here. Getting one: ${name}…`)
    const got = await get().catch((error: unknown) => say(error instanceof Error ? error.message : String(error)))
    if (got !== undefined) return got
  }
  throw new Error(
    'No Chromium was found and none could be got. Install one (Debian: apt install chromium; macOS: brew install --cask chromium) ' +
      'or set CHROMIUM_PATH.',
  )
}

/** As root Chromium has no sandbox; the rest keeps it from calling home in the middle of a test. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const SOURCES: readonly (readonly [string, () => Promise<string | undefined>])[] = [
  ['Playwright’s download', downloadPlaywright],
  ['apt-get install chromium', installDebian],
  ['the npm package @sparticuz/chromium', installPackage],
]

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge']
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

function systemBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...PLACES]
  return candidates.find(isExecutable)
}

function playwrightBrowser(): string | undefined {
  const file = chromium.executablePath()
  return isExecutable(file) ? file : undefined
}

async function downloadPlaywright(): Promise<string | undefined> {
  run(process.execPath, [
    path.join(path.dirname(REQUIRE.resolve('@playwright/test/package.json')), 'cli.js'),
    'install',
    'chromium',
  ])
  return playwrightBrowser()
}

async function installDebian(): Promise<string | undefined> {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return undefined
  run('apt-get', ['update', '-q'])
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-liberation'])
  return systemBrowser()
}

/** Carries a Chromium for Linux inside; it is not among our dependencies because nobody else needs its 60 MB. */
async function installPackage(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '@sparticuz/chromium@138.0.2'])
  const module = (await import(REQUIRE.resolve('@sparticuz/chromium'))) as {
    default: { executablePath(): Promise<string> }
  }
  return module.default.executablePath()
}

const REQUIRE = createRequire(import.meta.url)
/** Milliseconds: a network that drops packets must not hold the tests up for ever. */
const PATIENCE = 5 * 60_000

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: PATIENCE })
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    // Not there, or not for us: another may be.
    return false
  }
}

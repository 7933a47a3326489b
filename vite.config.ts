/** `npm run build`: the static deck in dist/. The presented deck is the same build, served by the demo server. */
import path from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { deck } from './slides/build/plugin.ts'
import { trimReveal } from './slides/build/trim-reveal.ts'

const ROOT = import.meta.dirname

export default defineConfig({
  root: path.join(ROOT, 'slides'),
  // Relative: the deck works from any folder of any host.
  base: './',
  publicDir: path.join(ROOT, 'public'),
  cacheDir: path.join(ROOT, '.cache/vite'),
  plugins: process.env['VITEST']
    ? []
    : [deck({ root: ROOT, allowMissing: process.env['ALLOW_MISSING_RECORDINGS'] === '1' })],
  css: { postcss: { plugins: [trimReveal] } },
  build: {
    outDir: path.join(ROOT, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    // A font inside a style sheet would be loaded by everyone, whether a slide needs it or not.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    root: ROOT,
    include: ['{demos,server,slides}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'slides/e2e/**'],
    environment: 'node',
    testTimeout: 30_000,
    // The tests start real processes, and machines with two cores run them too.
    fileParallelism: false,
  },
})

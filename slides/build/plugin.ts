/** The Vite plugin: puts the slides, the fonts and the recordings' index into the page, in the build and in dev. */
import path from 'node:path'
import type { Connect, HtmlTagDescriptor, Plugin, ViteDevServer } from 'vite'
import { compileDeck, type Deck, type DeckOptions } from './deck.ts'
import { cutFonts, fontFaces, type FontFile } from './fonts.ts'

interface Page {
  readonly deck: Deck
  readonly fonts: readonly FontFile[]
}

/** Two plugins, because the slides must be there before Vite reads the page and the fonts' links only after. */
export function deck(options: DeckOptions): Plugin[] {
  let isBuild = false
  let page: Promise<Page> | undefined
  return [
    {
      name: 'deck:slides',
      configResolved(config) {
        isBuild = config.command === 'build'
      },
      async buildStart() {
        if (!isBuild) return
        page = makePage(options)
        const { deck, fonts } = await page
        for (const warning of deck.warnings) this.warn(warning)
        for (const { name, bytes } of fonts) this.emitFile({ type: 'asset', fileName: name, source: bytes })
        for (const { name, text } of deck.files) this.emitFile({ type: 'asset', fileName: name, source: text })
        for (const entry of deck.demos)
          this.emitFile({ type: 'asset', fileName: `demos/${entry.demo.id}.json`, source: JSON.stringify(entry) })
      },
      configureServer(server) {
        serveFiles(server, () => (page ??= makePage(options)))
        reloadOnChange(server, options.root, () => (page = undefined))
      },
      transformIndexHtml: {
        order: 'pre',
        async handler(html) {
          page ??= makePage(options)
          return html.replace('<!-- slides -->', (await page).deck.html.replaceAll('$', '$$$$'))
        },
      },
    },
    {
      name: 'deck:fonts',
      transformIndexHtml: {
        order: 'post',
        async handler() {
          return page ? fontTags((await page).fonts) : []
        },
      },
    },
  ]
}

async function makePage(options: DeckOptions): Promise<Page> {
  const deck = await compileDeck(options)
  // What a chart writes is on no page until it is drawn there.
  const text = [deck.html, ...deck.files.map(({ text }) => text)].join('')
  return { deck, fonts: await cutFonts(text) }
}

function fontTags(fonts: readonly FontFile[]): HtmlTagDescriptor[] {
  const preloads = fonts.map(({ name }) => ({
    tag: 'link',
    attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `./${name}`, crossorigin: true },
    injectTo: 'head' as const,
  }))
  return [...preloads, { tag: 'style', children: fontFaces(fonts, './'), injectTo: 'head' }]
}

/** What the build emits, from memory. */
function serveFiles(server: ViteDevServer, page: () => Promise<Page>): void {
  const serve = async (...[request, response, next]: Parameters<Connect.NextHandleFunction>): Promise<void> => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1)
    if (!name.startsWith('demos/') && !name.startsWith('assets/')) return next()
    try {
      const { deck, fonts } = await page()
      const entry = deck.demos.find(({ demo }) => name === `demos/${demo.id}.json`)
      const file = deck.files.find((file) => file.name === name)
      const font = fonts.find((font) => font.name === name)
      if (entry) response.setHeader('content-type', 'application/json').end(JSON.stringify(entry))
      else if (file) response.setHeader('content-type', file.type).end(file.text)
      else if (font) response.setHeader('content-type', 'font/woff2').end(font.bytes)
      else next()
    } catch (error) {
      next(error)
    }
  }
  server.middlewares.use((request, response, next) => void serve(request, response, next))
}

/** A changed section, program or recording makes the page anew. */
function reloadOnChange(server: ViteDevServer, root: string, forget: () => void): void {
  const watched = ['slides/sections', 'demos', 'public/recordings'].map((dir) => path.join(root, dir))
  server.watcher.add(watched)
  server.watcher.on('all', (_, file) => {
    if (!watched.some((dir) => file.startsWith(dir + path.sep))) return
    forget()
    server.ws.send({ type: 'full-reload' })
  })
}

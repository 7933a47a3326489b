/** xterm's colours from the deck's tokens. */
import type { ITheme } from '@xterm/xterm'

/** `isTyped` shows the cursor: it means that keys go somewhere. */
export function terminalTheme(isTyped: boolean): ITheme {
  const tokens = getComputedStyle(document.documentElement)
  const token = (name: string): string => tokens.getPropertyValue(`--term-${name}`).trim()
  const colors = Object.fromEntries(COLORS.map((name) => [camelCase(name), token(name)]))
  return {
    ...colors,
    background: token('bg'),
    foreground: token('fg'),
    cursor: isTyped ? token('cursor') : 'transparent',
    cursorAccent: token('bg'),
    selectionBackground: token('selection'),
    selectionInactiveBackground: token('selection'),
  }
}

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
const COLORS = [...NAMES, ...NAMES.map((name) => `bright-${name}`)]

function camelCase(name: string): string {
  return name.replace(/-(.)/u, (_, letter: string) => letter.toUpperCase())
}

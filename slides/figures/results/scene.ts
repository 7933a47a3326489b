/** A chart as it lies on the slide: marks with their places, and nothing of how they are drawn. Slide pixels. */

export interface Scene {
  readonly width: number
  readonly height: number
  readonly marks: readonly Mark[]
  /** One or two sentences for who does not see it. */
  readonly summary: string
  /** The same numbers in words and rows. */
  readonly table: SceneTable
}

export interface SceneTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export type Mark = Rule | Trail | Bar | Dot | Text

/** A straight line. */
export interface Rule {
  readonly kind: 'rule'
  readonly role: 'grid' | 'axis' | 'leader' | 'whisker' | 'span'
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  readonly lane?: string
}

/** A lane's values joined. */
export interface Trail {
  readonly kind: 'trail'
  readonly lane: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Bar extends Fact {
  readonly kind: 'bar'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Its number in a stack. */
  readonly part: number
  /** A name stands on it. */
  readonly isPale: boolean
}

export interface Dot extends Fact {
  readonly kind: 'dot'
  readonly x: number
  readonly y: number
  readonly isHollow: boolean
}

/** A mark that stands for a measured value. */
interface Fact {
  readonly lane: string
  readonly isLive: boolean
  /** The exact value with its interval, for the one who points at it. */
  readonly fact: string
}

/** `y` is the middle of the line. */
export interface Text {
  readonly kind: 'text'
  readonly role: 'tick' | 'title' | 'name' | 'value' | 'inside' | 'key'
  readonly x: number
  readonly y: number
  readonly text: string
  readonly anchor: 'start' | 'middle' | 'end'
  readonly weight: 400 | 700
  readonly lane?: string
}

/** Of every text: nothing on a slide is smaller. */
export const FONT = 20
/** From one line of text to the next. */
export const LINE = 24

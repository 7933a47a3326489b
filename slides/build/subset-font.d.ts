/** subset-font ships no types; what this project uses of it. */
declare module 'subset-font' {
  export default function subsetFont(
    font: Uint8Array,
    text: string,
    options: {
      readonly targetFormat: 'woff2'
      readonly variationAxes?: Readonly<Record<string, number>>
      readonly keepFeatures?: readonly string[]
    },
  ): Promise<Uint8Array>
}

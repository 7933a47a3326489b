/** Numbers as people write them in Russian. */

/** 1.25 → «1,25»; digits after the comma only while the number is small. */
export function decimal(value: number, digits: number): string {
  return value.toFixed(Math.abs(value) < 100 ? digits : 0).replace('.', ',')
}

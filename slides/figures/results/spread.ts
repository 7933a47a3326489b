/** Puts labels beside what they name, and none over another. */

/**
 * Places for labels of one column: as near to the wanted ones as the distance `gap` between neighbours and the edges
 * allow, in the order of the wanted places. Undefined where they do not fit at all.
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] | undefined {
  if ((wanted.length - 1) * gap > high - low + 1e-6) return undefined
  const order = wanted.map((_, index) => index).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b)
  // Labels that touch form a group, which stands as near as it can to the mean of what its members want.
  const groups: { members: number[]; place: number }[] = []
  for (const index of order) {
    let group = { members: [index], place: 0 }
    settle(group)
    for (let last = groups.at(-1); last && end(last) > group.place - 1e-9; last = groups.at(-1)) {
      groups.pop()
      group = { members: [...last.members, ...group.members], place: 0 }
      settle(group)
    }
    groups.push(group)
  }
  const places = wanted.map(() => 0)
  for (const { members, place } of groups)
    for (const [turn, index] of members.entries()) places[index] = place + turn * gap
  return places

  function end({ members, place }: { members: number[]; place: number }): number {
    return place + members.length * gap
  }

  function settle(group: { members: number[]; place: number }): void {
    const { members } = group
    const mean = members.reduce((sum, index, turn) => sum + (wanted[index] ?? 0) - turn * gap, 0) / members.length
    group.place = Math.min(high - (members.length - 1) * gap, Math.max(low, mean))
  }
}

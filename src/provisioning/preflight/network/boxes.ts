/** Inclusive range of whole numbers. */
export interface Range {
  first: number;
  last: number;
}

/** A set of points: one range for each dimension, all of them at once. Boxes that meet have the same dimensions. */
export type Box = readonly Range[];

/** What two boxes have in common. */
export function common(one: Box, other: Box): Box | undefined {
  const ranges: Range[] = [];
  for (const [index, range] of one.entries()) {
    const first = Math.max(range.first, other[index]?.first ?? 0);
    const last = Math.min(range.last, other[index]?.last ?? -1);
    if (first > last) return undefined;
    ranges.push({ first, last });
  }
  return ranges;
}

/** What is left of a box without another: at most two pieces for each dimension, none of which share a point. */
export function without(box: Box, cut: Box): Box[] {
  const inside = common(box, cut);
  if (!inside) return [box];
  const pieces: Box[] = [];
  let rest = box;
  for (const [index, { first, last }] of inside.entries()) {
    const whole = rest[index];
    if (!whole) break;
    const at = (range: Range): Box => rest.with(index, range);
    if (whole.first < first) pieces.push(at({ first: whole.first, last: first - 1 }));
    if (whole.last > last) pieces.push(at({ first: last + 1, last: whole.last }));
    rest = at({ first, last });
  }
  return pieces;
}

/** Every box that takes one range of each list. */
export function boxesOf(dimensions: readonly Range[][]): Box[] {
  return dimensions.reduce<Box[]>(
    (boxes, ranges) => boxes.flatMap((box) => ranges.map((range) => [...box, range])),
    [[]],
  );
}

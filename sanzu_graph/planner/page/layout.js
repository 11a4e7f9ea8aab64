// Where containers stand, and which of them and of their cards are in sight. Pure arithmetic, so that ten thousand people need no page.

/** A container is at least so wide; together they fill the width. */
export const WIDTH = 214;
export const CARD = 30;
export const HEAD = 38;
/** How high cards and heads are: for a mouse, and for a finger. */
export const MOUSE = { card: CARD, head: HEAD };
export const FINGER = { card: 48, head: 50 };
export const GAP = 10;
export const PAD = 6;
/** So wide are containers of a tree, whose names have more room; from column to column. */
const BROAD = WIDTH + 26;
const STEP = 44;
/** A container grows sideways beyond so many rows of cards. */
const TALL = 12;

/** Place containers on shelves, left to right; `rosters` are [unit, people] pairs. */
export function placed(rosters, width, sizes = MOUSE) {
  const columns = Math.max(1, Math.floor((width - GAP) / (WIDTH + GAP)));
  const wide = Math.max(WIDTH, Math.floor((width - GAP) / columns) - GAP);
  const boxes = [];
  let shelf = [];
  let column = 0;
  let y = GAP;
  const close = () => {
    const height = Math.max(0, ...shelf.map((box) => box.height));
    for (const box of shelf) box.height = height;
    y += shelf.length ? height + GAP : 0;
    shelf = [];
    column = 0;
  };
  for (const [unit, people] of rosters) {
    const span = Math.min(columns, Math.max(1, Math.ceil(people.length / TALL)));
    if (column + span > columns) close();
    const rows = Math.ceil(people.length / span);
    const box = { unit, people, span, rows, sizes, x: GAP + column * (wide + GAP), y, width: span * wide + (span - 1) * GAP };
    box.height = sizes.head + Math.max(rows, 1) * sizes.card + PAD;
    boxes.push(box);
    shelf.push(box);
    column += span;
  }
  close();
  return { boxes, height: y, width: columns * (wide + GAP) + GAP };
}

/** Place containers as a tree, from left to right: each beside its parent, below all that hangs on those before it. */
export function placedTree(rosters, { depths, parents }, sizes = MOUSE) {
  const known = new Map();
  const floors = []; // by depth: below what stands there and deeper
  const boxes = rosters.map(([unit, people]) => {
    const depth = depths.get(unit) ?? 0;
    const parent = parents.get(unit) || null;
    const y = Math.max(known.get(parent)?.y ?? GAP, floors[depth] ?? GAP);
    const box = { unit, people, span: 1, rows: people.length, sizes, x: GAP + depth * (BROAD + STEP), y, width: BROAD, depth, parent };
    box.height = sizes.head + Math.max(box.rows, 1) * sizes.card + PAD;
    for (let level = 0; level <= depth; level++) floors[level] = Math.max(floors[level] ?? 0, y + box.height + GAP);
    known.set(unit, box);
    return box;
  });
  const deepest = Math.max(0, ...depths.values());
  return { boxes, height: floors[0] ?? GAP, width: 2 * GAP + (deepest + 1) * (BROAD + STEP), isTree: true };
}

/** Where a card stands on the board; null: not among the people of the box. */
export function cardAt({ x, y, width, span, sizes }, place) {
  if (place < 0) return null;
  const cell = (width - PAD * 2) / span;
  return { x: x + PAD + (place % span) * cell, y: y + sizes.head + Math.floor(place / span) * sizes.card, width: cell - 4, height: sizes.card - 4 };
}

/** The boxes that reach into a stretch of the board; they stand in order of y. */
export function inSight({ boxes, isTree }, top, bottom) {
  if (isTree) return boxes.filter(({ y, height }) => y <= bottom && y + height >= top);
  let low = 0;
  let high = boxes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (boxes[middle].y + boxes[middle].height < top) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let place = low; place < boxes.length && boxes[place].y <= bottom; place++) found.push(boxes[place]);
  return found;
}

/** The cards of a box that reach into a stretch of the board: first and last place among its people (the last is not in sight). */
export function cardsInSight({ y, rows, span, people, sizes }, top, bottom) {
  const from = y + sizes.head;
  const first = Math.min(rows, Math.max(0, Math.floor((top - from) / sizes.card)));
  const last = Math.max(first, Math.min(rows, Math.ceil((bottom - from) / sizes.card)));
  return [first * span, Math.min(people.length, last * span)];
}

/** The box beside another one in a direction, nearest first along the way. */
export function beside({ boxes, isTree }, unit, direction) {
  const from = boxes.find((box) => box.unit === unit);
  if (!from) return boxes[0];
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[direction];
  const place = boxes.indexOf(from);
  if (dx && isTree) return boxes.find((box) => (dx < 0 ? box.unit === from.parent : box.parent === unit)) ?? from;
  if (dx) return boxes[place + dx] ?? from;
  let best = from;
  let least = Infinity;
  for (const box of boxes) {
    const ahead = (box.y - from.y) * dy;
    const cost = isTree ? ahead + 9 * Math.abs(box.x - from.x) : ahead * 1000 + Math.abs(box.x - from.x);
    if (ahead > 0 && cost < least) [best, least] = [box, cost];
  }
  return best;
}

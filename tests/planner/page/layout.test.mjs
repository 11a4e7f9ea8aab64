// Where containers stand: none overlaps another, all is found that is in sight, and the arrows reach everything.

import assert from "node:assert/strict";
import test from "node:test";

import { CARD, HEAD, beside, cardsInSight, inSight, placed } from "../../../sanzu_graph/planner/page/layout.js";

const people = (count) => Array.from({ length: count }, (_, number) => ({ id: `M${number}` }));
const units = (...counts) => counts.map((count, number) => [`T${number}`, people(count)]);
const WIDTHS = [50, 230, 500, 900, 2400];
const MIXED = units(3, 0, 8, 40, 1, 12, 13, 200, 5, 5, 5, 0, 0, 7);

for (const width of WIDTHS) {
  test(`containers neither overlap nor stick out at ${width}`, () => {
    const { boxes, width: whole, height } = placed(MIXED, width);
    assert.deepEqual(boxes.map(({ unit }) => unit), MIXED.map(([unit]) => unit));
    for (const [place, one] of boxes.entries()) {
      assert.ok(one.x + one.width <= whole && one.y + one.height <= height);
      assert.ok(one.rows * one.span >= one.people.length);
      assert.ok(HEAD + one.rows * CARD <= one.height);
      for (const other of boxes.slice(place + 1)) {
        const apart = one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y;
        assert.ok(apart, `${one.unit} overlaps ${other.unit}`);
      }
    }
  });

  test(`whatever reaches into a stretch is found at ${width}`, () => {
    const { boxes, height } = placed(MIXED, width);
    for (let top = -100; top < height + 100; top += 37) {
      const bottom = top + 300;
      const expected = boxes.filter((box) => box.y + box.height >= top && box.y <= bottom).map(({ unit }) => unit);
      assert.deepEqual(inSight({ boxes }, top, bottom).map(({ unit }) => unit), expected);
      for (const box of boxes) {
        const [first, last] = cardsInSight(box, top, bottom);
        box.people.forEach((_, place) => {
          const y = box.y + HEAD + Math.floor(place / box.span) * CARD;
          if (y + CARD > top && y < bottom) assert.ok(place >= first && place < last);
        });
      }
    }
  });
}

test("of ten thousand in one unit only those in sight are drawn", () => {
  const { boxes } = placed(units(10_000), 900);
  const [first, last] = cardsInSight(boxes[0], 5_000, 5_600);
  assert.ok(last - first < 120);
});

test("arrows lead from every unit to every other", () => {
  const { boxes } = placed(MIXED, 900);
  const seen = new Set([boxes[0].unit]);
  const walk = [boxes[0].unit];
  while (walk.length) {
    const unit = walk.pop();
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
      const next = beside({ boxes }, unit, key).unit;
      if (!seen.has(next)) {
        seen.add(next);
        walk.push(next);
      }
    }
  }
  assert.equal(seen.size, boxes.length);
});

// Where the cursor of a board is, what is pointed at, and what is brought into sight.

import { GAP } from "./layout.js";
import { seatKey } from "./state.js";

/** The part of a board that knows where the keyboard is: `cursor` is a seat, `focusUnit` a container while a place is chosen. */
export class Cursor {
  hasFocus() {
    return this.root.contains(this.el.getRootNode().activeElement) && this.el.getRootNode().activeElement?.closest?.(".sanzu-unit") !== null;
  }

  focus() {
    const { focusUnit } = this;
    const { member, unit } = this.cursor ?? {};
    const element = focusUnit === null ? this.cards.get(seatKey(member, unit)) : focusUnit === "" ? this.laneBox : this.containers.get(focusUnit);
    if (element && this.el.getRootNode().activeElement !== element) element.focus({ preventScroll: true });
  }

  /** The seat itself while it is there, else another one of the same member, else the first that is shown. */
  seatNear(seat) {
    const own = seat ? this.state.seatsOf(seat.member, this.layer) : [];
    if (own.includes(seat?.unit)) return seat;
    if (own.length) return { member: seat.member, unit: own[0] };
    const box = this.layout.boxes.find(({ people }) => people.length && !people[0].ghost);
    return box ? { member: box.people[0].id, unit: box.unit } : null;
  }

  /** Mark every card of somebody who has several; and the arrow of a suggestion. */
  pointed(target) {
    const { member, suggestion } = target.closest?.(".sanzu-card, [data-suggestion]")?.dataset ?? {};
    const suggested = suggestion === undefined ? null : Number(suggestion);
    const same = member !== undefined && this.state.seatsOf(member, this.layer).length > 1 ? member : null;
    if (same === this.same && suggested === this.suggested) return;
    Object.assign(this, { same, suggested });
    this.drawInSight();
  }

  /** Put the cursor on a member in a unit, in sight, and the keys on it. */
  pointAt(member, at) {
    this.bring(member, at);
    this.drawInSight();
    this.focus();
  }

  /** Put the cursor on a member in a unit, and bring them into sight. */
  bring(member, at) {
    this.cursor = this.seatNear({ member, unit: at });
    if (!this.cursor) return;
    const { unit } = this.cursor;
    const box = this.layout.boxes.find((one) => one.unit === unit);
    if (box) {
      const row = Math.floor(box.people.findIndex(({ id }) => id === member) / box.span);
      this.reveal(box.y + this.sizes.head + row * this.sizes.card, this.sizes.card, box);
    } else {
      const { card: high } = this.sizes;
      const row = this.adrift.findIndex(({ id }) => id === member);
      this.lane.scrollTop = Math.min(Math.max(this.lane.scrollTop, (row + 1) * high - this.lane.clientHeight), row * high);
    }
  }

  /** Bring a container into sight; to the top if `first`. */
  revealUnit(unit, first = false) {
    const box = this.layout.boxes.find((one) => one.unit === unit);
    if (box) this.reveal(box.y, first ? this.room.height / this.zoom - 2 * GAP : Math.min(box.height, this.sizes.head + this.sizes.card), box);
  }

  reveal(y, height, { x, width }) {
    const { scroller, zoom } = this;
    scroller.scrollLeft = Math.min(Math.max(scroller.scrollLeft, (x + width + GAP) * zoom - scroller.clientWidth), (x - GAP) * zoom);
    scroller.scrollTop = Math.min(Math.max(scroller.scrollTop, (y + height + GAP) * zoom - scroller.clientHeight), (y - GAP) * zoom);
  }
}

// Drag and drop with mouse, pen and touch. The picture that is dragged stands inside the board: a fixed one is not seen in JupyterLab.

import { MANAGERS } from "./managers.js";

const FAR = 5;
const LONG = 350;
const EDGE = 44;

export class Dragging {
  constructor(board) {
    this.board = board;
    this.ghost = null;
    board.listen(board.root, "pointerdown", (event) => this.down(event));
    board.listen(board.root, "pointermove", (event) => this.move(event));
    board.listen(board.root, "pointerup", (event) => this.up(event));
    board.listen(board.root, "pointercancel", () => this.stop());
    board.listen(board.root, "lostpointercapture", (event) => event.target === board.root && this.ghost && this.stop());
    // Once a finger drags, the page must not scroll under it.
    board.listen(board.root, "touchmove", (event) => this.ghost && event.preventDefault(), { passive: false });
    board.listen(board.root, "click", (event) => this.click(event));
  }

  down(event) {
    const card = event.target.closest?.(".sanzu-card");
    if (event.button !== 0 || !card || !this.board.root.contains(card) || this.board.menus.isChoosing || card.dataset.suggestion || card.dataset.post || event.target.closest(".sanzu-more")) return;
    this.start = { member: card.dataset.member, unit: card.dataset.seat, card, x: event.clientX, y: event.clientY, id: event.pointerId };
    if (event.pointerType === "touch") this.timer = setTimeout(() => this.lift(this.start.x, this.start.y), LONG);
  }

  move(event) {
    if (!this.start || event.pointerId !== this.start.id) return;
    const far = Math.hypot(event.clientX - this.start.x, event.clientY - this.start.y) > FAR;
    if (!this.ghost && far) {
      if (event.pointerType === "touch") return this.stop(); // a finger that moves at once scrolls
      this.lift(event.clientX, event.clientY);
    }
    if (this.ghost) this.follow(event.clientX, event.clientY);
  }

  lift(x, y) {
    const { board, start } = this;
    clearTimeout(this.timer);
    if (!start) return;
    board.menus.close();
    this.ghost = start.card.cloneNode(true);
    this.ghost.classList.add("sanzu-ghost");
    this.ghost.style.cssText = `width:${start.card.offsetWidth}px`;
    board.root.append(this.ghost);
    board.root.setPointerCapture?.(start.id);
    board.cursor = { member: start.member, unit: start.unit };
    board.placing.begin(start.member, start.unit);
    this.follow(x, y);
  }

  follow(x, y) {
    const { board } = this;
    const all = board.root.getBoundingClientRect();
    this.ghost.style.left = `${x - all.left + 8}px`;
    this.ghost.style.top = `${y - all.top - 12}px`;
    board.placing.over(this.unitAt(x, y));
    board.placing.at(x - all.left, y - all.top);
    this.scrollNear(x, y);
  }

  /** The unit under a point, "" for the lane, null for none; asked of the root, which may be a shadow. */
  unitAt(x, y) {
    const found = this.board.el.getRootNode().elementsFromPoint(x, y);
    if (this.board.layer === MANAGERS) {
      const card = found.map((one) => one.closest?.(".sanzu-card")).find((one) => one && this.board.root.contains(one));
      if (card && card.dataset.member !== this.start?.member && !card.dataset.suggestion) return card.dataset.member; // people stand below people
    }
    const element = found.map((one) => one.closest?.(".sanzu-unit")).find((one) => one && this.board.root.contains(one));
    return element ? element.dataset.unit : null;
  }

  /** Near the upper or lower edge the board scrolls. */
  scrollNear(x, y) {
    const { scroller } = this.board;
    const area = scroller.getBoundingClientRect();
    clearInterval(this.scrolling);
    const [top, bottom] = [Math.max(area.top, 0), Math.min(area.bottom, window.innerHeight)]; // of what is seen
    const isOut = x < area.left || x > area.right;
    const step = isOut ? 0 : y < top + EDGE ? -14 : y > bottom - EDGE ? 14 : 0;
    const across = isOut ? 0 : x < area.left + EDGE / 2 ? -14 : x > area.right - EDGE / 2 ? 14 : 0;
    if (!step && !across) return;
    this.scrolling = setInterval(() => {
      scroller.scrollTop += step;
      scroller.scrollLeft += across;
      this.board.placing.over(this.unitAt(x, y)); // another place has come under the pointer
    }, 16);
  }

  up(event) {
    if (!this.start || event.pointerId !== this.start.id) return;
    const { board, ghost } = this;
    this.dropped = Boolean(ghost);
    if (ghost) {
      const unit = this.unitAt(event.clientX, event.clientY);
      this.clear();
      board.placing.over(unit);
      board.placing.confirm(false);
    } else this.clear();
  }

  /** Without dragging, a click chooses the place of whoever is taken up, or selects. */
  click(event) {
    const { board } = this;
    if (this.dropped) {
      this.dropped = false;
      return;
    }
    const unit = event.target.closest?.(".sanzu-unit");
    const card = event.target.closest?.(".sanzu-card");
    const offer = event.target.closest?.(".sanzu-canvas [data-suggestion]");
    if (offer && !board.menus.isChoosing && !board.placing.isOn) return void board.ask("accept", { number: Number(offer.dataset.suggestion) });
    if (!unit || event.target.closest("button, .sanzu-more")) return;
    if (board.menus.isChoosing) board.menus.choose(card, unit);
    else if (board.placing.isOn) {
      board.placing.over(this.unitAt(event.clientX, event.clientY) ?? unit.dataset.unit);
      board.placing.confirm();
    } else if (event.target.closest(".sanzu-reports")) board.revealUnit(card.dataset.member);
    else if (card) {
      board.pointAt(card.dataset.member, card.dataset.seat);
      board.panel.about("member", card.dataset.member);
    } else board.panel.about(board.layer === MANAGERS ? "member" : "unit", unit.dataset.unit);
  }

  clear() {
    clearTimeout(this.timer);
    clearInterval(this.scrolling);
    this.ghost?.remove();
    this.start = this.ghost = null;
  }

  stop() {
    const dragged = Boolean(this.ghost);
    this.clear();
    if (dragged) this.board.placing.cancel();
  }
}

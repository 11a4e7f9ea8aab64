// The board itself: what is shown, what is in sight, where the cursor is. Gestures, keys, menus and lists are modules of their own.

import { card, cardSignature, container, label } from "./cards.js";
import { Detached } from "./connection.js";
import { fill, h, show } from "./dom.js";
import { Dragging } from "./drag.js";
import { filtered } from "./filters.js";
import { ghosts } from "./ghosts.js";
import { Keys } from "./keys.js";
import { FINGER, GAP, MOUSE, PAD, WIDTH, cardsInSight, inSight, placed } from "./layout.js";
import { Legend } from "./legend.js";
import { Menus } from "./menus.js";
import { Notices } from "./notices.js";
import { Overview } from "./overview.js";
import { Panel } from "./panel.js";
import { Placing } from "./placing.js";
import { Spotlight } from "./spotlight.js";
import { moving, seatKey } from "./state.js";
import { Tools } from "./tools.js";

/** Narrower than this, the parts of the board stand below one another. */
const NARROW = 800;
/** Drawn beyond what is in sight, in pixels. */
const MARGIN = 200;

export class Board {
  constructor(el, state, connection, { words, height }) {
    Object.assign(this, { el, state, connection, words });
    this.layer = state.snapshot.layer;
    this.zoom = 1;
    this.filter = "all";
    this.isTouched = matchMedia("(pointer: coarse)").matches;
    this.sizes = this.isTouched ? FINGER : MOUSE;
    this.cursor = null; // the seat that the keyboard is at: member and unit
    this.same = null; // the member whose seats are marked as one person's
    this.focusUnit = null; // the unit that it is at while a place is chosen
    this.source = this.target = null; // while somebody is taken up: from where, and the place looked at
    this.closed = null; // the units that are closed to them
    this.picked = null; // the seats taken up or chosen
    this.isBusy = false;
    this.closing = new AbortController();
    this.cards = new Map();
    this.containers = new Map();
    this.legend = new Legend(this);
    this.panel = new Panel(this);
    this.build(height);
    this.placing = new Placing(this);
    this.dragging = new Dragging(this);
    this.menus = new Menus(this);
    this.keys = new Keys(this);
    state.listeners.add((this.follow = () => this.draw()));
    this.observer = new ResizeObserver(() => this.measure());
    for (const element of [this.root, this.scroller]) this.observer.observe(element);
    this.root.classList.toggle("sanzu-touch", this.isTouched);
    this.root.style.setProperty("--sanzu-head", `${this.sizes.head - 6}px`);
    if (connection.isLive) connection.onSilence = (isSilent) => this.notices.silence(isSilent);
    else this.say(words.detached);
    this.measure();
  }

  /** Fit the parts into the width there is. */
  measure() {
    this.root.classList.toggle("sanzu-narrow", this.root.clientWidth < NARROW);
    this.room = { width: this.scroller.clientWidth, height: this.scroller.clientHeight }; // asked here alone: an answer costs a layout
    this.draw();
  }

  /** Listen until the board is closed. */
  listen(target, event, listener, options = {}) {
    target.addEventListener(event, listener, { signal: this.closing.signal, ...options });
  }

  close() {
    this.closing.abort();
    this.observer.disconnect();
    this.state.listeners.delete(this.follow);
    this.connection.close();
    this.dragging.stop();
    this.spotlight.later.cancel();
    this.root.remove();
  }

  /** Go on without Python; edits that it did not answer are made here. */
  detach() {
    const open = this.connection.close();
    this.connection = new Detached(this.state);
    this.notices.silence(false);
    this.keep({});
    this.isBusy = false;
    for (const request of open) if (request.do === "edit") this.connection.ask(request);
    this.say(this.words.lost);
    this.draw();
  }

  /** Say where the plan is kept, and what was found there. */
  keep(kept) {
    this.panel.keep(kept ?? {});
    this.notices.keep(kept ?? {});
  }

  // -- building

  build(height) {
    const { words } = this;
    this.spotlight = new Spotlight(this);
    this.tools = new Tools(this);
    this.overview = new Overview(this);
    this.lane = h("div", { class: "sanzu-lane-cards" });
    this.laneHead = h("div", { class: "sanzu-head" });
    this.laneBox = h("div", { class: "sanzu-lane sanzu-unit", role: "group", tabindex: "-1", dataset: { unit: "" } }, this.laneHead, this.lane);
    this.canvas = h("div", { class: "sanzu-canvas" });
    this.scroller = h("div", { class: "sanzu-scroller", role: "application", "aria-label": words.board_label }, this.canvas);
    this.status = h("div", { class: "sanzu-status", role: "status", "aria-live": "polite" });
    this.notices = new Notices(this);
    const middle = h("div", { class: "sanzu-middle" }, this.laneBox, this.scroller, this.overview.element, this.panel.element);
    // The menu of a right click is ours alone in JupyterLab.
    this.root = h("div", { class: "sanzu-planner", "data-jp-suppress-context-menu": "true" }, this.tools.element, this.legend.element, ...this.notices.elements, middle, this.status);
    this.el.append(this.root);
    this.resize(height);
    const redraw = () => this.drawSoon();
    this.listen(this.scroller, "scroll", redraw, { passive: true });
    this.listen(this.lane, "scroll", redraw, { passive: true });
    for (const event of ["pointerover", "focusin"]) this.listen(this.root, event, ({ target }) => this.markSame(target.closest?.(".sanzu-card")?.dataset.member));
  }

  resize(height) {
    this.root.style.height = height === null ? "100vh" : `${height}px`;
  }

  // -- what is shown

  turn(layer) {
    this.placing.end();
    this.layer = layer;
    this.scroller.scrollTop = 0;
    this.draw();
  }

  /** Turn to another layer, and let the choice in the tools say so. */
  turnTo(layer) {
    this.tools.say(layer);
    this.turn(layer);
  }

  choose(filter) {
    this.filter = filter;
    this.draw();
  }

  enlarge(factor) {
    this.zoom = Math.min(2, Math.max(0.5, this.zoom * factor));
    this.draw();
  }

  // -- drawing

  drawSoon() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.drawInSight();
    });
  }

  draw() {
    if (this.closing.signal.aborted) return;
    this.legend.settle();
    const shown = filtered(this);
    this.spotlight.settle(shown);
    this.ghosts = ghosts(this.connection.isLive ? this.panel.suggestions : [], this.state, this.layer);
    this.adrift = shown[0][1];
    const width = this.room.width / this.zoom;
    this.layout = placed(shown.slice(1).map(([unit, people]) => [unit, [...people, ...(this.ghosts.coming.get(unit) ?? [])]]), Math.max(width, WIDTH + 2 * GAP), this.sizes);
    const { height } = this.layout;
    const style = `height:${height}px;width:${Math.max(this.layout.width, 1)}px;transform:scale(${this.zoom});margin-bottom:${height * (this.zoom - 1)}px`;
    if (this.canvas.placed !== style) this.canvas.style.cssText = this.canvas.placed = style;
    this.cursor = this.seatNear(this.cursor);
    const { isLive } = this.connection;
    this.root.classList.toggle("sanzu-detached", !isLive);
    this.drawInSight();
    this.overview.draw();
    this.tools.draw();
    this.panel.draw();
  }

  drawInSight() {
    if (this.closing.signal.aborted) return;
    const focused = this.hasFocus();
    const from = this.scroller.scrollTop;
    const lane = { top: this.lane.scrollTop, height: this.lane.clientHeight };
    const top = from / this.zoom - MARGIN;
    const bottom = (from + this.room.height) / this.zoom + MARGIN;
    const seen = new Set();
    const used = new Set();
    for (const box of inSight(this.layout.boxes, top, bottom)) {
      seen.add(box.unit);
      const element = this.containerOf(box.unit);
      const { x, y, width, height } = box;
      const style = `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
      if (element.style.cssText !== style && element.placed !== style) element.style.cssText = element.placed = style;
      label(this, element, box);
      const [first, last] = cardsInSight(box, top, bottom);
      const cell = (box.width - PAD * 2) / box.span;
      this.lay(element.lastChild, box.people.slice(first, last), box.unit, used, (place) => {
        const at = first + place;
        return `left:${PAD + (at % box.span) * cell}px;top:${this.sizes.head + Math.floor(at / box.span) * this.sizes.card}px;width:${cell - 4}px`;
      });
    }
    for (const [unit, element] of this.containers) {
      if (!seen.has(unit) && !this.holds(element)) {
        element.remove();
        this.containers.delete(unit);
      }
    }
    this.drawLane(used, lane);
    for (const [key, element] of this.cards) {
      if (!used.has(key) && !this.holds(element)) {
        element.remove();
        this.cards.delete(key);
      }
    }
    this.legend.draw();
    this.overview.frame(from);
    if (focused) this.focus();
  }

  /** Whether an element is where a drag began: a finger's events go to it until the end, in sight or not. */
  holds(element) {
    return Boolean(this.dragging?.ghost && element.contains(this.dragging.start.card));
  }

  drawLane(used, sight) {
    const people = this.adrift;
    const { card: high } = this.sizes;
    const all = this.state.roster(this.layer).get("").length; // as in a unit: also those whom a search leaves out
    const name = fill(this.words.nowhere, { layer: this.state.label(this.layer) });
    show(this.laneHead, h("span", { class: "sanzu-unit-name" }, name), h("span", { class: "sanzu-count" }, String(all)));
    this.laneBox.setAttribute("aria-label", `${name}: ${all}`);
    this.laneBox.classList.toggle("sanzu-empty", all === 0);
    this.laneBox.classList.toggle("sanzu-target", this.target === "");
    this.laneBox.classList.toggle("sanzu-source", this.source === "");
    if (!this.laneRoom) this.lane.append((this.laneRoom = h("div", { class: "sanzu-lane-room" })));
    this.laneRoom.style.height = `${people.length * high}px`;
    const first = Math.max(0, Math.floor((sight.top - MARGIN) / high));
    const last = Math.min(people.length, Math.ceil((sight.top + sight.height + MARGIN) / high));
    this.lay(this.laneRoom, people.slice(first, last), "", used, (place) => `left:4px;top:${(first + place) * high}px;right:4px`);
  }

  containerOf(unit) {
    if (!this.containers.has(unit)) {
      const element = container(this, unit);
      this.containers.set(unit, element);
      this.canvas.append(element);
    }
    return this.containers.get(unit);
  }

  /** Let cards stand in a room, each at its place; elements whose card shows the same stay. */
  lay(room, people, unit, used, style) {
    people.forEach((member, place) => {
      const key = seatKey(member.id, unit);
      used.add(key);
      const signature = cardSignature(this, member, unit);
      let element = this.cards.get(key);
      if (!element || element.signature !== signature) {
        const made = card(this, member, unit);
        made.signature = signature;
        element?.replaceWith(made);
        this.cards.set(key, (element = made));
      }
      if (element.parentNode !== room) room.append(element);
      element.classList.toggle("sanzu-picked", this.picked?.has(key) ?? false);
      element.classList.toggle("sanzu-same", this.same === member.id);
      element.classList.toggle("sanzu-leaving", this.ghosts.leaving.has(key));
      element.classList.toggle("sanzu-hit", this.spotlight.standsAt(unit, member.id));
      element.tabIndex = this.cursor?.member === member.id && this.cursor.unit === unit ? 0 : -1;
      const at = style(place);
      if (element.at !== at) element.style.cssText = element.at = at;
    });
  }

  // -- the cursor

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

  /** Mark every card of somebody who has several. */
  markSame(member) {
    const same = member !== undefined && this.state.seatsOf(member, this.layer).length > 1 ? member : null;
    if (same === this.same) return;
    this.same = same;
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
      this.reveal(box.y + this.sizes.head + row * this.sizes.card, this.sizes.card);
    } else {
      const { card: high } = this.sizes;
      const row = this.adrift.findIndex(({ id }) => id === member);
      this.lane.scrollTop = Math.min(Math.max(this.lane.scrollTop, (row + 1) * high - this.lane.clientHeight), row * high);
    }
  }

  revealUnit(unit) {
    const box = this.layout.boxes.find((one) => one.unit === unit);
    if (box) this.reveal(box.y, Math.min(box.height, this.sizes.head + this.sizes.card));
  }

  reveal(y, height) {
    const { scroller, zoom } = this;
    scroller.scrollTop = Math.min(Math.max(scroller.scrollTop, (y + height + GAP) * zoom - scroller.clientHeight), (y - GAP) * zoom);
  }

  // -- asking

  say(sentence) {
    this.status.textContent = sentence;
  }

  async ask(what, more = {}) {
    const answer = await this.connection.ask({ do: what, ...more });
    if (answer === null || this.closing.signal.aborted) return null;
    this.root.dataset.answered = String(Number(this.root.dataset.answered ?? 0) + 1);
    if (answer.error) this.say(answer.error);
    else if (answer.sentence !== undefined) this.say(this.told(answer));
    return answer;
  }

  /** Make a change, and say what came of it. */
  async edit(change) {
    const answer = await this.ask("edit", { change });
    if (answer && !answer.error && change.member) this.pointAt(change.member, change.target ?? change.unit);
    return answer;
  }

  move(member, source, target) {
    const change = moving(member, source, target);
    return change && this.edit(change);
  }

  /** An answer as a sentence: what was done, what it fixes, what it introduces. */
  told({ sentence, fixed, introduced, unaudited }) {
    const { words } = this;
    if (unaudited) return words.unaudited;
    const part = (name, findings) => (findings?.length ? ` ${words[name]}: ${findings.map(([, message]) => message).join(" ")}` : "");
    return `${sentence}${part("fixes", fixed)}${part("introduces", introduced)}`;
  }

  async propose() {
    this.isBusy = true;
    this.draw();
    this.say(this.words.proposing);
    await this.ask("propose");
    this.isBusy = false;
    this.draw();
  }
}

// The board itself: what is shown, what is in sight, where the cursor is. Gestures, keys, menus and lists are modules of their own.

import { Detached } from "./connection.js";
import { Cursor } from "./cursor.js";
import { h } from "./dom.js";
import { Dragging } from "./drag.js";
import { Drawing } from "./drawing.js";
import { filtered } from "./filters.js";
import { ghosts } from "./ghosts.js";
import { Keys } from "./keys.js";
import { Jumps } from "./jumps.js";
import { FINGER, GAP, MOUSE, WIDTH, placed, placedTree } from "./layout.js";
import { Legend } from "./legend.js";
import { MANAGERS } from "./managers.js";
import { Menus } from "./menus.js";
import { Notices } from "./notices.js";
import { Overview } from "./overview.js";
import { Panel } from "./panel.js";
import { changeTo } from "./places.js";
import { Placing } from "./placing.js";
import { Spotlight } from "./spotlight.js";
import { Tools } from "./tools.js";

/** Narrower than this, the parts of the board stand below one another. */
const NARROW = 800;

export class Board extends Cursor {
  constructor(el, state, connection, { words, height }) {
    super();
    Object.assign(this, { el, state, connection, words });
    this.layer = state.snapshot.layer || (state.hasManagers ? MANAGERS : ""); // an export of managers alone has no layer
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
    this.follow = true; // whether reports go along to another manager
    this.suggested = null; // the suggestion that is pointed at, by its place
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
    state.listeners.add((this.redraw = () => this.draw()));
    this.observer = new ResizeObserver(() => this.measure());
    for (const element of [this.root, this.scroller]) this.observer.observe(element);
    this.root.classList.toggle("sanzu-touch", this.isTouched);
    this.root.style.setProperty("--s-head", `${this.sizes.head - 6}px`);
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
    this.state.listeners.delete(this.redraw);
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
    this.optimize({});
    for (const request of open) if (request.do === "edit") this.connection.ask(request);
    this.say(this.words.lost);
    this.draw();
  }

  /** Say where the plan is kept, and what was found there. */
  keep(kept) {
    this.panel.keep(kept ?? {});
    this.notices.keep(kept ?? {});
  }

  /** Say how far the optimiser is, or what came of it. */
  optimize(told) {
    this.isBusy = Boolean(told.on);
    this.panel.optimize(told);
    if (!told.on && told.sentence) this.say(told.sentence);
    this.tools.draw();
  }

  // -- building

  build(height) {
    const { words } = this;
    this.spotlight = new Spotlight(this);
    this.tools = new Tools(this);
    this.overview = new Overview(this);
    this.jumps = new Jumps(this);
    this.lane = h("div", { class: "sanzu-lane-cards" });
    this.laneHead = h("div", { class: "sanzu-head" });
    this.laneBox = h("div", { class: "sanzu-lane sanzu-unit", role: "group", tabindex: "-1", dataset: { unit: "" } }, this.laneHead, this.lane);
    this.canvas = h("div", { class: "sanzu-canvas" });
    this.scroller = h("div", { class: "sanzu-scroller", role: "application", "aria-label": words.board_label }, this.canvas);
    this.status = h("div", { class: "sanzu-status", role: "status", "aria-live": "polite" });
    this.notices = new Notices(this);
    const middle = h("div", { class: "sanzu-middle" }, this.laneBox, this.scroller, this.jumps.element, this.overview.element, this.panel.element);
    // The menu of a right click is ours alone in JupyterLab.
    this.root = h("div", { class: "sanzu-planner", lang: words.lang, "data-jp-suppress-context-menu": "true" }, this.tools.element, this.legend.element, ...this.notices.elements, middle, this.status);
    this.el.append(this.root);
    this.drawing = new Drawing(this);
    this.resize(height);
    const redraw = () => this.drawSoon();
    this.listen(this.scroller, "scroll", redraw, { passive: true });
    this.listen(this.lane, "scroll", redraw, { passive: true });
    for (const event of ["pointerover", "focusin"]) this.listen(this.root, event, ({ target }) => this.pointed(target));
  }

  resize(height) {
    this.root.style.height = height === null ? "100vh" : `${height}px`;
  }

  // -- what is shown

  turn(layer) {
    this.placing.end();
    this.layer = layer;
    if (layer === MANAGERS && this.filter === "blank") this.tools.choose("all");
    this.scroller.scrollTop = this.scroller.scrollLeft = 0;
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
    const rosters = shown.slice(1).map(([unit, people]) => [unit, [...people, ...(this.ghosts.coming.get(unit) ?? [])]]);
    const isTree = this.layer === MANAGERS;
    this.layout = isTree ? placedTree(rosters, this.state.tree, this.sizes) : placed(rosters, Math.max(this.room.width / this.zoom, WIDTH + 2 * GAP), this.sizes);
    const { height, width } = this.layout;
    const style = `height:${height}px;width:${Math.max(width, 1)}px;transform:scale(${this.zoom});margin-bottom:${height * (this.zoom - 1)}px`;
    if (this.canvas.placed !== style) this.canvas.style.cssText = this.canvas.placed = style;
    this.cursor = this.seatNear(this.cursor);
    const { isLive } = this.connection;
    this.root.classList.toggle("sanzu-detached", !isLive);
    this.root.classList.toggle("sanzu-tree", isTree);
    this.drawInSight();
    this.overview.draw();
    this.tools.draw();
    this.panel.draw();
  }

  drawInSight() {
    if (!this.closing.signal.aborted) this.drawing.draw();
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
    if (!answer || answer.error || !change.member) return answer;
    if (this.layer !== MANAGERS) this.pointAt(change.member, change.target ?? change.unit ?? change.manager ?? "");
    else {
      // Where they come to stand may be far away in the tree, and others may follow from here.
      this.cursor = this.seatNear({ member: change.member, unit: change.manager ?? "" });
      this.drawInSight();
      this.focus();
    }
    return answer;
  }

  move(member, source, target) {
    const change = changeTo(this, member, source, target);
    return change && this.edit(change);
  }

  /** An answer as a sentence: what was done, what it fixes, what it introduces. */
  told({ sentence, fixed, introduced, unaudited }) {
    const { words } = this;
    if (unaudited) return words.unaudited;
    const part = (name, findings) => (findings?.length ? ` ${words[name]}: ${findings.map(([, message]) => message).join(" ")}` : "");
    return `${sentence}${part("fixes", fixed)}${part("introduces", introduced)}`;
  }
}

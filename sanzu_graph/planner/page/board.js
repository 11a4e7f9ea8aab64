// The entry: a board in a notebook (anywidget), or by itself in a page that `to_html` wrote.

import { Detached, Live } from "./connection.js";
import { h } from "./dom.js";
import { State } from "./state.js";
import { Board } from "./view.js";

/** Show the board of a widget's model in an element; returned is what takes it down again. */
function render({ model, el }) {
  const state = new State(model.get("snapshot"), model.get("patch"));
  const board = new Board(el, state, new Live(model), { words: model.get("words"), height: model.get("height") });
  board.keep(model.get("kept"));
  board.tools.shelve(model.get("shelf"));
  // The picture beside a board is for when there is none: while this one lives, it is hidden.
  board.root.append(h("style", {}, `[data-sanzu-picture="${model.get("picture_id")}"] { display: none }`));
  const follow = () => state.follow(model.get("snapshot"), model.get("patch"));
  const heard = [
    ["change:snapshot", follow],
    ["change:patch", follow],
    ["change:suggestions", () => board.panel.suggest(model.get("suggestions"))],
    ["change:optimizer", () => board.optimize(model.get("optimizer"))],
    ["change:shelf", () => board.tools.shelve(model.get("shelf"))],
    ["change:kept", () => board.keep(model.get("kept"))],
    ["change:height", () => board.resize(model.get("height"))],
  ];
  for (const [event, listener] of heard) model.on(event, listener);
  board.panel.suggest(model.get("suggestions"));
  board.optimize({ ...model.get("optimizer"), sentence: "" });
  return () => {
    for (const [event, listener] of heard) model.off(event, listener);
    board.close();
  };
}

function standAlone(element) {
  const { snapshot, patch, words } = JSON.parse(document.getElementById("sanzu-planner-state").textContent);
  const state = new State(snapshot, patch);
  new Board(element, state, new Detached(state), { words, height: null });
}

const page = document.getElementById("sanzu-planner-page");
if (page) standAlone(page);

export default { render };

// What a container stands for: a unit of the layer that is shown, or a manager.

import { fill } from "./dom.js";
import { MANAGERS, postOf } from "./managers.js";
import { moving } from "./state.js";

/** What stands at a place of the board: `name`, and what else is known of it. Nothing if it is no longer there. */
export function placeOf({ state, layer, words }, place) {
  const isTree = layer === MANAGERS;
  if (place === "") return { name: isTree ? words.no_manager : fill(words.nowhere, { layer: state.label(layer) }) };
  const post = isTree ? state.posts.get(postOf(place)) : null;
  return post ? { name: post[0] } : (isTree ? state.members : state.units).get(place);
}

/** The findings about whom a place stands for; in the tree of people those of reporting alone. */
export function findingsAt({ state, layer }, place) {
  return layer === MANAGERS ? state.reporting(place) : state.about("unit", place);
}

/** The findings that a card shows. */
export function findingsOn({ state, layer }, member) {
  return layer === MANAGERS ? state.reporting(member) : state.about("member", member);
}

/** The change that taking a member from one place to another is; null: none. */
export function changeTo({ layer, follow }, member, source, target) {
  if (layer !== MANAGERS) return moving(member, source, target);
  const post = postOf(target);
  if (post !== null) return { change: "FillPosition", position: post, member };
  return target === source ? null : reporting(member, target || null, follow);
}

/** The change that lets a member report to somebody, with the reports or without. */
export function reporting(member, manager, follow) {
  return { change: "ChangeManager", member, manager, reports: follow ? "follow" : "stay" };
}

// What the marks on the board mean.

import { h, sign } from "./dom.js";
import { SIGNS } from "./tones.js";

/** The legend of marks: each with what it says. */
export function marks(words) {
  const box = (name) => sign(`swatch ${name}`);
  const rows = [
    ["★", words.mark_leader],
    ["☆", words.mark_deputy],
    ["▲", words.mark_mentor],
    ["△", words.mark_apprentice],
    [h("span", { class: "sanzu-seats" }, words.seat_count.replace("{count}", "2")), words.mark_seats],
    [h("span", { class: "sanzu-chip sanzu-flag-error" }, `${SIGNS.error}2`), words.mark_error],
    [h("span", { class: "sanzu-chip sanzu-flag-warning" }, `${SIGNS.warning}2`), words.mark_warning],
    [h("span", { class: "sanzu-chip sanzu-flag-info" }, `${SIGNS.info}2`), words.mark_info],
    [h("span", { class: "sanzu-chip sanzu-flag-fixed" }, `${SIGNS.fixed}2`), words.mark_fixed],
    ["+", words.mark_new],
    [box("sanzu-blank"), words.mark_blank],
    [box("sanzu-closed"), words.mark_closed],
    [box("sanzu-edited"), words.mark_edited],
    [box("sanzu-unaudited"), words.unaudited],
    [box("sanzu-suggested"), words.mark_ghost],
    ["⟶", words.mark_arrow],
    [box("sanzu-post"), words.mark_post],
    ["↳2", words.mark_reports],
  ];
  const row = ([mark, meaning]) => h("div", { class: "sanzu-meaning", role: "listitem" }, h("span", { class: "sanzu-sign" }, mark), h("span", {}, meaning));
  return h("div", { class: "sanzu-marks", role: "list" }, rows.map(row)); // not a dl: JupyterLab lays those out in its own way
}

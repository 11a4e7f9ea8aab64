// The plan as a file that `Scenario.read` reads.

import { h } from "./dom.js";

export function download({ state, el, root }) {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(state.exported(), null, 2)}\n`], { type: "application/json" }));
  const link = h("a", { href: url, download: `${state.patch.name || "plan"}.json` });
  root.append(link);
  link.click();
  link.remove();
  el.ownerDocument.defaultView.setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// What colours and patterns stand for.

import { h, replace } from "../shell/dom.js";
import { paintSwatch, states } from "./states.js";

export function legend() {
  const list = h("ul", { class: "timeline-legend" });
  const fill = () => replace(list, states.map((state, index) => {
    const swatch = h("canvas", { class: "timeline-swatch", width: 24, height: 16, "aria-hidden": "true" });
    paintSwatch(swatch, index);
    return h("li", null, swatch, ` ${state.name} `, h("span", { class: "faint" }, `(${state.pattern})`));
  }), h("li", null, "line in a group's row: how many wait (own scale)"), h("li", null, "dashes over the heap: its goal"));
  // Drawn anew whenever it is opened: the theme may be another.
  return h("details", { class: "timeline-legend-box", ontoggle: fill }, h("summary", null, "Legend"), list);
}

// What stands above the rows.

import { choice, h, searchField } from "../shell/dom.js";
import { legend } from "./legend.js";

/** @param {import("./timeline.js").TimelineView} view @param {{name: string, number: number}[]} sources */
export function toolbar(view, sources) {
  return h("div", { class: "toolbar" },
    choice({
      label: "Source", value: String(view.source), isHidden: sources.length < 2,
      options: sources.map((each) => ({ value: String(each.number), text: each.name })),
      changed: (value) => view.context.set({
        source: value, from: null, to: null, goroutine: null, groups: null, at: null, row: null, range: null,
      }),
    }),
    searchField({ label: "Goroutine or function", value: view.query, changed: (text) => view.singles.typed(text),
      entered: (text) => view.singles.entered(text) }),
    h("button", { type: "button", title: "All of it (H)", onclick: () => view.showAll() }, "All"),
    h("button", { type: "button", title: "Nearer (W)", "aria-label": "Zoom in", onclick: () => view.zoom(0.5) }, "+"),
    h("button", { type: "button", title: "Farther (S)", "aria-label": "Zoom out", onclick: () => view.zoom(2) }, "−"),
    view.status, h("span", { class: "stretch" }), legend());
}

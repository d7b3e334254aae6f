// Names of rows beside the canvas: what is opened and closed, and the current one.

import { h, replace } from "../shell/dom.js";
import { rulerHeight, most } from "./drawing.js";

/** @typedef {import("./rows.js").Row} Row */

export class Gutter {
  element = h("div", { class: "timeline-gutter", role: "tree", tabindex: "0", "aria-label": "Rows of the timeline" });

  /** What names were drawn of. @type {unknown[]} */
  #drawn = [];

  /** @type {Row[]} */
  #rows = [];
  #current = "";

  /** @param {{chosen: (row: Row) => void, toggled: (row: Row) => void, removed: (row: Row) => void}} options */
  constructor(options) {
    this.options = options;
    this.element.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !this.#key(event.key)) return;
      event.preventDefault();
    });
  }

  /** The keys of a tree; those of the timeline that mean something else are not wanted here. @param {string} key */
  #key(key) {
    const index = this.#rows.findIndex((row) => row.id === this.#current);
    const row = this.#rows[index];
    const { chosen, toggled } = this.options;
    const go = (/** @type {Row | undefined} */ to) => { if (to) chosen(to); };
    switch (key) {
      case "Home": go(this.#rows[0]); break;
      case "End": go(this.#rows.at(-1)); break;
      case "ArrowRight":
        if (row?.isOpen === false) toggled(row);
        else if (row?.isOpen && this.#rows[index + 1]?.level > row.level) go(this.#rows[index + 1]);
        break;
      case "ArrowLeft":
        if (row?.isOpen) toggled(row);
        else if (row) go(this.#rows.slice(0, index).findLast((each) => each.level < row.level));
        break;
      default: return false;
    }
    return true;
  }

  /**
   * @param {Row[]} rows @param {number} scroll @param {number} height @param {string} current
   * @param {(import("./layer.js").Layer | null)[]} layers
   */
  draw(rows, scroll, height, current, layers) {
    // While the window moves, names stay: elements are made anew only for a reason.
    const drawn = [rows, scroll, height, current, ...layers];
    if (drawn.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = drawn;
    this.#rows = rows;
    this.#current = current;
    const visible = rows.filter((row) => row.top + row.height > scroll && row.top < scroll + height - rulerHeight);
    replace(this.element, visible.map((row) => {
      const layer = layers.find((each) => each?.rows.has(row.id));
      const detail = most(layer, row);
      const item = h("div", {
        class: `timeline-name level-${row.level} ${row.kind} ${row.id === current ? "current" : ""}`, role: "treeitem",
        "aria-level": row.level, "aria-expanded": row.isOpen === undefined ? null : String(row.isOpen), "aria-selected": String(row.id === current),
        "aria-setsize": row.setSize, "aria-posinset": row.position,
        id: `row-${row.id}`, title: row.hint ?? row.title,
        onclick: () => row.kind === "head" ? this.options.toggled(row) : this.options.chosen(row),
        ondblclick: () => row.isOpen !== undefined && row.kind !== "head" && this.options.toggled(row),
      }, row.isOpen === undefined ? null : h("button", {
        type: "button", tabindex: "-1", "aria-label": `${row.isOpen ? "Close" : "Open"} ${row.title}`,
        onclick: (/** @type {Event} */ event) => {
          event.stopPropagation();
          this.options.toggled(row);
        },
      }, row.isOpen ? "▾" : "▸"), h("span", { class: "timeline-title" }, row.title),
      row.isAsked ? h("button", {
        type: "button", class: "timeline-remove", tabindex: "-1", title: "Take this row away (Delete)",
        "aria-label": `Take ${row.title} away`,
        onclick: (/** @type {Event} */ event) => {
          event.stopPropagation();
          this.options.removed(row);
        },
      }, "×") : null,
      detail ? h("span", { class: "faint timeline-most" }, detail) : null);
      item.style.top = `${row.top - scroll + rulerHeight}px`;
      item.style.height = `${row.height}px`;
      return item;
    }));
    if (visible.some((row) => row.id === current)) {
      this.element.setAttribute("aria-activedescendant", `row-${current}`);
    } else this.element.removeAttribute("aria-activedescendant");
  }
}

// Beside the drawing: all functions, and the branch of the selected frame as a tree.

import { h, replace } from "../shell/dom.js";
import { getJSON } from "../shell/api.js";
import { Grid } from "../shell/grid.js";
import { percent, shortFunction, value } from "../shell/format.js";
import { changeText } from "./chart.js";

/** @typedef {{name: string, flat: number, cum: number}} FunctionRow */

/** The functions of a flame graph. */
export class FunctionTable {
  element = h("div", { class: "flame-table" });
  #unit = "";
  #total = 1;
  #grid;
  #asked = 0;

  /**
   * @param {{path: string, query: () => Record<string, any>, order: {column: string, descending: boolean},
   *   sorted: (column: string, descending: boolean) => void, chosen: (name: string) => void,
   *   fail: (error: unknown) => void}} options
   */
  constructor(options) {
    this.options = options;
    /** @type {Grid<FunctionRow>} */
    this.#grid = new Grid({
      label: "Functions",
      order: options.order,
      sorted: options.sorted,
      columns: [
        { id: "flat", title: "Itself", width: "6.5rem", isNumber: true, sorts: true, cell: (row) => this.#value(row.flat) },
        { id: "share", title: "Share", width: "5.4rem", isNumber: true, cell: (row) => percent(row.flat / this.#total) },
        { id: "cum", title: "With callees", width: "8.6rem", isNumber: true, sorts: true, cell: (row) => this.#value(row.cum) },
        { id: "name", title: "Function", width: "minmax(10rem, 1fr)", sorts: true, hint: (row) => row.name,
          cell: (row) => shortFunction(row.name) },
      ],
      rows: async (from, to, signal) => {
        const answer = await this.#ask(from, to, signal);
        return answer.rows;
      },
      activated: (row) => options.chosen(row.name),
    });
    this.element.append(this.#grid.element);
  }

  /** @param {number} number */
  #value(number) { return value(number, this.#unit); }

  /** @param {number} from @param {number} to @param {AbortSignal} [signal] */
  #ask(from, to, signal) {
    const { column, descending } = this.options.order;
    return getJSON(`${this.options.path}/table`,
      { ...this.options.query(), order: column, descending, first: from, end: to }, signal);
  }

  async load() {
    const asked = this.#asked += 1;
    try {
      const answer = await this.#ask(0, 1);
      if (asked !== this.#asked) return;
      this.#unit = answer.unit;
      this.#total = Math.max(answer.total, 1);
      this.#grid.order = this.options.order;
      this.#grid.reset(answer.count);
    } catch (error) {
      this.options.fail(error);
    }
  }

  close() { this.#grid.close(); }
}

/**
 * The way from the root to a frame, and what is below it: the drawing for those who do not see it.
 */
export class Branch {
  element = h("div", { class: "flame-branch" });

  /** @param {{path: string, query: () => Record<string, any>, chosen: (node: number) => void, fail: (error: unknown) => void}} options */
  constructor(options) {
    this.options = options;
  }

  /** @param {number} node */
  async load(node) {
    try {
      const answer = await getJSON(`${this.options.path}/branch`, { ...this.options.query(), node });
      this.#draw(answer);
    } catch (error) {
      this.options.fail(error);
    }
  }

  /** @param {any} answer */
  #draw({ path, children, childCount, leftOut, unit, total }) {
    /** @param {any} frame @param {number} level */
    const item = (frame, level) => {
      const isSelf = level === path.length;
      const figure = frame.negative
        ? changeText(frame.positive, frame.negative) : `${value(frame.positive, unit)}, ${percent(frame.positive / total)}`;
      const button = h("button", {
        type: "button", class: "frame-link", title: frame.name || "all", onclick: () => this.options.chosen(frame.node),
      }, frame.node === 0 ? "all" : shortFunction(frame.name));
      const line = h("li", { "aria-current": isSelf ? "true" : false, class: isSelf ? "current" : "" }, button, " ",
        h("span", { class: "faint" }, figure));
      line.style.paddingLeft = `${Math.min(level, 30) * 0.6}rem`;
      return line;
    };
    const missing = childCount - children.length + leftOut;
    replace(this.element,
      h("h2", null, "Way to the frame"),
      h("ol", { class: "branch" }, path.map((/** @type {any} */ frame, /** @type {number} */ index) => item(frame, index + 1))),
      h("h2", null, childCount ? `Below it: ${childCount}` : "Nothing below it"),
      h("ol", { class: "branch" }, children.map((/** @type {any} */ frame) => item(frame, 0))),
      missing > 0 ? h("p", { class: "faint" }, `${missing} narrower ones are not listed.`) : null);
  }
}

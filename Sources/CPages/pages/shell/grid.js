// A table of any number of rows, of which only the visible ones are in the page.

import { h, replace } from "./dom.js";
import { isAborted } from "./api.js";

/**
 * @template Row
 * @typedef {object} GridColumn
 * @property {string} id
 * @property {string} title
 * @property {string} width as of grid-template-columns
 * @property {boolean} [isNumber]
 * @property {boolean} [sorts] whether the user may sort by it
 * @property {(row: Row) => import("./dom.js").Child | import("./dom.js").Child[]} cell
 * @property {(row: Row) => string} [hint] the whole text, for what is cut
 */

/**
 * @template Row
 * @typedef {object} GridOptions
 * @property {string} label
 * @property {GridColumn<Row>[]} columns
 * @property {(from: number, to: number, signal: AbortSignal) => Promise<Row[]> | Row[]} rows of [from, to)
 * @property {(row: Row, index: number) => void} [selected] the user went to a row
 * @property {(row: Row, index: number) => void} [activated] Enter, or a double click
 * @property {(column: string, descending: boolean) => void} [sorted]
 * @property {{column: string, descending: boolean}} [order]
 * @property {(row: Row) => string} [rowClass]
 * @property {(row: Row) => number} [level] of a tree, from 1
 * @property {(row: Row) => boolean | null} [expanded] of a tree; null for a row without children
 * @property {boolean} [cursor] whether the user goes from cell to cell
 * @property {(row: Row, index: number, column: GridColumn<Row>, place: DOMRect) => void} [menu] what can be done with a
 *   cell: the right button, the menu key, or Shift and F10
 * @property {(event: KeyboardEvent, row: Row, index: number) => boolean} [key] a key that the table has no use for, or
 *   that the view wants for itself; true when it was one of its own
 */

const rowHeight = 24;
/** Browsers cut elements that are higher than some tens of millions of pixels. */
const heightLimit = 8_000_000;
let serial = 0;

/** @template Row */
export class Grid {
  element;
  count = 0;
  current = -1;
  /** Number of the column that the cursor is in. */
  currentColumn = 0;
  /** @type {Map<number, Row>} */
  #known = new Map();
  #id = `grid${serial += 1}`;
  /** @type {AbortController | null} */
  #asking = null;
  #generation = 0;
  #head;
  #body;
  #space;
  #observer;
  #isDue = false;
  /**
   * What is drawn, by number: rows that stay in sight are kept, since thousands of elements that are made anew with each
   * step of scrolling cost more memory than all that is shown.
   * @type {Map<number, {row: Row | undefined, look: string, element: HTMLElement}>}
   */
  #drawn = new Map();
  /** A key that was pressed before its row was known. @type {KeyboardEvent | null} */
  #unheard = null;
  /** The row that the user went to before it was known; -1 for none. */
  #untold = -1;

  /** @param {GridOptions<Row>} options */
  constructor(options) {
    this.options = options;
    this.#head = h("div", { class: "grid-head", role: "rowgroup" });
    this.#body = h("div", {
      class: "grid-rows", role: "rowgroup",
      onclick: (/** @type {Event} */ event) => this.#point(event, (index) => this.go(index)),
      ondblclick: (/** @type {Event} */ event) => this.#point(event, (index) => this.#activate(index)),
      oncontextmenu: (/** @type {Event} */ event) => {
        if (!options.menu) return;
        event.preventDefault();
        this.#point(event, (index) => {
          this.go(index);
          this.#openMenu();
        });
      },
    });
    this.#space = h("div", { class: "grid-space", role: "presentation" }, this.#body);
    this.element = h("div", {
      class: "grid", role: options.columns.length && options.level ? "treegrid" : "grid", tabindex: "0",
      "aria-label": options.label, onscroll: () => this.#later(), onkeydown: (/** @type {KeyboardEvent} */ event) =>
        this.#key(event),
    }, this.#head, this.#space);
    this.#setWidths();
    this.#observer = new ResizeObserver(() => this.#later());
    this.#observer.observe(this.element);
    this.#drawHead();
  }

  close() {
    this.#observer.disconnect();
    this.#asking?.abort();
  }

  #setWidths() {
    const widths = this.options.columns.map((column) => column.width);
    this.element.style.setProperty("--columns", widths.join(" "));
    // Head and rows are boxes of their own: they agree when no width goes by contents.
    const least = widths.map((width) => /^minmax\(([^,]+),/.exec(width)?.[1] ?? (width.endsWith("fr") ? "0px" : width));
    const isSized = least.every((width) => /^[\d.]+(px|rem|em|ch)$/.test(width));
    this.element.classList.toggle("sized", isSized);
    this.element.style.setProperty("--least", isSized ? `calc(${least.join(" + ")})` : "0px");
  }

  /** Other columns of the same rows. @param {GridColumn<Row>[]} columns */
  set columns(columns) {
    this.options.columns = columns;
    this.currentColumn = Math.min(this.currentColumn, columns.length - 1);
    this.#drawn.clear();
    this.#setWidths();
  }

  /** The row that the cursor is in, as far as it is known. */
  get row() { return this.#known.get(this.current); }
  get column() { return this.options.columns[this.currentColumn]; }

  /** Other rows. @param {number} count @param {boolean} [keepsPlace] */
  reset(count, keepsPlace = false) {
    this.count = count;
    this.#known.clear();
    this.#drawn.clear();
    this.#generation += 1;
    this.element.setAttribute("aria-rowcount", String(count + 1));
    this.#space.style.height = `${Math.min(count * rowHeight, heightLimit)}px`;
    if (!keepsPlace) {
      this.element.scrollTop = 0;
      this.current = -1;
    }
    this.current = Math.min(this.current, count - 1);
    this.#drawHead();
    this.#draw();
  }

  /** @param {{column: string, descending: boolean}} order */
  set order(order) {
    this.options.order = order;
    this.#drawHead();
  }

  /** Goes to a row, and shows it. @param {number} index @param {boolean} [tells] */
  go(index, tells = true) {
    if (this.count === 0) return;
    this.current = Math.max(0, Math.min(index, this.count - 1));
    const visible = this.#visibleRows();
    const first = this.#firstRow();
    if (this.current < first) this.#scrollTo(this.current);
    else if (this.current >= first + visible - 1) this.#scrollTo(this.current - visible + 2);
    this.#draw();
    this.#untold = tells ? this.current : -1;
    this.#tell();
  }

  /** Tells of the row that the user went to, once it is known. */
  #tell() {
    const row = this.#untold === this.current ? this.#known.get(this.current) : undefined;
    if (row === undefined) return;
    this.#untold = -1;
    this.options.selected?.(row, this.current);
  }

  #scale() {
    const whole = this.count * rowHeight;
    return whole > heightLimit ? (whole - this.#bodyHeight()) / Math.max(1, heightLimit - this.#bodyHeight()) : 1;
  }

  #bodyHeight() { return Math.max(rowHeight, this.element.clientHeight - rowHeight); }
  #visibleRows() { return Math.max(1, Math.floor(this.#bodyHeight() / rowHeight)); }
  #firstRow() { return Math.floor(this.element.scrollTop * this.#scale() / rowHeight); }

  /** @param {number} index */
  #scrollTo(index) { this.element.scrollTop = Math.max(0, index) * rowHeight / this.#scale(); }

  #later() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  #drawHead() {
    const { columns, order, sorted } = this.options;
    replace(this.#head, h("div", { class: "grid-row", role: "row", "aria-rowindex": "1" }, columns.map((column) => {
      const isOrder = order?.column === column.id;
      const title = column.sorts && sorted
        ? h("button", {
          type: "button", tabindex: "-1",
          onclick: () => sorted(column.id, isOrder ? !order.descending : column.isNumber ?? false),
        }, column.title, isOrder ? h("span", { "aria-hidden": "true" }, order.descending ? " ▾" : " ▴") : null)
        : column.title;
      return h("div", {
        role: "columnheader", class: column.isNumber ? "number" : "",
        "aria-sort": isOrder ? (order.descending ? "descending" : "ascending") : false,
      }, title);
    })));
  }

  async #draw() {
    const first = Math.max(0, this.#firstRow() - 4);
    const last = Math.min(this.count, first + this.#visibleRows() + 9);
    this.#show(first, last);
    let missing = false;
    for (let index = first; index < last && !missing; index += 1) missing = !this.#known.has(index);
    if (!missing) return;
    this.#asking?.abort();
    const asking = this.#asking = new AbortController();
    const generation = this.#generation;
    const [from, to] = [Math.max(0, first - 50), Math.min(this.count, last + 50)];
    try {
      const rows = await this.options.rows(from, to, asking.signal);
      if (generation !== this.#generation || asking.signal.aborted) return;
      if (this.#known.size > 5000) this.#known.clear();
      rows.forEach((row, index) => this.#known.set(from + index, row));
      this.#show(first, last);
      this.#tell();
      const [event, row] = [this.#unheard, this.row];
      this.#unheard = null;
      if (event && row !== undefined) this.options.key?.(event, row, this.current);
    } catch (error) {
      if (!isAborted(error)) replace(this.#body, h("p", { class: "problem" }, String(error)));
    }
  }

  /** @param {number} first @param {number} last */
  #show(first, last) {
    const { cursor } = this.options;
    const offset = this.#scale() === 1
      ? first * rowHeight
      : this.element.scrollTop - (this.element.scrollTop * this.#scale() - first * rowHeight);
    this.#body.style.transform = `translateY(${Math.max(0, offset)}px)`;
    const drawn = new Map();
    for (let index = first; index < last; index += 1) drawn.set(index, this.#drawRow(index));
    this.#drawn = drawn;
    replace(this.#body, [...drawn.values()].map(({ element }) => element));
    if (this.current >= first && this.current < last) {
      this.element.setAttribute("aria-activedescendant",
        cursor ? `${this.#id}-${this.current}-${this.currentColumn}` : `${this.#id}-${this.current}`);
    } else this.element.removeAttribute("aria-activedescendant");
  }

  /** The element of a row: the one that is there already, if it would look the same. @param {number} index */
  #drawRow(index) {
    const { columns, rowClass, level, expanded, cursor } = this.options;
    const row = this.#known.get(index);
    const isCurrent = index === this.current;
    const kind = `grid-row ${isCurrent ? "current" : ""} ${row !== undefined ? rowClass?.(row) ?? "" : "waiting"}`;
    const isExpanded = row !== undefined && expanded ? expanded(row) : null;
    const look = `${kind} ${isExpanded} ${isCurrent && cursor ? this.currentColumn : ""}`;
    const before = this.#drawn.get(index);
    if (before && before.row === row && before.look === look) return before;
    const element = h("div", {
      class: kind, role: "row", id: `${this.#id}-${index}`, "aria-rowindex": index + 2, "aria-selected": isCurrent,
      "aria-level": row !== undefined && level ? level(row) : false, "aria-expanded": isExpanded,
    }, columns.map((column, number) => h("div", {
      role: "gridcell", class: `${column.isNumber ? "number" : ""} ${isCurrent && cursor && number === this.currentColumn ? "at" : ""}`,
      id: isCurrent && cursor ? `${this.#id}-${index}-${number}` : null, "data-column": number,
      title: row !== undefined && column.hint ? column.hint(row) : false,
    }, row !== undefined ? column.cell(row) : "…")));
    return { row, look, element };
  }

  /** Takes the column that an event is in, and does something with its row. @param {Event} event @param {(index: number) => void} act */
  #point(event, act) {
    const target = event.target instanceof Element ? event.target : null;
    const cell = target?.closest("[data-column]");
    if (cell instanceof HTMLElement) this.currentColumn = Number(cell.dataset.column);
    const row = target?.closest(".grid-row");
    if (row) act(Number(row.getAttribute("aria-rowindex")) - 2);
  }

  #cell() { return document.getElementById(`${this.#id}-${this.current}-${this.currentColumn}`); }

  #openMenu() {
    const row = this.row;
    const place = (this.#cell() ?? this.element).getBoundingClientRect();
    if (row !== undefined) this.options.menu?.(row, this.current, this.column, place);
  }

  /** @param {number} index */
  #activate(index) {
    const row = this.#known.get(index);
    if (row !== undefined) this.options.activated?.(row, index);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.row;
    if (row !== undefined && this.options.key?.(event, row, this.current)) {
      event.preventDefault();
      return;
    }
    this.#unheard = row === undefined && this.current >= 0 ? event : null;
    if (this.options.menu && (event.key === "ContextMenu" || event.key === "F10" && event.shiftKey)) {
      event.preventDefault();
      this.#openMenu();
      return;
    }
    if (this.options.cursor && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      const step = event.key === "ArrowLeft" ? -1 : 1;
      this.currentColumn = Math.max(0, Math.min(this.currentColumn + step, this.options.columns.length - 1));
      this.go(Math.max(0, this.current), false);
      this.#cell()?.scrollIntoView({ block: "nearest", inline: "nearest" });
      return;
    }
    const page = this.#visibleRows() - 1;
    const steps = /** @type {Record<string, number>} */ ({
      ArrowDown: this.current + 1, ArrowUp: this.current - 1, PageDown: this.current + page,
      PageUp: this.current - page, Home: 0, End: this.count - 1,
    });
    if (event.key in steps) {
      event.preventDefault();
      this.go(steps[event.key]);
    } else if (event.key === "Enter" && this.current >= 0) {
      event.preventDefault();
      this.#activate(this.current);
    }
  }
}

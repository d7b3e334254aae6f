// A flame graph on a canvas: cells that the server laid out, so many as there are pixels.

import { h } from "../shell/dom.js";
import { Surface } from "../shell/surface.js";
import { color } from "../shell/theme.js";
import { percent, shortFunction, value } from "../shell/format.js";
import { changeColor, frameColor, inkColor, joinedColor, matchColor } from "./palette.js";

/**
 * What the server answers to `rows`, with the numbers of a cell in one place.
 * @typedef {{head: any, columns: Record<string, any>}} Rows
 */

export const rowHeight = 18;
const font = "12px system-ui, sans-serif";

export class FlameChart {
  element;
  #canvas;
  #surface;
  #space;
  #hint;
  /** @type {Rows | null} */
  #rows = null;
  /** Number of the first cell of each row, and of the end. @type {number[]} */
  #starts = [];
  /** @type {string[]} */
  #colors = [];
  /** Selected cell; −1 for none. */
  selected = -1;
  #hovered = -1;

  /**
   * @param {{label: string, growsUp?: boolean, zoom: (node: number) => void, select: (cell: number) => void,
   *   resized: () => void, keyed: (event: KeyboardEvent) => void}} options
   */
  constructor(options) {
    this.options = options;
    this.#hint = h("div", { class: "flame-hint", hidden: true, "aria-hidden": "true" });
    this.#canvas = h("canvas", {
      tabindex: "0", role: "img", "aria-label": options.label,
      onmousemove: (/** @type {MouseEvent} */ event) => this.#hover(event),
      onmouseleave: () => this.#leave(),
      onclick: (/** @type {MouseEvent} */ event) => this.#click(event),
      onkeydown: options.keyed,
    });
    this.#space = h("div", { class: "flame-space" });
    const sticky = h("div", { class: "flame-sticky" }, this.#canvas);
    this.element = h("div", { class: "flame-chart", onscroll: () => this.#surface.invalidate() }, sticky, this.#space,
      this.#hint);
    this.#surface = new Surface(this.#canvas, () => this.#draw(), {
      height: () => this.element.clientHeight,
      resized: () => options.resized(),
    });
    new ResizeObserver(() => this.#surface?.resize()).observe(this.element);
    addEventListener("sonde:theme", this.#recolor);
  }

  #recolor = () => this.#color();

  get pixels() { return Math.max(50, Math.round(this.#canvas.clientWidth || 800)); }
  get rows() { return this.#rows; }
  get canvas() { return this.#canvas; }
  focus() { this.#canvas.focus(); }

  close() {
    this.#surface.close();
    removeEventListener("sonde:theme", this.#recolor);
  }

  /** @param {Rows} rows @param {number} [node] stays selected */
  show(rows, node) {
    this.#rows = rows;
    const { depth } = rows.columns;
    this.#starts = [];
    for (let cell = 0; cell < depth.length; cell += 1) {
      while (this.#starts.length <= depth[cell]) this.#starts.push(cell);
    }
    this.#starts.push(depth.length);
    this.#color();
    this.#space.style.height = `${Math.max(0, this.#rowCount * rowHeight - this.element.clientHeight)}px`;
    this.selected = node === undefined ? -1 : rows.columns.node.findIndex(
      (/** @type {number} */ each, /** @type {number} */ cell) => each === node && rows.columns.joined[cell] === 0);
    this.#hovered = -1;
    this.#surface.invalidate();
  }

  /** Rows above the root of the window, and those below. */
  get #above() { return this.#rows?.head.above.length ?? 0; }
  get #rowCount() { return this.#above + this.#starts.length - 1; }

  #color() {
    if (!this.#rows) return;
    this.#colors = this.#rows.head.names.map(frameColor);
    this.#surface.invalidate();
  }

  /** Row on the screen of a depth; rows grow up or down. @param {number} row */
  #y(row) {
    const top = row * rowHeight - this.element.scrollTop;
    return this.options.growsUp ? this.element.clientHeight - rowHeight - top : top;
  }

  #draw() {
    const { context, width, height } = this.#surface;
    context.fillStyle = color("--paper");
    context.fillRect(0, 0, width, height);
    if (!this.#rows) return;
    context.font = font;
    context.textBaseline = "middle";
    const ink = inkColor();
    this.#rows.head.above.forEach((/** @type {any} */ frame, /** @type {number} */ row) => {
      const y = this.#y(row);
      if (y < -rowHeight || y > height) return;
      context.fillStyle = frameColor(frame.name);
      context.globalAlpha = 0.6;
      context.fillRect(0, y, width, rowHeight - 1);
      context.globalAlpha = 1;
      this.#text(row === 0 ? "all" : shortFunction(frame.name), 0, width, y, ink);
    });
    for (let depth = 0; depth + 1 < this.#starts.length; depth += 1) {
      const y = this.#y(depth + this.#above);
      if (y < -rowHeight || y > height) continue;
      for (let cell = this.#starts[depth]; cell < this.#starts[depth + 1]; cell += 1) this.#drawCell(cell, y, ink);
    }
    if (this.selected >= 0) this.#outline(this.selected, color("--accent"), 2);
    if (this.#hovered >= 0 && this.#hovered !== this.selected) this.#outline(this.#hovered, ink, 1);
  }

  /** @param {number} cell */
  #scale(cell) { return this.#surface.width / (this.#rows?.columns.width[0] || 1) * cell; }

  /** @param {number} cell @param {number} y @param {string} ink */
  #drawCell(cell, y, ink) {
    const { context } = this.#surface;
    const { head, columns } = /** @type {Rows} */ (this.#rows);
    const x = this.#scale(columns.start[cell]);
    const width = this.#scale(columns.width[cell]);
    const gap = width > 3 ? 1 : 0;
    const isMatch = (columns.flags[cell] & 1) !== 0;
    const change = columns.negative;
    let isChance = false;
    if (columns.joined[cell] > 0) context.fillStyle = joinedColor();
    else if (isMatch) context.fillStyle = matchColor();
    else if (change) {
      const [more, less] = [columns.positive[cell], change[cell]];
      const verdict = columns.verdict?.[cell] ?? 2;
      isChance = verdict === 1;
      context.fillStyle = changeColor((more - less) / Math.max(more + less, 1), verdict === 2);
    } else context.fillStyle = this.#colors[columns.name[cell]];
    context.fillRect(x, y, width - gap, rowHeight - 1);
    if (isChance && width > 6) this.#hatch(x, y, width - gap);
    if (isMatch && width > 2) {
      context.fillStyle = ink;
      context.fillRect(x, y + rowHeight - 3, width - gap, 2);
    }
    if (width > 26) this.#text(this.label(cell, head), x, width, y, ink);
  }

  /** What may be chance is not only paler. @param {number} x @param {number} y @param {number} width */
  #hatch(x, y, width) {
    const { context } = this.#surface;
    context.strokeStyle = color("--line");
    context.lineWidth = 1;
    context.beginPath();
    for (let at = x + 4; at < x + width; at += 6) {
      context.moveTo(at, y + rowHeight - 1);
      context.lineTo(Math.min(at + 4, x + width), y);
    }
    context.stroke();
  }

  /** @param {number} cell @param {any} head */
  label(cell, head) {
    const { columns } = /** @type {Rows} */ (this.#rows);
    if (columns.joined[cell] > 0) return `${columns.joined[cell]} more`;
    const name = columns.node[cell] === 0 ? "all" : shortFunction(head.names[columns.name[cell]]);
    return columns.negative ? `${name} ${changeText(columns.positive[cell], columns.negative[cell])}` : name;
  }

  /** @param {string} text @param {number} x @param {number} width @param {number} y @param {string} ink */
  #text(text, x, width, y, ink) {
    const { context } = this.#surface;
    const room = width - 8;
    // Most letters are about this wide; only what may not fit is measured.
    let shown = text;
    if (text.length * 8 > room && context.measureText(text).width > room) {
      const fits = Math.floor(text.length * room / context.measureText(text).width) - 1;
      if (fits < 2) return;
      shown = `${text.slice(0, fits)}…`;
    }
    context.fillStyle = ink;
    context.fillText(shown, Math.max(x, 0) + 4, y + rowHeight / 2);
  }

  /** @param {number} cell @param {string} style @param {number} thickness */
  #outline(cell, style, thickness) {
    const { context } = this.#surface;
    const { columns } = /** @type {Rows} */ (this.#rows);
    context.strokeStyle = style;
    context.lineWidth = thickness;
    context.strokeRect(this.#scale(columns.start[cell]) + 1, this.#y(columns.depth[cell] + this.#above) + 1,
      Math.max(this.#scale(columns.width[cell]) - 2, 1), rowHeight - 3);
  }

  /** What lies under the pointer. @param {MouseEvent} event @returns {{cell: number, above: number}} −1 for nothing */
  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    const y = event.clientY - box.top;
    const top = this.options.growsUp ? this.element.clientHeight - y : y;
    const row = Math.floor((top + this.element.scrollTop) / rowHeight);
    if (!this.#rows || row < 0) return { cell: -1, above: -1 };
    if (row < this.#above) return { cell: -1, above: row };
    const depth = row - this.#above;
    if (depth + 1 >= this.#starts.length) return { cell: -1, above: -1 };
    const { columns } = this.#rows;
    const x = (event.clientX - box.left) / this.#scale(1);
    for (let cell = this.#starts[depth]; cell < this.#starts[depth + 1]; cell += 1) {
      if (x >= columns.start[cell] && x < columns.start[cell] + columns.width[cell]) return { cell, above: -1 };
    }
    return { cell: -1, above: -1 };
  }

  /** @param {MouseEvent} event */
  #hover(event) {
    const { cell } = this.#at(event);
    if (cell !== this.#hovered) {
      this.#hovered = cell;
      this.#surface.invalidate();
    }
    this.#hint.hidden = cell < 0;
    if (cell < 0) return;
    this.#hint.textContent = this.describe(cell);
    const box = this.element.getBoundingClientRect();
    const x = event.clientX - box.left + 12;
    this.#hint.style.left = `${Math.max(0, Math.min(x, box.width - this.#hint.offsetWidth - 8))}px`;
    const below = event.clientY - box.top + 18 + this.element.scrollTop;
    const room = this.element.scrollTop + this.element.clientHeight - this.#hint.offsetHeight - 2;
    this.#hint.style.top = `${Math.min(below, room)}px`;
  }

  #leave() {
    this.#hovered = -1;
    this.#hint.hidden = true;
    this.#surface.invalidate();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const { cell, above } = this.#at(event);
    if (above >= 0) return this.options.zoom(this.#rows?.head.above[above].node);
    if (cell < 0 || !this.#rows) return;
    this.select(cell);
    if (this.#rows.columns.joined[cell] === 0) this.options.zoom(this.#rows.columns.node[cell]);
  }

  /** @param {number} cell */
  select(cell) {
    if (!this.#rows || cell < 0 || cell >= this.#rows.columns.node.length) return;
    this.selected = cell;
    const top = (this.#rows.columns.depth[cell] + this.#above) * rowHeight;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) this.element.scrollTop = top + rowHeight - clientHeight;
    this.#surface.invalidate();
    this.options.select(cell);
  }

  /** The cell that a key leads to. @param {"up" | "down" | "left" | "right"} direction */
  neighbour(direction) {
    if (!this.#rows) return -1;
    const { columns } = this.#rows;
    const cell = Math.max(this.selected, 0);
    const depth = columns.depth[cell];
    const away = this.options.growsUp ? "up" : "down";
    if (direction === "left") return cell > this.#starts[depth] ? cell - 1 : cell;
    if (direction === "right") return cell + 1 < this.#starts[depth + 1] ? cell + 1 : cell;
    const wanted = direction === away ? depth + 1 : depth - 1;
    if (wanted < 0 || wanted + 1 >= this.#starts.length) return cell;
    const x = columns.start[cell];
    for (let other = this.#starts[wanted]; other < this.#starts[wanted + 1]; other += 1) {
      const end = columns.start[other] + columns.width[other];
      if (direction === away ? columns.start[other] >= x && end <= x + columns.width[cell] : columns.start[other] <= x && end > x) {
        return other;
      }
    }
    return cell;
  }

  /** The next cell with a match. @param {number} step 1 or −1 */
  match(step) {
    const flags = this.#rows?.columns.flags ?? [];
    for (let count = 1; count <= flags.length; count += 1) {
      const cell = (this.selected + step * count + 2 * flags.length) % flags.length;
      if (flags[cell] & 1) return cell;
    }
    return -1;
  }

  /** One line about a cell. @param {number} cell */
  describe(cell) {
    const { head, columns } = /** @type {Rows} */ (this.#rows);
    if (columns.joined[cell] > 0) return `${columns.joined[cell]} branches, each narrower than a pixel: zoom in to see them`;
    const name = columns.node[cell] === 0 ? "all" : head.names[columns.name[cell]];
    const more = columns.positive[cell];
    if (columns.negative) {
      const less = columns.negative[cell];
      const verdicts = ["not tested", "may be chance", "significant"];
      const verdict = columns.verdict ? `, ${verdicts[columns.verdict[cell]]}` : "";
      return `${name}: ${value(less, head.unit)} → ${value(more, head.unit)}, ${changeText(more, less)}${verdict}`;
    }
    const own = columns.own[cell] > 0 ? `, itself ${value(columns.own[cell], head.unit)}` : "";
    return `${name}: ${value(more, head.unit)}, ${percent(more / Math.max(head.total, 1))}${own}`;
  }

  png() {
    return /** @type {Promise<Blob>} */ (new Promise((resolve, reject) => this.#canvas.toBlob(
      (blob) => blob ? resolve(blob) : reject(new Error("The drawing is too large for a picture.")), "image/png")));
  }
}

/** How a frame changed. @param {number} more @param {number} less */
export function changeText(more, less) {
  if (more === less) return "same";
  if (less === 0) return "new";
  if (more === 0) return "gone";
  const ratio = (more - less) / less;
  return (ratio > 0 ? "+" : "") + percent(ratio);
}

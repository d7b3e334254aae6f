// Traces and system activity on one time axis.

import { h, replace } from "../shell/dom.js";
import { isAborted } from "../shell/api.js";
import { Surface } from "../shell/surface.js";
import { sourcesOf } from "../shell/sources.js";
import { duration, percent } from "../shell/format.js";
import { Drawing, rulerHeight } from "./drawing.js";
import { Gutter } from "./gutter.js";
import { Loading } from "./loading.js";
import { findsNothing, layOut } from "./rows.js";
import { followPointer } from "./pointer.js";
import { moment } from "./axis.js";
import { addressOf, partWithin, readAddress, separator, windowWithin } from "./address.js";
import { toolbar } from "./toolbar.js";
import { nameOf } from "./layer.js";
import { Side } from "./side.js";
import { timelineKeys } from "./keys.js";
import { exportsOf } from "./exports.js";
import { Singles } from "./singles.js";

/** @typedef {import("../shell/views.js").Context} Context */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./layer.js").Span} Span */

/** @type {import("../shell/views.js").View} */
export const timeline = {
  name: "timeline", title: "Timeline",
  has: (document) => sourcesOf(document, "trace", "activity").length > 0,
  open: (place, context) => new TimelineView(place, context),
};

export class TimelineView {
  from = 0;
  to = 0;
  scroll = 0;
  /** @type {Row[]} */
  rows = [];
  /** @type {{from: number, to: number} | null} */
  selection = null;
  /** @type {Span | null} */
  current = null;
  currentRow = "";
  /** @type {any} */
  detail = null;
  /** @type {any[]} */
  path = [];
  /** @type {Set<string>} */
  groups = new Set();
  /** @type {Set<string>} */
  closed = new Set();
  /** @type {Set<string>} */
  processes = new Set();
  /** @type {Set<number>} */
  goroutines = new Set();
  query = "";
  source = 0;
  /** A moment of the current row whose interval is to be chosen. @type {number | null} */
  at = null;
  #drawing = new Drawing();
  #recolor = () => this.#drawing.forgetColors();
  #isPlaced = false;
  #addressTimer = 0;
  #isWriting = false;
  /** Whether what the address said was held against the length of the trace. */
  #isSettled = false;
  singles = new Singles(this);

  /** @param {HTMLElement} place @param {Context} context */
  constructor(place, context) {
    this.context = context;
    const sources = sourcesOf(context.document, "trace", "activity");
    this.source = this.#sourceOf(context.parameters);
    this.#read(context.parameters);
    this.canvas = h("canvas", { tabindex: "0", role: "img", "aria-label": "Timeline; the intervals of the current row are in the table beside it" });
    this.gutter = new Gutter({
      chosen: (row) => this.goRow(row.id), toggled: (row) => this.toggle(row), removed: (row) => this.singles.remove(row.id),
    });
    this.drawn = h("div", { class: "timeline-canvas" }, this.canvas);
    this.status = h("span", { class: "faint timeline-status" });
    this.side = new Side(this);
    place.append(
      toolbar(this, sources),
      h("div", { class: "panes" }, h("div", { class: "pane timeline" }, this.gutter.element, this.drawn), this.side.element));
    this.surface = new Surface(this.canvas, () => this.#draw(), { resized: () => this.#resized() });
    addEventListener("sonde:theme", this.#recolor);
    this.loading = new Loading(context.path, () => this.#loaded(), (error) => {
      context.fail(error);
      if (!this.loading.overview && error instanceof Error && !isAborted(error)) replace(this.status, error.message);
    });
    followPointer(this.drawn, {
      window: () => ({ from: this.from, to: this.to, width: this.surface.width }),
      show: (from, to) => this.show(from, to), zoom: (part, x) => this.zoom(part, x / this.surface.width),
      scroll: (dy) => this.scrollBy(dy), select: (from, to, isDone) => this.select(from, to, isDone),
      click: (x, y) => this.#click(x, y), hover: (x, y) => this.#hover(x, y),
    });
    this.gutter.element.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.scrollBy(event.deltaY * (event.deltaMode === 1 ? 24 : 1));
    }, { passive: false });
    this.loading.loadOverview(this.wish());
    this.keys = timelineKeys(this);
    this.exports = exportsOf(this);
  }

  /** @param {URLSearchParams} parameters */
  #sourceOf(parameters) {
    const sources = sourcesOf(this.context.document, "trace", "activity");
    const asked = Number(parameters.get("source") ?? sources[0]?.number);
    return sources.find((each) => each.number === asked)?.number ?? sources[0]?.number ?? 0;
  }

  get isTrace() { return this.context.document.sources?.[this.source]?.kind === "trace"; }

  /** @param {URLSearchParams} parameters */
  #read(parameters) {
    Object.assign(this, readAddress(parameters));
    this.#isPlaced = this.to > this.from;
    this.#isSettled = false;
  }

  /** An address may say any window and any range: only those of the trace are shown. */
  #settle() {
    this.#isSettled = true;
    const { selection, length } = this;
    const { from, to } = windowWithin(this.from, this.to, length);
    if (from !== this.from || to !== this.to) this.show(from, to);
    if (selection) {
      this.selection = partWithin(selection.from, selection.to, length);
      if (!this.selection) this.context.say("The range of the address lies behind the end of the trace.");
      this.#remember();
    }
    if (this.at === null) this.side.rangeChanged();
  }

  /** @param {URLSearchParams} parameters */
  update(parameters) {
    // What this view wrote into the address itself is shown already.
    if (this.#isWriting) return;
    if (this.#sourceOf(parameters) !== this.source) return location.reload();
    this.#read(parameters);
    if (!this.#isPlaced) this.#place();
    this.clearCurrent();
    this.changed();
  }

  close() {
    clearTimeout(this.#addressTimer);
    this.loading.close();
    this.surface.close();
    this.side.close();
    removeEventListener("sonde:theme", this.#recolor);
  }

  get colors() { return this.#drawing.colors; }

  /** What the server is asked for, beside the window. @returns {Record<string, any>} */
  wish() {
    return {
      source: this.source, threads: this.closed.has("-threads"), groups: [...this.groups].join(separator),
      goroutines: [...this.goroutines].join(","), q: this.query, processes: [...this.processes].join(","),
    };
  }

  get layers() { return [this.loading.exact, this.loading.overview]; }
  get length() { return this.loading.overview?.head.length ?? 1; }

  // Windows

  /** @param {number} from @param {number} to */
  show(from, to) {
    const least = 20;
    let size = Math.max(least, to - from);
    const most = this.length * 1.05;
    if (size > most) size = most;
    const middle = (from + to) / 2;
    const slack = size * 0.4;
    const start = Math.min(Math.max(middle - size / 2, -slack), Math.max(0, this.length - size + slack));
    this.from = start;
    this.to = start + size;
    this.#isPlaced = true;
    this.surface.invalidate();
    this.#ask();
    this.#remember();
  }

  showAll() {
    this.show(0, this.length);
  }

  /** @param {number} part of the window that is shown then @param {number} [at] which part of the width stays */
  zoom(part, at = 0.5) {
    const middle = this.from + (this.to - this.from) * at;
    const size = (this.to - this.from) * part;
    this.show(middle - size * at, middle + size * (1 - at));
  }

  /** @param {number} part of the width */
  pan(part) {
    const shift = (this.to - this.from) * part;
    this.show(this.from + shift, this.to + shift);
  }

  /** @param {number} dy */
  scrollBy(dy) {
    const last = this.rows.at(-1);
    const whole = last ? last.top + last.height + 8 : 0;
    this.scroll = Math.max(0, Math.min(this.scroll + dy, whole - this.surface.height + rulerHeight));
    this.surface.invalidate();
  }

  #place() {
    this.from = 0;
    this.to = this.length;
  }

  #resized() { if (this.loading) this.#ask(); }

  #ask() {
    if (!this.loading.overview) return;
    this.loading.loadExact({
      from: Math.max(0, this.from), to: Math.min(this.to, this.length), width: this.surface.width, wish: this.wish(),
      isNeeded: this.groups.size > 0 || this.goroutines.size > 0 || this.processes.size > 0,
    });
  }

  /** Keeps the address, once the hand rests. */
  #remember() {
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => this.remember(), 250);
  }

  remember() {
    clearTimeout(this.#addressTimer);
    this.#isWriting = true;
    this.context.set(addressOf(this), true);
    this.#isWriting = false;
  }

  // What came

  #loaded() {
    const { overview } = this.loading;
    if (!overview) return;
    const { head } = overview;
    if (!this.#isPlaced) this.#place();
    this.#layOut();
    const remarks = head.remarks.length ? ` · ${head.remarks.join("; ")}` : "";
    const goroutines = this.isTrace ? `, ${head.goroutines} goroutines` : "";
    replace(this.status, head.isComplete ? `${duration(head.length)}${goroutines}${remarks}`
      : `reading: ${percent(head.part)}`);
    if (head.isComplete || head.hasIndex) this.#ask();
    if (this.current && this.current.index < 0) this.clearCurrent();
    if (head.isComplete && !this.#isSettled) this.#settle();
    if (this.isTrace && head.wish === JSON.stringify(this.wish()) && findsNothing(overview, this.query)) {
      this.context.say(`No function has “${this.query}” in its name.`);
    }
    this.singles.arrived();
    this.side.loaded();
    this.surface.invalidate();
  }

  #layOut() {
    this.rows = layOut(this.layers, this);
    this.scrollBy(0);
  }

  /** Other rows are wanted. */
  changed() {
    this.loading.forget();
    this.loading.loadOverview(this.wish());
    this.#layOut();
    this.#ask();
    this.surface.invalidate();
  }

  #draw() {
    const { width, height, context } = this.surface;
    this.#drawing.draw(context, width, height, devicePixelRatio, this.picture());
    this.gutter.draw(this.rows, this.scroll, height, this.currentRow, this.layers);
  }

  /** @returns {import("./drawing.js").Picture} */
  picture() {
    return {
      from: this.from, to: this.to, scroll: this.scroll, rows: this.rows, layers: this.layers, selection: this.selection,
      current: this.current, currentRow: this.currentRow, detail: this.detail, path: this.path,
    };
  }

  // Choosing

  /** @param {Row} row */
  toggle(row) {
    if (row.kind === "head") {
      const name = row.id === "h:threads" ? "-threads" : row.id.slice(2);
      flip(this.closed, name);
    } else if (row.kind === "group") flip(this.groups, row.hint ?? row.title);
    else if (row.kind === "process") flip(this.processes, row.id);
    else return;
    this.changed();
    this.remember();
  }

  /** @param {string} id */
  goRow(id) {
    this.currentRow = id;
    this.at = null;
    this.reveal();
    if (this.current && this.current.row !== id) this.clearCurrent();
    this.side.rowChanged();
    this.surface.invalidate();
    this.#remember();
  }

  /** Scrolls to the current row. */
  reveal() {
    const row = this.rows.find((each) => each.id === this.currentRow);
    if (!row) return;
    const room = this.surface.height - rulerHeight;
    if (row.top < this.scroll) this.scrollBy(row.top - this.scroll);
    else if (row.top + row.height > this.scroll + room) this.scrollBy(row.top + row.height - this.scroll - room);
  }

  /** @param {Span} span @param {boolean} [moves] */
  choose(span, moves = true) {
    this.current = span;
    this.currentRow = span.row;
    this.at = null;
    this.detail = null;
    if (moves && (span.end < this.from || span.start > this.to)) {
      const size = this.to - this.from;
      const middle = (span.start + span.end) / 2;
      this.show(middle - size / 2, middle + size / 2);
    }
    this.context.say(`${nameOf(span)}${span.text ? `, ${span.text}` : ""}, ${duration(span.end - span.start)} at ${moment(span.start)}`);
    this.side.showSpan(span);
    this.surface.invalidate();
    this.#remember();
  }

  clearCurrent() {
    this.current = null;
    this.detail = null;
  }

  /** @param {number} from @param {number} to @param {boolean} isDone */
  select(from, to, isDone) {
    this.selection = { from: Math.max(0, from), to: Math.min(to, this.length) };
    this.surface.invalidate();
    if (!isDone) return;
    this.side.rangeChanged();
    this.#remember();
  }

  clear() {
    this.selection = null;
    this.path = [];
    this.at = null;
    this.clearCurrent();
    this.side.rangeChanged();
    this.surface.invalidate();
    this.#remember();
  }

  #click(/** @type {number} */ x, /** @type {number} */ y) {
    const row = this.#rowAt(y);
    if (!row || row.kind === "head") return;
    const time = this.from + x / this.surface.width * (this.to - this.from);
    const span = this.loading.exact?.spanAt(row.id, time);
    this.goRow(row.id);
    if (span) this.choose(span, false);
    else this.side.showMoment(row, time);
  }

  /** @param {number} y */
  #rowAt(y) {
    const at = y - rulerHeight + this.scroll;
    return y < rulerHeight ? undefined : this.rows.find((row) => at >= row.top && at < row.top + row.height);
  }

  #hover(/** @type {number} */ x, /** @type {number} */ y) {
    const row = this.#rowAt(y);
    const time = this.from + x / this.surface.width * (this.to - this.from);
    const span = row ? this.loading.exact?.spanAt(row.id, time) : null;
    this.drawn.title = span
      ? `${nameOf(span)}${span.text ? ` · ${span.text}` : ""} · ${duration(span.end - span.start)}`
      : row && row.kind !== "head" ? `${row.title} at ${moment(time)}` : "";
  }
}

/** @param {Set<string>} set @param {string} value */
function flip(set, value) {
  if (!set.delete(value)) set.add(value);
}

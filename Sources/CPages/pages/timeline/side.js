// Beside the canvas: the interval that was chosen, the statistics of the range, and the intervals of the row as a table.

import { h, replace } from "../shell/dom.js";
import { getJSON, Latest } from "../shell/api.js";
import { Grid } from "../shell/grid.js";
import { duration } from "../shell/format.js";
import { moment } from "./axis.js";
import { nameOf } from "./layer.js";
import { callDetails, spanDetails } from "./details.js";
import { rangeStatistics } from "./range.js";

/** @typedef {import("./layer.js").Span} Span */

/** @param {boolean} withGoroutines whose spans are those of more than one @param {boolean} [withStates] @returns {import("../shell/grid.js").GridColumn<Span>[]} */
function columnsOf(withGoroutines, withStates = true) {
  return [
    { id: "start", title: "From", width: "8.2rem", isNumber: true, cell: (span) => moment(span.start) },
    { id: "length", title: "Length", width: "4.8rem", isNumber: true, cell: (span) => duration(span.end - span.start) },
    ...(withStates ? [{ id: "state", title: "State", width: "5.8rem", cell: nameOf, hint: nameOf }] : []),
    ...(withGoroutines ? [{
      id: "goroutine", title: "G", width: "3rem", isNumber: true,
      cell: (/** @type {Span} */ span) => span.goroutine >= 0 ? span.goroutine : "",
    }] : []),
    { id: "what", title: "What", width: "minmax(5rem, 1fr)", cell: (span) => span.text, hint: (span) => span.text },
  ];
}

export class Side {
  #view;
  #detail = h("div", { class: "timeline-detail", tabindex: "-1", role: "region", "aria-label": "Details" });
  #title = h("h3", null, "Intervals of the row");
  #latest = new Latest();
  #rangeLatest = new Latest();
  /** @type {Grid<Span>} */
  #grid;
  /** @type {Span[]} */
  #spans = [];
  #timer = 0;
  #columns = "false true";

  /** @param {import("./timeline.js").TimelineView} view */
  constructor(view) {
    this.#view = view;
    this.#grid = new Grid({
      label: "Intervals of the current row in the window",
      columns: columnsOf(false),
      rows: (from, to) => this.#spans.slice(from, to),
      selected: (span) => view.choose(span),
      activated: () => this.focus(),
    });
    this.element = h("div", { class: "pane side timeline-side" }, this.#detail, this.#title, this.#grid.element);
    this.#empty();
    this.#title.hidden = this.#grid.element.hidden = true;
  }

  close() {
    clearTimeout(this.#timer);
    this.#latest.cancel();
    this.#rangeLatest.cancel();
    this.#grid.close();
  }

  focus() { this.#detail.focus(); }

  #empty() {
    replace(this.#detail, h("p", { class: "faint" },
      "Click an interval for what it was, drag with Shift for the statistics of a range. ", h("kbd", null, "?"), " shows the keys."));
  }

  /** New rows have come. */
  loaded() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fill(), 100);
  }

  rowChanged() { this.loaded(); }

  #fill() {
    const view = this.#view;
    const layer = view.layers.find((each) => each?.rows.has(view.currentRow) && each.from <= view.from && each.to >= view.to) ??
      view.layers.find((each) => each?.rows.has(view.currentRow));
    const row = layer?.rows.get(view.currentRow);
    this.#spans = layer && row ? layer.contents(row, view.from, view.to) : [];
    const shown = view.rows.find((each) => each.id === view.currentRow && each.kind !== "head" && each.kind !== "note");
    // Without a row the place is that of the details.
    this.#title.hidden = this.#grid.element.hidden = !shown;
    if (!shown) return;
    replace(this.#title, `${shown.title}: what is seen, ${this.#spans.length} lines`);
    const hasGoroutines = row?.kind !== "goroutine" && this.#spans.some((span) => span.goroutine >= 0);
    const hasStates = shown.kind !== "heap" && shown.kind !== "samples";
    const columns = `${hasGoroutines} ${hasStates}`;
    if (columns !== this.#columns) this.#grid.columns = columnsOf(hasGoroutines, hasStates);
    this.#columns = columns;
    this.#grid.reset(this.#spans.length, true);
    const { current } = view;
    const at = current ? this.#spans.findIndex((span) => span.start === current.start && span.row === current.row) : -1;
    if (at >= 0) this.#grid.go(at, false);
  }

  /** @param {Span} span */
  async showSpan(span) {
    const view = this.#view;
    this.loaded();
    replace(this.#detail, h("h3", null, nameOf(span)),
      h("p", null, `${duration(span.end - span.start)} from ${moment(span.start)}`));
    if (span.index < 0) {
      replace(this.#detail, h("h3", null, span.name ?? "Many intervals"), h("p", null, span.text),
        h("p", null, `${duration(span.end - span.start)} from ${moment(span.start)}. `, h("button", {
          type: "button", onclick: () => view.show(span.start, span.end),
        }, "Look closer (F)")));
      this.#latest.cancel();
      return;
    }
    try {
      if (span.row.startsWith("c:")) {
        const call = await this.#latest.run((signal) => getJSON(`${view.context.path}/call`, {
          source: view.source, track: span.row.slice(2), at: Math.round((span.start + span.end) / 2),
        }, signal));
        if (call && view.current === span) callDetails(call, this.#detail);
        return;
      }
      if (span.goroutine < 0) return;
      const answer = await this.#latest.run((signal) => getJSON(`${view.context.path}/interval`, {
        source: view.source, goroutine: span.goroutine, at: Math.round((span.start + span.end) / 2),
      }, signal));
      if (!answer || view.current !== span) return;
      view.detail = spanDetails(view, span, answer, this.#detail);
      view.surface.invalidate();
    } catch (error) {
      view.context.fail(error);
    }
  }

  /** @param {import("./rows.js").Row} row @param {number} time */
  showMoment(row, time) {
    replace(this.#detail, h("h3", null, row.hint ?? row.title), h("p", null, `At ${moment(time)} there are more intervals than pixels: zoom in with W to see each.`));
  }

  async rangeChanged() {
    const view = this.#view;
    const { selection } = view;
    if (!selection) {
      this.#rangeLatest.cancel();
      if (!view.current) this.#empty();
      return;
    }
    replace(this.#detail, h("h3", null, "Range"), h("p", null, `${duration(selection.to - selection.from)} from ${moment(selection.from)}`),
      h("p", { class: "faint" }, "reading…"));
    try {
      const answer = await this.#rangeLatest.run((signal) => getJSON(`${view.context.path}/range`, {
        source: view.source, from: Math.floor(selection.from), to: Math.ceil(selection.to),
      }, signal));
      if (answer && view.selection === selection) rangeStatistics(view, selection, answer, this.#detail);
    } catch (error) {
      view.context.fail(error);
    }
  }

  /** Draws what held the goroutine of the row up, through others. */
  async criticalPath() {
    const view = this.#view;
    const goroutine = view.currentRow.startsWith("i:") ? Number(view.currentRow.slice(2)) : view.current?.goroutine ?? -1;
    if (goroutine < 0) return view.context.say("Choose an interval of a goroutine first.");
    const range = view.selection ?? { from: view.from, to: view.to };
    try {
      view.context.say(`Looking for the critical path of goroutine ${goroutine}.`);
      const answer = await this.#latest.run((signal) => getJSON(`${view.context.path}/path`, {
        source: view.source, goroutine, from: Math.max(0, Math.floor(range.from)), to: Math.ceil(range.to),
      }, signal));
      if (!answer) return;
      view.path = answer.segments;
      view.context.say(`The critical path goes through ${new Set(answer.segments.map((/** @type {any} */ each) => each.goroutine)).size} goroutines.`);
      this.#showPath(goroutine, answer);
      view.surface.invalidate();
    } catch (error) {
      view.context.fail(error);
    }
  }

  /** @param {number} goroutine @param {any} answer */
  #showPath(goroutine, answer) {
    const view = this.#view;
    const longest = [...answer.segments].sort((a, b) => b.end - b.start - (a.end - a.start)).slice(0, 40);
    replace(this.#detail, h("h3", null, `Critical path of goroutine ${goroutine}`),
      h("p", null, `${answer.segments.length} parts, ${duration(answer.to - answer.from)}; the longest first:`),
      h("table", null, h("tbody", null, longest.map((/** @type {any} */ each) => h("tr", null,
        h("td", { class: "number" }, duration(each.end - each.start)),
        h("td", null, h("button", { type: "button", class: "link", onclick: () => view.singles.jump(each.goroutine, (each.start + each.end) / 2) },
          `G ${each.goroutine}`)),
        h("td", null, each.what))))));
  }
}

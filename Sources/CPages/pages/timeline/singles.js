// Rows of single goroutines: asked for by number, gone to from wake-ups, and taken away again.

import { getJSON } from "../shell/api.js";
import { separator } from "./address.js";
import { moment } from "./axis.js";

/** Pixels of an interval that is gone to, at least. */
const leastWidth = 12;

export class Singles {
  #view;
  /** The goroutine that the search field added last; -1 for none. */
  #fromField = -1;
  /** Goroutines without a row of which the server was asked. @type {Set<number>} */
  #sought = new Set();
  /** The row and the moment that were zoomed to. */
  #approached = "";
  /** Open groups of which it was said that they have more than are shown. */
  #told = "";

  /** @param {import("./timeline.js").TimelineView} view */
  constructor(view) { this.#view = view; }

  /** The text of the search field while it is typed: a number may get more digits yet. @param {string} text */
  typed(text) {
    if (!numberOf(text)) this.#query(text);
  }

  /** @param {string} text of the search field: an id of a goroutine, or a part of a function's name */
  entered(text) {
    const number = numberOf(text);
    if (!number) return this.#query(text);
    const view = this.#view;
    const id = Number(number);
    if (!Number.isSafeInteger(id)) return view.context.say(`There is no goroutine ${number}.`);
    if (this.#fromField >= 0 && this.#fromField !== id) view.goroutines.delete(this.#fromField);
    if (!view.goroutines.has(id)) this.#fromField = id;
    this.#sought.delete(id);
    view.goroutines.add(id);
    view.query = "";
    view.context.say("");
    this.#go(id, null);
  }

  /** @param {string} text */
  #query(text) {
    const view = this.#view;
    if (view.query === text.trim()) return;
    view.query = text.trim();
    view.context.say("");
    view.changed();
    view.remember();
  }

  /** @param {number} goroutine @param {number | null} time */
  #go(goroutine, time) {
    const view = this.#view;
    view.currentRow = `i:${goroutine}`;
    view.clearCurrent();
    view.at = time;
    this.#approached = "";
    view.changed();
    view.reveal();
    view.remember();
  }

  /** Shows a moment of a goroutine. @param {number} goroutine @param {number} time */
  jump(goroutine, time) {
    const view = this.#view;
    view.goroutines.add(goroutine);
    const size = view.to - view.from;
    if (time < view.from || time > view.to) view.show(time - size / 2, time + size / 2);
    this.#go(goroutine, time);
  }

  /** Takes a row away. @param {string} id of a row */
  remove(id) {
    const view = this.#view;
    const number = Number(id.slice(2));
    if (!id.startsWith("i:") || !view.goroutines.delete(number)) {
      return view.context.say("Only rows of single goroutines that were asked for can be taken away.");
    }
    if (this.#fromField === number) this.#fromField = -1;
    if (view.currentRow === id) {
      const index = view.rows.findIndex((row) => row.id === id);
      view.goRow((view.rows[index + 1] ?? view.rows[index - 1])?.id ?? "");
    }
    view.changed();
    view.remember();
  }

  /** Rows came: the interval that is waited for may be among them, and goroutines may have none. */
  arrived() {
    const view = this.#view;
    const { exact } = view.loading;
    if (!exact) return;
    // Once for what is open: nothing else that is said is hidden by it.
    const open = [...view.groups].join(separator);
    if (exact.head.leftOut && this.#told !== open) {
      this.#told = open;
      view.context.say(`${exact.head.leftOut} goroutines more than are shown: choose a smaller window, or one by its number.`);
    }
    const isWished = exact.head.wish === JSON.stringify(view.wish());
    if (isWished) for (const each of view.goroutines) if (!exact.rows.has(`i:${each}`)) this.#seek(each);
    if (view.at === null || !exact.covers(view.at, view.at)) return;
    const span = exact.spanAt(view.currentRow, view.at);
    // Of what is narrow still, more is seen nearer.
    if (span && span.end - span.start >= 2 * (view.to - view.from) / view.surface.width) {
      view.choose(span, false);
      view.reveal();
    } else if (isWished && view.loading.isFine(view.from, view.to, view.surface.width)) this.#approach(view.at);
  }

  /** Zooms until the interval at a moment of the row is seen by itself. @param {number} at */
  async #approach(at) {
    const view = this.#view;
    const row = view.currentRow;
    const giveUp = () => {
      view.at = null;
      view.context.say("There is no interval of the row at that moment.");
      view.side.rangeChanged();
      view.remember();
    };
    if (!/^i:\d+$/.test(row) || this.#approached === `${row} ${at}`) return giveUp();
    this.#approached = `${row} ${at}`;
    try {
      const { start, end } = await getJSON(`${view.context.path}/interval`, {
        source: view.source, goroutine: row.slice(2), at: Math.round(at),
      });
      if (view.at !== at || view.currentRow !== row) return;
      const size = Math.min((end - start) * view.surface.width / leastWidth, view.to - view.from);
      const middle = Math.max(start, Math.min((start + end) / 2, end));
      view.show(middle - size / 2, middle + size / 2);
    } catch {
      if (view.at === at && view.currentRow === row) giveUp();
    }
  }

  /** Says why a goroutine has no row. @param {number} goroutine */
  async #seek(goroutine) {
    if (this.#sought.has(goroutine)) return;
    this.#sought.add(goroutine);
    const view = this.#view;
    try {
      const { start, end } = await getJSON(`${view.context.path}/goroutine`, { source: view.source, goroutine });
      if (!view.goroutines.has(goroutine)) return;
      if (start === undefined) {
        view.context.say(`There is no goroutine ${goroutine}.`);
        if (view.currentRow === `i:${goroutine}`) view.goRow("");
        view.goroutines.delete(goroutine);
        view.changed();
        view.remember();
        return;
      }
      view.context.say(`Goroutine ${goroutine} was there from ${moment(start)} to ${moment(end)}.`);
      // Who asks for one wants to see it.
      if (view.currentRow !== `i:${goroutine}` || view.at !== null) return;
      const size = view.to - view.from;
      view.show(start - size * 0.1, start + size * 0.9);
    } catch (error) {
      this.#sought.delete(goroutine);
      view.context.fail(error);
    }
  }
}

/** @param {string} text @returns {string | undefined} the digits, when it is an id of a goroutine */
function numberOf(text) { return /^(?:g\s*)?(\d+)$/i.exec(text.trim())?.[1]; }

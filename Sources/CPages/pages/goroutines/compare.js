// What happened between two looks.

import { h, replace, choice } from "../shell/dom.js";
import { getJSON } from "../shell/api.js";
import { sourcesOf } from "../shell/sources.js";
import { Grid } from "../shell/grid.js";
import { count, duration } from "../shell/format.js";
import { lookName } from "./looks.js";
import { ageText, placeCell, placeText, plural, stateWord } from "./words.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Looks} Looks */
/** @typedef {import("./words.js").Frame} Frame */
/**
 * @typedef {{group?: string, count: number, state?: string, oldest?: number, place: Frame | null,
 *   creator: Frame | null, from?: Frame | null, ids?: number[], before?: number, change?: number, rate?: number}} Row
 */

const kinds = /** @type {[string, string, string][]} */ ([
  ["stuck", "Still in the same wait", "in both looks, and they did not move in between"],
  ["new", "New", "only in the later look"], ["gone", "Gone", "only in the earlier look"],
  ["moved", "Moved", "in both looks, and they did something in between"],
  ["growth", "Growth", "how many there are at each place"],
]);

export class Comparison {
  element = h("div", { class: "comparison" });
  #context;
  #select;
  #head = h("div", { class: "comparison-head" });
  #place = h("div", { class: "goroutines-content" });
  /** @type {Grid<Row> | null} */
  #grid = null;
  #gridKind = "";
  /** @type {Record<string, any>} */
  #query = {};
  /** The earlier look, and the later one. @type {{source: number, look: number} | null} */
  before = null;
  /** @type {{source: number, look: number} | null} */
  after = null;
  /** @type {Map<number, Looks>} */
  #others = new Map();

  /**
   * @param {import("../shell/views.js").Context} context
   * @param {(group: string) => void} select
   */
  constructor(context, select) {
    this.#context = context;
    this.#select = select;
    this.element.append(this.#head, this.#place);
  }

  close() { this.#grid?.close(); }

  /**
   * @param {State} state
   * @param {Looks} looks of the source that is shown
   * @param {number} look the later one
   * @param {AbortSignal} signal
   * @param {boolean} keepsPlace
   */
  async load(state, looks, look, signal, keepsPlace) {
    const options = await this.#options(state, looks, look, signal);
    if (!options.length) {
      replace(this.#head, h("p", null, looks.live
        ? "There is one look so far: look again (r), and this shows what changed."
        : "There is one look here. To compare, open two dumps or snapshots together (sonde ui --together before.txt " +
          "after.txt), or a process."));
      replace(this.#place);
      return "";
    }
    const wanted = state.with === null ? null : `${state.withSource ?? state.source}.${state.with}`;
    const chosen = options.find((option) => option.value === wanted) ?? options[0];
    const [withSource, number] = chosen.value.split(".").map(Number);
    const [shown, other] = [{ source: state.source, look }, { source: withSource, look: number }];
    const isLater = this.#isLater(other, shown, looks);
    [this.before, this.after] = isLater ? [shown, other] : [other, shown];
    const query = { source: this.after.source, look: this.after.look, with: this.before.look,
      withSource: this.before.source, kind: state.kind, system: state.system };
    const answer = await getJSON(`${this.#context.path}/compare`,
      { ...query, group: state.group, from: 0, to: 0 }, signal);
    this.#query = query;
    this.#drawHead(state, options, chosen.value, answer, isLater);
    this.#showRows(state.kind, answer, keepsPlace);
    return "";
  }

  /**
   * Whether a look was taken after another one: by their times, else in the order in which files were named.
   * @param {{source: number, look: number}} a
   * @param {{source: number, look: number}} b of the source that is shown
   * @param {Looks} looks of that source
   */
  #isLater(a, b, looks) {
    const time = (/** @type {Looks | undefined} */ of, /** @type {number} */ look) =>
      of?.looks.find((each) => each.look === look)?.time;
    const times = [time(a.source === b.source ? looks : this.#others.get(a.source), a.look), time(looks, b.look)];
    if (times[0] !== undefined && times[1] !== undefined && times[0] !== times[1]) return times[0] > times[1];
    return a.source === b.source ? a.look > b.look : a.source > b.source;
  }

  /**
   * The looks that this one can be compared with: earlier ones of the source first.
   * @param {State} state
   * @param {Looks} looks
   * @param {number} look
   * @param {AbortSignal} signal
   */
  async #options(state, looks, look, signal) {
    const options = looks.looks.filter((each) => each.look !== look)
      .sort((a, b) => Number(a.look > look) - Number(b.look > look) || a.look - b.look)
      .map((each) => ({ value: `${state.source}.${each.look}`, text: lookName(each) }));
    for (const source of sourcesOf(this.#context.document, "goroutines")) {
      if (source.number === state.source || source.live) continue;
      if (!this.#others.has(source.number)) {
        const path = `${this.#context.path}/looks`;
        this.#others.set(source.number, await getJSON(path, { source: source.number }, signal));
      }
      for (const each of this.#others.get(source.number)?.looks ?? []) {
        options.push({ value: `${source.number}.${each.look}`, text: `${source.name}, ${lookName(each)}` });
      }
    }
    return options;
  }

  /**
   * @param {State} state
   * @param {{value: string, text: string}[]} options
   * @param {string} chosen
   * @param {any} answer
   * @param {boolean} isLater whether the chosen look is the later one
   */
  #drawHead(state, options, chosen, answer, isLater) {
    const rate = answer.elapsed ? ` after ${duration(answer.elapsed)}` : "";
    const shown = kinds.find(([kind]) => kind === state.kind) ?? kinds[0];
    replace(this.#head,
      h("p", null, h("label", null, isLater ? "Until " : "Since ", choice({
        label: isLater ? "Later look" : "Earlier look", value: chosen, options, changed: (value) => {
          const [withSource, number] = value.split(".").map(Number);
          this.#context.set({ with: number, withSource: withSource === state.source ? null : withSource });
        },
      })), ` ${count(answer.before)} → ${plural(answer.after, "goroutine")}${rate}`,
      answer.hidden ? h("span", { class: "faint" }, `, ${answer.hidden} of the runtime itself left out`) : null,
      answer.hasIdentities && !answer.certain
        ? h("span", { class: "faint" }, ", as far as equal stacks and states tell") : null),
      answer.hasIdentities ? null : h("p", { class: "severity-warning" },
        "⚠ Goroutines cannot be told apart by id here: only their numbers are compared (Growth)."),
      h("div", { class: "tabs", role: "group", "aria-label": "What changed" },
        kinds.map(([kind, title]) => h("button", {
          type: "button", "aria-pressed": String(kind === shown[0]),
          onclick: () => this.#context.set({ kind: kind === "stuck" ? null : kind, group: null }, true),
        }, `${title} (${count(answer.totals[kind])})`))),
      h("p", { class: "faint" }, kinds.find(([kind]) => kind === shown[0])?.[2] ?? ""));
  }

  /** @param {string} kind @param {any} answer @param {boolean} keepsPlace */
  #showRows(kind, answer, keepsPlace) {
    if (this.#gridKind !== kind || !this.#grid) {
      this.#grid?.close();
      this.#grid = this.#makeGrid(kind);
      this.#gridKind = kind;
    }
    if (!this.#place.contains(this.#grid.element)) replace(this.#place, this.#grid.element);
    this.#grid.reset(answer.count, keepsPlace);
    if (answer.selected === undefined) this.#grid.current = -1;
    else if (!keepsPlace) this.#grid.go(answer.selected, false);
    else this.#grid.current = answer.selected;
  }

  /** @param {string} kind @returns {Grid<Row>} */
  #makeGrid(kind) {
    const place = { id: "place", title: kind === "gone" ? "Was" : "Where", width: "minmax(12rem, 2fr)",
      cell: (/** @type {Row} */ row) => placeCell(row.place), hint: (/** @type {Row} */ row) => placeText(row.place) };
    const creator = { id: "creator", title: "Started by", width: "minmax(8rem, 1fr)",
      cell: (/** @type {Row} */ row) => row.creator ? placeCell(row.creator) : "",
      hint: (/** @type {Row} */ row) => row.creator ? placeText(row.creator) : "" };
    /** @type {import("../shell/grid.js").GridColumn<Row>[]} */
    const columns = kind === "growth" ? [
      { id: "change", title: "Change", width: "6rem", isNumber: true,
        cell: (row) => `${(row.change ?? 0) > 0 ? "▲ +" : "▼ −"}${count(Math.abs(row.change ?? 0))}` },
      { id: "before", title: "Before", width: "5.5rem", isNumber: true, cell: (row) => count(row.before ?? 0) },
      { id: "count", title: "After", width: "5.5rem", isNumber: true, cell: (row) => count(row.count) },
      { id: "rate", title: "A second", width: "6rem", isNumber: true,
        cell: (row) => row.rate === undefined ? "" : String(Number(row.rate.toPrecision(3))) },
      place, creator,
    ] : [
      { id: "count", title: "Count", width: "5.5rem", isNumber: true, cell: (row) => count(row.count) },
      { id: "state", title: "State", width: "minmax(8rem, 11rem)", cell: (row) => stateWord(row.state),
        hint: (row) => stateWord(row.state) },
      { id: "age", title: "Longest", width: "5.5rem", isNumber: true, cell: (row) => ageText(row.oldest) },
      ...(kind === "moved" ? [{ id: "from", title: "From", width: "minmax(10rem, 2fr)",
        cell: (/** @type {Row} */ row) => placeCell(row.from ?? null),
        hint: (/** @type {Row} */ row) => placeText(row.from ?? null) }] : []),
      place, creator,
      { id: "ids", title: "Goroutines", width: "minmax(7rem, 1fr)", cell: idsText, hint: idsText },
    ];
    return new Grid({
      label: kinds.find(([each]) => each === kind)?.[1] ?? kind, columns,
      rows: async (from, to, signal) =>
        (await getJSON(`${this.#context.path}/compare`, { ...this.#query, from, to }, signal)).rows,
      selected: (row) => { if (row.group) this.#select(row.group); },
    });
  }
}

/** @param {Row} row */
function idsText(row) {
  const ids = row.ids ?? [];
  return `${ids.join(", ")}${row.count > ids.length ? ", …" : ""}`;
}

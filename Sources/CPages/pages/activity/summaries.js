// What the events add up to: by process, file, folder, key, peer, operation, or any column.

import { choice, h, searchField } from "../shell/dom.js";
import { getJSON, Latest } from "../shell/api.js";
import { Grid } from "../shell/grid.js";
import { count, duration, percent, size } from "../shell/format.js";
import { barCell } from "./bars.js";
import { openMenu } from "./menu.js";
import { readRules } from "./rules.js";

/** @typedef {{name: string, values: number[], rule?: string, condition?: string, process?: number}} SummaryRow */

const kinds = [
  ["process", "Process"],
  ["file", "File"],
  ["folder", "Folder"],
  ["extension", "Extension"],
  ["registry", "Registry key"],
  ["network", "Network peer"],
  ["references", "Written here, read there"],
  ["class", "Class"],
  ["operation", "Operation"],
  ["path", "Path"],
  ["result", "Result"],
  ["name", "Process name"],
  ["command", "Command line"],
  ["image", "Program"],
  ["working-directory", "Working directory"],
  ["tid", "Thread"],
  ["function", "Function"],
  ["stack", "Stack"],
  ["detail", "Detail"],
];

export class SummariesTab {
  element;
  #view;
  #grid;
  #kind;
  #looking = new Latest();
  #shown = "";
  /** @type {{id: string, title: string, kind: string, most: number, sum: number}[]} */
  #columns = [];
  #find;

  /** @param {import("./activity.js").Activity} view */
  constructor(view) {
    this.#view = view;
    const procmon = view.overview.columns.filter((/** @type {any} */ column) =>
      ["Company", "Description", "Version", "User", "Integrity", "Session", "Event Class", "Category"].includes(
        column.title,
      )
    );
    this.#kind = choice({
      label: "Sum up by",
      value: this.#by(),
      changed: (by) => view.set({ by, order: null, find: null }),
      options: [
        ...kinds.filter(([name]) => name !== "registry" || view.overview.isWindows).map(([value, text]) => ({
          value,
          text,
        })),
        ...(view.overview.isWindows
          ? procmon.map((/** @type {any} */ column) => ({ value: column.title, text: column.title }))
          : []),
      ],
    });
    this.#find = searchField({
      label: "Name contains",
      value: view.get("find"),
      changed: (find) => view.set({ find }, true),
    });
    this.#grid = new Grid(
      /** @type {import("../shell/grid.js").GridOptions<SummaryRow>} */ ({
        label: "Summary",
        columns: this.#gridColumns(),
        rows: async (from, to, signal) => (await this.#ask({ from, to }, signal)).rows,
        sorted: (column, descending) => view.set({ order: `${descending ? "-" : ""}${column}` }),
        activated: (row) => this.#events(row),
        menu: (row, _, _column, place) => openMenu(place, this.#items(row), `What to do with ${row.name}`),
      }),
    );
    this.element = h(
      "div",
      { class: "activity-summaries" },
      h("div", { class: "toolbar" }, h("label", null, "By", this.#kind), this.#find),
      this.#grid.element,
    );
  }

  close() {
    this.#grid.close();
    this.#looking.cancel();
  }

  focus() {
    this.#grid.element.focus();
  }
  #by() {
    return this.#view.get("by") || "process";
  }

  #query() {
    const view = this.#view;
    return {
      ...view.sourceQuery(),
      ...view.filterQuery(),
      by: this.#by(),
      order: view.get("order"),
      find: view.get("find"),
    };
  }

  /** @param {Record<string, any>} what @param {AbortSignal} [signal] */
  #ask(what, signal) {
    return getJSON(`${this.#view.path}/summary`, {
      ...this.#query(),
      ...Object.fromEntries(Object.entries(what).map(([name, value]) => [name, String(value)])),
    }, signal);
  }

  async update() {
    const key = JSON.stringify(this.#query());
    if (key === this.#shown) return;
    this.#kind.value = this.#by();
    if (document.activeElement !== this.#find) this.#find.value = this.#view.get("find");
    const answer = await this.#looking.run((signal) => this.#ask({}, signal));
    if (!answer) return;
    this.#shown = key;
    this.#columns = answer.columns;
    this.#grid.columns = this.#gridColumns();
    const order = this.#view.get("order");
    this.#grid.order = {
      column: order.replace(/^-/, "") || answer.columns[0]?.id,
      descending: order === "" || order.startsWith("-"),
    };
    this.#grid.reset(answer.count);
    const time = answer.columns.find((/** @type {any} */ column) => column.id === "time");
    this.#view.say(
      `${count(answer.count)} rows${time ? `, ${duration(time.sum)} in all` : ""}` +
        (this.#view.isFiltered() ? ", of the events that the filter leaves" : ""),
    );
  }

  /** @param {number} value @param {string} kind */
  #text(value, kind) {
    return kind === "duration" ? duration(value) : kind === "size" ? size(value) : count(value);
  }

  /** @returns {import("../shell/grid.js").GridColumn<SummaryRow>[]} */
  #gridColumns() {
    return [
      {
        id: "name",
        title: kinds.find(([name]) => name === this.#by())?.[1] ?? this.#by(),
        width: "minmax(20rem, 1fr)",
        sorts: true,
        cell: (row) => row.name || "(none)",
        hint: (row) => row.name,
      },
      // What no row has takes no place.
      ...this.#columns.map((column, index) => ({ column, index })).filter(({ column, index }) =>
        index < 2 || column.sum > 0
      ).map(({ column, index }) => ({
        id: column.id,
        title: column.title,
        width: index === 0 ? "7rem" : column.kind === "count" ? "5rem" : "6rem",
        isNumber: true,
        sorts: true,
        hint: (/** @type {SummaryRow} */ row) =>
          column.sum > 0 ? `${percent(row.values[index] / column.sum)} of ${this.#text(column.sum, column.kind)}` : "",
        cell: (/** @type {SummaryRow} */ row) => {
          const value = row.values[index];
          const text = value === 0 ? "" : this.#text(value, column.kind);
          return column.kind !== "count" || index < 2 ? barCell(text, value / Math.max(1, column.most)) : text;
        },
      })),
    ];
  }

  /** @param {SummaryRow} row */
  #rule(row) {
    return row.rule === undefined ? null : readRules(`+${row.rule}`, this.#view.titles())[0] ?? null;
  }

  /** @param {SummaryRow} row */
  #events(row) {
    const rule = this.#rule(row);
    if (rule) this.#view.addRule(rule);
    else if (row.condition) this.#view.addCondition(row.condition);
    else this.#view.say("No single rule says which events these are.");
  }

  /** @param {SummaryRow} row @returns {(import("./menu.js").MenuItem | null)[]} */
  #items(row) {
    const rule = this.#rule(row);
    const { process } = row;
    return [
      { text: "Its events", key: "Enter", run: () => this.#events(row) },
      rule || row.condition
        ? {
          text: "All events but these",
          run: () =>
            rule
              ? this.#view.addRule({ ...rule, isInclude: false })
              : this.#view.addCondition(`not (${row.condition})`),
        }
        : null,
      rule ? { text: "Its stacks", run: () => this.#view.addRule(rule, "stacks") } : null,
      process !== undefined ? { text: "In the tree", run: () => this.#view.set({ tab: "processes", process }) } : null,
      { text: "Copy the name", run: () => this.#view.copy(row.name) },
    ];
  }

  keys = [
    { keys: ["Enter"], does: "events of the row" },
    { keys: ["Shift+F10"], does: "what else can be done with it" },
  ];

  exports = [{
    text: "This summary as CSV",
    run: () => this.#view.download("summary", { ...this.#query(), form: "csv" }, `${this.#by()}.csv`),
  }];
}

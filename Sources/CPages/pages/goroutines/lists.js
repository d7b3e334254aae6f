// The two lists: groups of goroutines, and goroutines one by one.

import { Grid } from "../shell/grid.js";
import { getJSON } from "../shell/api.js";
import { h } from "../shell/dom.js";
import { count, percent } from "../shell/format.js";
import { ageText, placeCell, placeText, stateWord, urgentText } from "./words.js";

/** @typedef {import("./words.js").Brief} Brief */
/**
 * @typedef {{group: string, count: number, share: number, state: string, states?: number, oldest?: number,
 *   label?: string, place: import("./words.js").Frame | null, creator?: import("./words.js").Frame | null,
 *   wait?: string, waitCount?: number, waits?: number, flags?: string[]}} Group
 */

/** @param {Group} group */
function groupWait(group) {
  if (!group.wait) return "";
  const part = group.waitCount !== undefined && group.waitCount < group.count ? `${count(group.waitCount)} × ` : "";
  return `${part}${group.wait}${group.waits ? ` and ${count(group.waits - 1)} more` : ""}`;
}

/** @param {{state: string, flags?: string[], states?: number}} row */
function stateCell(row) {
  const warning = urgentText(row.flags);
  return [stateWord(row.state), row.states ? ` and ${row.states - 1} more` : null,
    warning ? h("span", { class: "severity-warning" }, ` ⚠ ${warning}`) : null];
}

/**
 * A list that the server sorts and cuts.
 * @template Row
 */
export class ServerList {
  /**
   * @param {object} options
   * @param {string} options.label
   * @param {import("../shell/grid.js").GridColumn<Row>[]} options.columns
   * @param {string} options.path
   * @param {{column: string, descending: boolean}} options.order
   * @param {(row: Row) => void} options.selected
   * @param {((row: Row) => void) | undefined} [options.activated]
   * @param {((column: string, descending: boolean) => void) | undefined} [options.sorted]
   */
  constructor({ label, columns, path, order, selected, activated, sorted }) {
    this.path = path;
    /** @type {Record<string, any>} */
    this.query = {};
    this.grid = new Grid({
      label, columns, order,
      rows: async (from, to, signal) => (await getJSON(path, { ...this.query, from, to }, signal)).rows,
      selected, activated, sorted,
    });
    this.element = this.grid.element;
  }

  /**
   * Other rows, or the same of a newer look.
   * @param {Record<string, any>} query
   * @param {AbortSignal} signal
   * @param {boolean} keepsPlace
   * @returns {Promise<any>} what the server says of the whole list
   */
  async load(query, signal, keepsPlace) {
    const answer = await getJSON(this.path, { ...query, from: 0, to: 0 }, signal);
    this.query = query;
    this.grid.reset(answer.count, keepsPlace);
    if (answer.selected === undefined) this.grid.current = -1;
    else if (!keepsPlace) this.grid.go(answer.selected, false);
    else this.grid.current = answer.selected;
    return answer;
  }

  /** Dumps do not tell what goroutines wait for: the place of the column is better used. @param {boolean} has */
  showWaits(has) {
    const widths = this.grid.options.columns.map((column) => column.id === "wait" && !has ? "0" : column.width);
    this.element.style.setProperty("--columns", widths.join(" "));
  }

  close() { this.grid.close(); }
}

/**
 * @param {string} path
 * @param {{selected: (group: Group) => void, activated: (group: Group) => void,
 *   sorted: (column: string, descending: boolean) => void}} handlers
 * @returns {ServerList<Group>}
 */
export function groupList(path, handlers) {
  return new ServerList({
    label: "Groups of goroutines", path: `${path}/groups`, order: { column: "count", descending: true }, ...handlers,
    columns: [
      { id: "count", title: "Count", width: "5.5rem", isNumber: true, sorts: true, cell: (row) => count(row.count) },
      { id: "share", title: "Share", width: "4.5rem", isNumber: true, cell: (row) => percent(row.share) },
      { id: "state", title: "State", width: "minmax(9rem, 12rem)", sorts: true, cell: stateCell,
        hint: (row) => `${row.state}${urgentText(row.flags) ? `: ${urgentText(row.flags)}` : ""}` },
      { id: "age", title: "Longest", width: "5.5rem", isNumber: true, sorts: true, cell: (row) => ageText(row.oldest) },
      { id: "place", title: "Where", width: "minmax(14rem, 2fr)", sorts: true,
        cell: (row) => [
          row.label !== undefined ? h("strong", null, `${row.label} `) : null,
          ...placeCell(row.creator ?? row.place),
        ],
        hint: (row) => `${row.label ?? ""} ${placeText(row.creator ?? row.place)}`.trim() },
      { id: "wait", title: "Waits to", width: "minmax(12rem, 2fr)", cell: groupWait, hint: groupWait },
    ],
  });
}

/**
 * @param {string} path
 * @param {string} label
 * @param {{selected: (row: Brief) => void, activated?: (row: Brief) => void,
 *   sorted?: (column: string, descending: boolean) => void}} handlers
 * @param {boolean} [isNarrow]
 * @returns {ServerList<Brief>}
 */
export function goroutineList(path, label, handlers, isNarrow = false) {
  const sorts = Boolean(handlers.sorted);
  /** @type {import("../shell/grid.js").GridColumn<Brief>[]} */
  const columns = [
    { id: "id", title: "Goroutine", width: "6.5rem", isNumber: true, sorts, cell: (row) => row.id ?? "" },
    { id: "state", title: "State", width: isNarrow ? "8rem" : "minmax(9rem, 12rem)", sorts, cell: stateCell,
      hint: (row) => row.state },
    { id: "age", title: "Waiting", width: "5.5rem", isNumber: true, sorts, cell: (row) => ageText(row.age),
      hint: (row) => row.ageSource ?? "" },
    { id: "place", title: "Where", width: "minmax(12rem, 2fr)", sorts, cell: (row) => placeCell(row.place),
      hint: (row) => placeText(row.place) },
  ];
  if (!isNarrow) {
    columns.push(
      { id: "wait", title: "Waits to", width: "minmax(10rem, 2fr)", cell: (row) => row.wait ?? "",
        hint: (row) => row.wait ?? "" },
      { id: "labels", title: "Labels", width: "minmax(5rem, 1fr)", cell: (row) => row.labels ?? "",
        hint: (row) => row.labels ?? "" });
  }
  return new ServerList({
    label, path: `${path}/list`, order: { column: "id", descending: false }, columns,
    selected: handlers.selected, activated: handlers.activated, sorted: handlers.sorted,
  });
}

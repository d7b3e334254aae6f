// The table of events, as Process Monitor has it.

import { h } from "../shell/dom.js";
import { getJSON, Latest } from "../shell/api.js";
import { Grid } from "../shell/grid.js";
import { count, percent } from "../shell/format.js";
import { showEvent } from "./details.js";
import { openMenu } from "./menu.js";
import { cellItems } from "./cells.js";

/** @typedef {{number: number, kind: number, marks: number, process: number, pid: number, tid: number, cells: string[]}} EventRow */

const signs = ["?", "P", "R", "F", "T", "N", "C", "M", "O"];
const widths = /** @type {Record<string, string>} */ ({
  elapsed: "8.5rem",
  timeOfDay: "10.4rem",
  processName: "8.8rem",
  processID: "4rem",
  threadID: "4rem",
  parentID: "4.5rem",
  operation: "9rem",
  path: "minmax(14rem, 3fr)",
  result: "8rem",
  detail: "minmax(12rem, 2fr)",
  duration: "6.6rem",
  dateAndTime: "11.5rem",
  completionTime: "10.4rem",
  relativeTime: "8.2rem",
  eventClass: "6rem",
  sequence: "5rem",
  imagePath: "16rem",
  commandLine: "18rem",
  function: "16rem",
  session: "4rem",
  category: "8rem",
});

export class EventsTab {
  element = h("div", { class: "activity-events" });
  #view;
  #grid;
  #details = h("div", { class: "activity-details", hidden: true });
  #nothing = h("p", { class: "loading", hidden: true }, "No event fits the filter.");
  #looking = new Latest();
  #finding = new Latest();
  #asking = new Latest();
  #timer = 0;
  #shown = "";
  /** The event that the cursor is in; -1 for none. */
  #event = -1;

  /** @param {import("./activity.js").Activity} view */
  constructor(view) {
    this.#view = view;
    this.#grid = new Grid(
      /** @type {import("../shell/grid.js").GridOptions<EventRow>} */ ({
        label: "Events",
        columns: this.#columns(),
        cursor: true,
        rows: (from, to, signal) => this.#rows(from, to, signal),
        selected: (row) => this.#select(row.number),
        activated: () => this.#toggleDetails(true),
        sorted: (column, descending) => view.set({ sort: `${descending ? "-" : ""}${column}` }),
        rowClass: (row) => row.marks & 1 ? "marked" : "",
        menu: (row, _, column, place) => this.#menu(row, column.id, place),
      }),
    );
    this.element.append(this.#nothing, this.#grid.element, this.#details);
  }

  close() {
    clearTimeout(this.#timer);
    this.#grid.close();
    this.#looking.cancel();
    this.#finding.cancel();
    this.#asking.cancel();
  }

  focus() {
    this.#grid.element.focus();
  }

  /** Shows what the address says. */
  async update() {
    const view = this.#view;
    const query = { ...view.filterQuery(), ...view.markQuery(), sort: view.get("sort"), columns: view.get("columns") };
    const key = JSON.stringify(query);
    const wanted = view.number("event", -1);
    this.#details.hidden = view.get("details") === "0" || wanted < 0;
    if (key === this.#shown) {
      if (wanted >= 0 && wanted !== this.#event) await this.#goTo({ event: wanted });
      return;
    }
    const answer = await this.#looking.run((signal) =>
      getJSON(`${view.path}/rows`, { ...query, ...view.sourceQuery() }, signal)
    );
    if (!answer) return;
    this.#shown = key;
    this.#grid.columns = this.#columns();
    const sort = view.get("sort");
    this.#grid.order = { column: sort.replace(/^-/, "") || this.#timeColumn(), descending: sort.startsWith("-") };
    this.#tell(answer);
    this.#nothing.hidden = answer.count > 0;
    if (!answer.count) this.#details.hidden = true;
    this.#grid.reset(answer.count);
    if (wanted >= 0) await this.#goTo({ event: wanted });
  }

  #timeColumn() {
    return this.#view.columns().find((id) => ["elapsed", "timeOfDay", "dateAndTime", "relativeTime"].includes(id)) ??
      "";
  }

  /** @param {any} answer */
  #tell(answer) {
    const part = answer.count === answer.total
      ? `All ${count(answer.total)} events`
      : `${count(answer.count)} of ${count(answer.total)} events (${
        percent(answer.count / Math.max(1, answer.total))
      })`;
    const marked = answer.highlighted === undefined ? "" : `, ${count(answer.highlighted)} highlighted in all`;
    this.#view.say(part + marked);
  }

  /** @returns {import("../shell/grid.js").GridColumn<EventRow>[]} */
  #columns() {
    const { overview } = this.#view;
    return [
      {
        id: "sign",
        title: "",
        width: "4.4rem",
        cell: (row) => this.#sign(row),
        hint: (row) => this.#signText(row),
      },
      ...this.#view.columns().map((id, index) => {
        const column = overview.columns.find((/** @type {any} */ each) => each.id === id);
        return {
          id,
          title: column?.title ?? id,
          width: widths[id] ?? "9rem",
          isNumber: column?.isNumber ?? false,
          sorts: true,
          cell: (/** @type {EventRow} */ row) =>
          id === "result" && row.marks & 2 ? h("span", { class: "problem" }, row.cells[index]) : row.cells[index],
          hint: (/** @type {EventRow} */ row) => row.cells[index],
        };
      }),
    ];
  }

  /** @param {EventRow} row */
  #signText(row) {
    return [
      this.#view.overview.classes[row.kind]?.name,
      row.marks & 1 ? "highlighted" : "",
      row.marks & 2 ? "failed" : "",
      row.marks & 4 ? "had not ended" : "",
    ].filter(Boolean).join(", ");
  }

  /** @param {EventRow} row */
  #sign(row) {
    return [
      h("span", { class: `sign sign-${row.kind}`, "aria-hidden": "true" }, signs[row.kind] ?? "?"),
      h(
        "span",
        { "aria-hidden": "true" },
        (row.marks & 1 ? "★" : "") + (row.marks & 2 ? "✗" : "") + (row.marks & 4 ? "…" : ""),
      ),
      h("span", { class: "unseen" }, this.#signText(row)),
    ];
  }

  /** @param {number} from @param {number} to @param {AbortSignal} signal @returns {Promise<EventRow[]>} */
  async #rows(from, to, signal) {
    const view = this.#view;
    const answer = await getJSON(`${view.path}/rows`, {
      ...view.sourceQuery(),
      ...view.filterQuery(),
      ...view.markQuery(),
      sort: view.get("sort"),
      columns: this.#view.columns().join(","),
      from,
      to,
    }, signal);
    return answer.rows.map((/** @type {any[]} */ [number, kind, marks, process, pid, tid, ...cells]) => ({
      number,
      kind,
      marks,
      process,
      pid,
      tid,
      cells,
    }));
  }

  /** @param {number} event */
  #select(event) {
    this.#event = event;
    clearTimeout(this.#timer);
    // Browsers refuse more than a few changes of the address in a second.
    this.#timer = setTimeout(() => {
      this.#view.set({ event }, true);
      this.#describe();
    }, 150);
  }

  async #describe() {
    this.#details.hidden = this.#view.get("details") === "0" || this.#event < 0;
    if (this.#details.hidden) return;
    const answer = await this.#asking.run((signal) =>
      getJSON(`${this.#view.path}/event`, { ...this.#view.sourceQuery(), event: this.#event }, signal)
    ).catch(this.#view.fail);
    if (!answer) return;
    showEvent(this.#details, answer, {
      close: () => this.#toggleDetails(false),
      process: (number) => this.#view.set({ tab: "processes", process: number }),
      only: (process) =>
        this.#view.addRule({ column: "PID", relation: "is", value: String(process.id), isInclude: true, isOff: false }),
      frame: (title) => this.#view.addCondition(`stack contains ${JSON.stringify(title)}`),
    });
  }

  /** @param {boolean} isShown */
  #toggleDetails(isShown) {
    if (this.#event < 0) return;
    this.#view.set({ details: isShown ? null : "0" }, true);
    this.#describe();
    this.focus();
  }

  /**
   * Goes to the row of an event, of a moment, or to another highlighted one.
   * @param {{event?: number, time?: string, after?: number, before?: number}} what
   */
  async #goTo(what) {
    const view = this.#view;
    const answer = await this.#finding.run((signal) =>
      getJSON(`${view.path}/place`, {
        ...view.sourceQuery(),
        ...view.filterQuery(),
        ...view.markQuery(),
        sort: view.get("sort"),
        ...Object.fromEntries(Object.entries(what).map(([name, value]) => [name, String(value)])),
      }, signal)
    );
    if (!answer) return false;
    if (answer.place === null) return false;
    this.#event = answer.event;
    this.#grid.go(answer.place, false);
    // What is filtered away has the next one in its place.
    if (what.event !== answer.event) this.#select(answer.event);
    else this.#describe();
    return true;
  }

  /** @param {string} time */
  async jump(time) {
    await this.#goTo({ time }).catch(this.#view.fail);
    this.focus();
  }

  /** @param {boolean} isForward */
  async #nextMarked(isForward) {
    if (!this.#view.isMarking()) return this.#view.say("Nothing is highlighted: Shift and H chooses what is.");
    const at = this.#grid.current;
    const found = await this.#goTo(isForward ? { after: at } : { before: at < 0 ? this.#grid.count : at }).catch(
      this.#view.fail,
    );
    if (found === false) this.#view.say(`There is no highlighted event ${isForward ? "below" : "above"}.`);
  }

  /** What may be done with the cell of the cursor. */
  #items() {
    const { row, column } = this.#grid;
    return row
      ? cellItems(
        this.#view,
        row,
        column.id,
        column.id === "sign"
          ? this.#view.overview.classes[row.kind]?.title ?? ""
          : row.cells[this.#view.columns().indexOf(column.id)],
      )
      : [];
  }

  /** @param {EventRow} _row @param {string} id @param {DOMRect} place */
  #menu(_row, id, place) {
    openMenu(place, this.#items(), `What to do with this ${id === "sign" ? "class" : "cell"}`);
  }

  /** Does what the menu of the cell has under a key. @param {string} key */
  #does(key) {
    this.#items().find((item) => item?.key === key)?.run();
  }

  #closeDetails() {
    if (!this.#details.hidden) this.#toggleDetails(false);
  }

  #sortByColumn() {
    const { column } = this.#grid;
    if (!column || column.id === "sign") return;
    const sort = this.#view.get("sort");
    this.#view.set({ sort: sort === column.id ? `-${column.id}` : sort === `-${column.id}` ? null : column.id });
  }

  /** @type {import("../shell/keys.js").Key[]} */
  keys = [
    { keys: ["ArrowLeft", "ArrowRight"], does: "from cell to cell" },
    { keys: ["i"], does: "only events with this value", run: () => this.#does("i") },
    { keys: ["x"], does: "no events with this value", run: () => this.#does("x") },
    { keys: ["h"], does: "highlight this value", run: () => this.#does("h") },
    { keys: ["Shift+F10"], does: "what else can be done with the cell" },
    { keys: ["n"], does: "next highlighted", run: () => this.#nextMarked(true) },
    { keys: ["p", "Shift+n"], does: "highlighted before", run: () => this.#nextMarked(false) },
    { keys: ["o"], does: "order by this column, and back", run: () => this.#sortByColumn() },
    { keys: ["w"], does: "process in the tree", run: () => this.#does("w") },
    { keys: ["u"], does: "only this process and its children", run: () => this.#does("u") },
    { keys: ["Enter"], does: "details of the event" },
    { keys: ["Escape"], does: "no details", run: () => this.#closeDetails() },
  ];
}

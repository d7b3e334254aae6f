// The tree of processes, with bars for the life of each and what it used.

import { h } from "../shell/dom.js";
import { getJSON, Latest } from "../shell/api.js";
import { Grid } from "../shell/grid.js";
import { count, duration, size } from "../shell/format.js";
import { color } from "../shell/theme.js";
import { barCell, stretch } from "./bars.js";
import { openMenu } from "./menu.js";
import { drawRows, savePNG, saveSVG } from "./svg.js";

/**
 * @typedef {object} ProcessRow
 * @property {number} process @property {number} depth @property {string} title @property {string} command
 * @property {number} pid @property {boolean} [isOpen] @property {number} start @property {number} end
 * @property {boolean} hasStart @property {boolean} hasEnd @property {number | null} exitStatus @property {string} [signal]
 * @property {number | null} processorTime @property {number} waited @property {number} ready @property {number} events
 * @property {number} failed @property {number} read @property {number} written @property {string} busy
 */

export class ProcessesTab {
  element = h("div", { class: "activity-processes" });
  #view;
  #grid;
  #looking = new Latest();
  #shown = "";
  #process = -1;
  #timer = 0;
  /** @type {any} */
  #head = { count: 0, durationNanoseconds: 1, mostProcessorTime: 1, mostRead: 1, mostWritten: 1 };

  /** @param {import("./activity.js").Activity} view */
  constructor(view) {
    this.#view = view;
    this.#grid = new Grid(
      /** @type {import("../shell/grid.js").GridOptions<ProcessRow>} */ ({
        label: "Processes",
        columns: this.#columns(),
        level: (row) => row.depth + 1,
        expanded: (row) => row.isOpen ?? null,
        rows: async (from, to, signal) => (await this.#ask({ from, to }, signal)).rows,
        selected: (row) => this.#select(row.process),
        activated: (row) => this.#events(row),
        rowClass: (row) => row.events ? "" : "faint",
        key: (event, row) => this.#key(event, row),
        menu: (row, _, _column, place) => openMenu(place, this.#items(row), `What to do with ${row.title}`),
      }),
    );
    this.element.append(this.#grid.element);
  }

  close() {
    clearTimeout(this.#timer);
    this.#grid.close();
    this.#looking.cancel();
  }

  focus() {
    this.#grid.element.focus();
  }

  /** @param {Record<string, any>} what @param {AbortSignal} [signal] */
  #ask(what, signal) {
    const view = this.#view;
    return getJSON(`${view.path}/processes`, {
      ...view.sourceQuery(),
      ...view.filterQuery(),
      closed: view.get("closed"),
      ...Object.fromEntries(Object.entries(what).map(([name, value]) => [name, String(value)])),
    }, signal);
  }

  async update() {
    const view = this.#view;
    const key = JSON.stringify([view.filterQuery(), view.get("closed")]);
    const wanted = view.number("process", -1);
    if (key === this.#shown && wanted === this.#process) return;
    const answer = await this.#looking.run((signal) => this.#ask(wanted >= 0 ? { process: wanted } : {}, signal));
    if (!answer) return;
    const closed = this.#closed();
    const hiding = (answer.ancestors ?? []).filter((/** @type {number} */ number) => closed.has(number));
    if (hiding.length && wanted !== this.#process) {
      for (const number of hiding) closed.delete(number);
      return view.set({ closed: [...closed].join(",") }, true);
    }
    this.#head = answer;
    if (key !== this.#shown) {
      const keepsPlace = this.#shown !== "";
      this.#shown = key;
      this.#grid.columns = this.#columns();
      this.#grid.reset(answer.count, keepsPlace);
    }
    this.#process = wanted;
    if (typeof answer.place === "number") this.#grid.go(answer.place, false);
    view.say(
      `${count(answer.total)} processes in ${duration(answer.durationNanoseconds)}` +
        (view.isFiltered() ? "; events, bytes and marks on the bars are those of the filter" : ""),
    );
  }

  #closed() {
    return new Set(this.#view.get("closed").split(",").filter(Boolean).map(Number));
  }

  /** @returns {import("../shell/grid.js").GridColumn<ProcessRow>[]} */
  #columns() {
    const head = this.#head;
    const axis = Math.max(1, head.durationNanoseconds);
    /** @type {(import("../shell/grid.js").GridColumn<ProcessRow> | null)[]} */
    const columns = [
      {
        id: "title",
        title: "Process",
        width: "minmax(16rem, 5fr)",
        cell: (row) => this.#title(row),
        hint: (row) => row.command,
      },
      { id: "pid", title: "PID", width: "4.5rem", isNumber: true, cell: (row) => String(row.pid) },
      {
        id: "start",
        title: "Began",
        width: "5.2rem",
        isNumber: true,
        cell: (row) => row.hasStart ? duration(Math.max(0, row.start)) : "before",
      },
      {
        id: "life",
        title: "Life",
        width: "5.2rem",
        isNumber: true,
        cell: (row) => duration(row.end - row.start) + (row.hasEnd ? "" : " +"),
        hint: (row) => row.hasEnd ? "" : "It had not ended.",
      },
      head.hasProcessorTimes || head.hasRunning
        ? {
          id: "cpu",
          title: head.hasProcessorTimes ? "Processor" : "Ran",
          width: "6.2rem",
          isNumber: true,
          hint: (row) =>
            head.hasProcessorTimes
              ? "Processor time as the system counted it"
              : row.title + ": time in which its threads neither waited nor were ready, to the last call of each",
          cell: (row) =>
            row.processorTime === null ? "" : barCell(
              duration(row.processorTime),
              row.processorTime / Math.max(1, head.mostProcessorTime),
              "running",
            ),
        }
        : null,
      head.hasRunning
        ? {
          id: "ready",
          title: "Ready",
          width: "5.6rem",
          isNumber: true,
          cell: (row) => row.ready ? duration(row.ready) : "",
          hint: () => "Time in which its threads could have run and had no processor",
        }
        : null,
      {
        id: "events",
        title: "Events",
        width: "5rem",
        isNumber: true,
        cell: (row) => row.events ? count(row.events) : "",
      },
      {
        id: "read",
        title: "Read",
        width: "6rem",
        isNumber: true,
        cell: (row) => row.read ? barCell(size(row.read), row.read / Math.max(1, head.mostRead), "reading") : "",
      },
      {
        id: "written",
        title: "Written",
        width: "6rem",
        isNumber: true,
        cell: (row) =>
          row.written ? barCell(size(row.written), row.written / Math.max(1, head.mostWritten), "writing") : "",
      },
      {
        id: "bar",
        title: `0 to ${duration(axis)}`,
        width: "minmax(12rem, 4fr)",
        cell: (row) => this.#life(row, axis),
        hint: (row) => `${duration(Math.max(0, row.start))} to ${duration(row.end)}; the darker, the more events`,
      },
    ];
    return columns.filter((column) => column !== null);
  }

  /** @param {ProcessRow} row */
  #title(row) {
    const mark = row.isOpen === undefined ? "" : row.isOpen ? "▾" : "▸";
    const twist = h("span", { class: "twist", "aria-hidden": "true", onclick: () => this.#toggle(row) }, mark);
    const indent = h("span", { class: "indent" });
    indent.style.width = `${Math.min(row.depth, 24)}em`;
    const end = row.signal ?? (row.exitStatus ? `→ ${row.exitStatus}` : "");
    return [indent, twist, row.title, end ? h("span", { class: "problem" }, ` ${end}`) : null];
  }

  /** @param {ProcessRow} row @param {number} axis */
  #life(row, axis) {
    const busy = [...row.busy];
    const marks = busy.flatMap((digit, index) =>
      digit === "0" ? [] : [stretch(index / busy.length, (index + 1) / busy.length, `busy busy-${digit}`)]
    );
    return h(
      "span",
      {
        class: "life",
        role: "img",
        "aria-label": `lived from ${duration(Math.max(0, row.start))} to ${duration(row.end)}`,
      },
      stretch(row.start / axis, row.end / axis, "lived"),
      marks,
    );
  }

  /** @param {ProcessRow} row */
  #toggle(row) {
    if (row.isOpen === undefined) return;
    const closed = this.#closed();
    if (row.isOpen) closed.add(row.process);
    else closed.delete(row.process);
    this.#view.set({ closed: [...closed].join(",") }, true);
  }

  /** @param {KeyboardEvent} event @param {ProcessRow} row */
  #key(event, row) {
    if (event.key === "ArrowLeft" && row.isOpen || event.key === "ArrowRight" && row.isOpen === false) {
      this.#toggle(row);
      return true;
    }
    return false;
  }

  /** @param {number} process */
  #select(process) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#process = process;
      this.#view.set({ process }, true);
    }, 150);
  }

  /** @param {ProcessRow} row */
  #events(row) {
    this.#view.addRule({ column: "PID", relation: "is", value: String(row.pid), isInclude: true, isOff: false });
  }

  /** @param {ProcessRow} row @returns {(import("./menu.js").MenuItem | null)[]} */
  #items(row) {
    return [
      { text: "Its events", key: "Enter", run: () => this.#events(row) },
      { text: "Events of it and its children", key: "u", run: () => this.#view.addCondition(`under pid ${row.pid}`) },
      { text: "Stacks of it and its children", run: () => this.#view.addCondition(`under pid ${row.pid}`, "stacks") },
      {
        text: "Files that it and its children used",
        run: () => this.#view.addCondition(`under pid ${row.pid}`, "summaries"),
      },
      null,
      { text: "Copy the command", run: () => this.#view.copy(row.command) },
    ];
  }

  /** @returns {import("../shell/keys.js").Key[]} */
  get keys() {
    /** @param {(row: ProcessRow) => void} run */
    const onRow = (run) => () => {
      if (this.#grid.row) run(this.#grid.row);
    };
    return [
      { keys: ["Enter"], does: "events of the process" },
      {
        keys: ["u"],
        does: "events of it and its children",
        run: onRow((row) => this.#view.addCondition(`under pid ${row.pid}`)),
      },
      { keys: ["ArrowLeft", "ArrowRight"], does: "close and open what it started" },
      { keys: ["Shift+F10"], does: "what else can be done with it" },
    ];
  }

  async #svg() {
    const { rows, count, durationNanoseconds } = await this.#ask({ from: 0, to: 1000 });
    const axis = Math.max(1, durationNanoseconds);
    const [lived, ran] = [color("--waiting"), color("--running")];
    return drawRows({
      title: `${this.#view.sourceName()}: processes`,
      left: 460,
      axis: `0 to ${duration(axis)}` + (count > rows.length ? `; the first ${rows.length} of ${count}` : ""),
      columns: [{ title: "PID", width: 60 }, { title: "Life", width: 80 }, { title: "Read", width: 80 }, {
        title: "Written",
        width: 80,
      }],
      rows: rows.map((/** @type {ProcessRow} */ row) => ({
        text: `${"  ".repeat(row.depth)}${row.title}`,
        cells: [String(row.pid), duration(row.end - row.start), size(row.read), size(row.written)],
        bars: [
          { start: row.start / axis, end: row.end / axis, color: lived },
          ...[...row.busy].flatMap((digit, index) =>
            // As strong as on the page.
            digit === "0" ? [] : [{ start: index / row.busy.length, end: (index + 1) / row.busy.length, color: ran,
              opacity: 0.22 + 0.08 * Number(digit) }]
          ),
        ],
      })),
    });
  }

  get exports() {
    return [
      { text: "Processes as SVG", run: async () => saveSVG(await this.#svg(), "processes") },
      { text: "Processes as PNG", run: async () => savePNG(await this.#svg(), "processes") },
      {
        text: "Processes as CSV",
        run: () => this.#view.download("summary", { by: "process", form: "csv" }, "processes.csv"),
      },
    ];
  }
}

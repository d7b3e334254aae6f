// The critical path: which chain of steps made the command take as long as it did.

import { choice, h, replace } from "../shell/dom.js";
import { getJSON, Latest } from "../shell/api.js";
import { Grid } from "../shell/grid.js";
import { count, duration, percent } from "../shell/format.js";
import { color } from "../shell/theme.js";
import { barCell, stretch } from "./bars.js";
import { openMenu } from "./menu.js";
import { drawRows, savePNG, saveSVG } from "./svg.js";

/** @typedef {{what: string, start: number, duration: number, process: number, pid: number | null, isRunning: boolean}} PathRow */

export class PathTab {
  element;
  #view;
  #grid;
  #shares = h("div", { class: "path-shares" });
  #kind;
  #looking = new Latest();
  #shown = "";
  #all;
  /** @type {any} */
  #head = { durationNanoseconds: 1, beginNanoseconds: 0, shares: [] };

  /** @param {import("./activity.js").Activity} view */
  constructor(view) {
    this.#view = view;
    this.#kind = choice({
      label: "Follow",
      value: view.get("follow"),
      changed: (follow) => view.set({ follow }),
      options: [{ value: "", text: "steps of the build" }, { value: "wakes", text: "who woke whom" }],
    });
    this.#all = h("input", {
      type: "checkbox",
      checked: view.get("all") === "1",
      onchange: () => view.set({ all: this.#all.checked }),
    });
    this.#grid = new Grid(
      /** @type {import("../shell/grid.js").GridOptions<PathRow>} */ ({
        label: "Critical path",
        columns: this.#columns(),
        rows: async (from, to, signal) => (await this.#ask({ from, to }, signal)).rows,
        activated: (row) => this.#events(row),
        menu: (row, _, _column, place) => openMenu(place, this.#items(row), `What to do with ${row.what}`),
      }),
    );
    this.element = h(
      "div",
      { class: "activity-path" },
      h(
        "div",
        { class: "toolbar" },
        h("label", null, "Follow", this.#kind),
        h("label", null, this.#all, "parts shorter than a hundredth, too"),
      ),
      h("div", { class: "panes" }, this.#grid.element, this.#shares),
    );
  }

  close() {
    this.#grid.close();
    this.#looking.cancel();
  }

  focus() {
    this.#grid.element.focus();
  }

  /** @param {Record<string, any>} what @param {AbortSignal} [signal] */
  #ask(what, signal) {
    const view = this.#view;
    return getJSON(`${view.path}/path`, {
      ...view.sourceQuery(),
      by: view.get("follow"),
      all: view.get("all") === "1",
      ...Object.fromEntries(Object.entries(what).map(([name, value]) => [name, String(value)])),
    }, signal);
  }

  async update() {
    const view = this.#view;
    const key = `${view.get("follow")} ${view.get("all")}`;
    if (key === this.#shown) return;
    const answer = await this.#looking.run((signal) => this.#ask({}, signal));
    if (!answer) return;
    this.#shown = key;
    this.#head = answer;
    this.#kind.value = view.get("follow");
    this.#all.checked = view.get("all") === "1";
    // Without a build, or without wake-ups, there is one path only.
    this.#kind.parentElement?.toggleAttribute(
      "hidden",
      view.get("follow") === "" && (!answer.isBuild || !answer.canFollowWakes),
    );
    this.#drawShares();
    this.#grid.columns = this.#columns();
    this.#grid.reset(answer.count);
    view.say(
      `${duration(answer.durationNanoseconds)} in ${count(answer.all)} parts one behind the other` +
        (answer.count < answer.all ? `, of which ${count(answer.count)} rows are shown` : ""),
    );
  }

  #drawShares() {
    const { shares, durationNanoseconds } = this.#head;
    replace(
      this.#shares,
      h("h2", null, "Where the time went"),
      h(
        "table",
        null,
        h(
          "thead",
          null,
          h("tr", null, ["Took", "Share", "Times", "What"].map((text) => h("th", { scope: "col" }, text))),
        ),
        h(
          "tbody",
          null,
          shares.filter((/** @type {any} */ share) => share.durationNanoseconds > 0).slice(0, 40).map((
            /** @type {any} */ share,
          ) =>
            h(
              "tr",
              null,
              h("td", { class: "number" }, duration(share.durationNanoseconds)),
              h("td", { class: "number" }, percent(share.durationNanoseconds / Math.max(1, durationNanoseconds))),
              h("td", { class: "number" }, share.count || ""),
              h("td", null, share.name),
            )
          ),
        ),
      ),
    );
  }

  /** @returns {import("../shell/grid.js").GridColumn<PathRow>[]} */
  #columns() {
    const axis = Math.max(1, this.#head.durationNanoseconds);
    return [
      { id: "start", title: "At", width: "5.5rem", isNumber: true, cell: (row) => duration(row.start) },
      {
        id: "took",
        title: "Took",
        width: "7rem",
        isNumber: true,
        hint: (row) => percent(row.duration / axis),
        cell: (row) => barCell(duration(row.duration), row.duration / axis),
      },
      { id: "what", title: "What", width: "minmax(16rem, 3fr)", cell: (row) => row.what, hint: (row) => row.what },
      {
        id: "bar",
        title: `0 to ${duration(axis)}`,
        width: "minmax(10rem, 2fr)",
        cell: (row) =>
          h(
            "span",
            { class: "life", "aria-hidden": "true" },
            stretch(row.start / axis, (row.start + row.duration) / axis, row.isRunning ? "ran" : "lived"),
          ),
      },
    ];
  }

  /** @param {PathRow} row */
  #condition(row) {
    // What the table counts from is the first event.
    const begin = row.start + this.#head.beginNanoseconds;
    return `time >= ${Math.max(0, begin)}ns and time <= ${Math.max(0, begin + row.duration)}ns` +
      (row.pid === null ? "" : ` and pid == ${row.pid}`);
  }

  /** @param {PathRow} row */
  #events(row) {
    this.#view.set({ tab: null, q: this.#condition(row), rules: null, event: null });
  }

  /** @param {PathRow} row @returns {(import("./menu.js").MenuItem | null)[]} */
  #items(row) {
    return [
      { text: "Events of the step", key: "Enter", run: () => this.#events(row) },
      {
        text: "Stacks of the step",
        run: () => this.#view.set({ tab: "stacks", q: this.#condition(row), rules: null }),
      },
      row.process >= 0
        ? { text: "Process in the tree", run: () => this.#view.set({ tab: "processes", process: row.process }) }
        : null,
    ];
  }

  keys = [
    { keys: ["Enter"], does: "events of the step" },
    {
      keys: ["a"],
      does: "parts shorter than a hundredth, too",
      run: () => this.#view.set({ all: this.#view.get("all") !== "1" }),
    },
    { keys: ["Shift+F10"], does: "what else can be done with it" },
  ];

  async #svg() {
    const { rows, durationNanoseconds } = await this.#ask({ from: 0, to: 1000 });
    const axis = Math.max(1, durationNanoseconds);
    const [ran, waited] = [color("--running"), color("--waiting")];
    return drawRows({
      title: `${this.#view.sourceName()}: critical path`,
      left: 520,
      axis: `0 to ${duration(axis)}`,
      columns: [{ title: "At", width: 80 }, { title: "Took", width: 80 }],
      rows: rows.map((/** @type {PathRow} */ row) => ({
        text: row.what,
        cells: [duration(row.start), duration(row.duration)],
        bars: [{
          start: row.start / axis,
          end: (row.start + row.duration) / axis,
          color: row.isRunning ? ran : waited,
        }],
      })),
    });
  }

  exports = [
    { text: "Path as SVG", run: async () => saveSVG(await this.#svg(), "path") },
    { text: "Path as PNG", run: async () => savePNG(await this.#svg(), "path") },
    {
      text: "Path as CSV",
      run: () => this.#view.download("path", { by: this.#view.get("follow"), form: "csv" }, "path.csv"),
    },
  ];
}

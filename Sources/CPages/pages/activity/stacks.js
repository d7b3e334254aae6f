// Where in the code the events came from, as a tree with counts and times.

import { choice, h, replace } from "../shell/dom.js";
import { getJSON, Latest } from "../shell/api.js";
import { Grid } from "../shell/grid.js";
import { count, duration, percent } from "../shell/format.js";
import { barCell } from "./bars.js";
import { openMenu } from "./menu.js";

/** @typedef {{node: number, depth: number, name: string, count: number, failed: number, time: number, longest: number, own: number, isOpen?: boolean}} StackRow */

export class StacksTab {
  element;
  #view;
  #grid;
  #looking = new Latest();
  #shown = "";
  #measure;
  #flames = h("span", { class: "flames" });
  /** @type {Record<string, HTMLInputElement>} */
  #boxes = {};
  /** @type {any} */
  #head = { total: { time: 1, count: 1 } };

  /** @param {import("./activity.js").Activity} view */
  constructor(view) {
    this.#view = view;
    this.#measure = choice({
      label: "Measure",
      value: view.get("measure") || "time",
      changed: (by) => view.set({ measure: by === "time" ? null : by, shut: null }),
      options: [{ value: "time", text: "time" }, { value: "count", text: "count" }],
    });
    /** @param {string} name @param {string} text */
    const box = (name, text) => {
      const input = h("input", { type: "checkbox", onchange: () => view.set({ [name]: input.checked, shut: null }) });
      this.#boxes[name] = input;
      return h("label", null, input, text);
    };
    this.#grid = new Grid(
      /** @type {import("../shell/grid.js").GridOptions<StackRow>} */ ({
        label: "Stacks",
        columns: this.#columns(),
        level: (row) => row.depth + 1,
        expanded: (row) => row.isOpen ?? null,
        rows: async (from, to, signal) => (await this.#ask({ from, to }, signal)).rows,
        activated: (row) => this.#events(row),
        key: (event, row) => this.#key(event, row),
        menu: (row, _, _column, place) =>
          openMenu(place, [
            { text: "Events with it in their stack", key: "Enter", run: () => this.#events(row) },
            {
              text: "No events with it in their stack",
              run: () => view.addCondition(`not stack contains ${JSON.stringify(row.name)}`),
            },
            { text: "Copy the name", run: () => view.copy(row.name) },
          ], `What to do with ${row.name}`),
      }),
    );
    this.element = h(
      "div",
      { class: "activity-stacks" },
      h(
        "div",
        { class: "toolbar" },
        h("label", null, "By", this.#measure),
        box("inverted", "from the calls into the system on"),
        box("processes", "with processes"),
        box("all", "branches under a hundredth, too"),
        h("span", { class: "stretch" }),
        this.#flames,
      ),
      this.#grid.element,
    );
  }

  /** Links to the same stacks as flame graphs, and to those of what threads waited for. */
  #drawFlames() {
    const view = this.#view;
    const type = view.get("measure") === "count" ? "events" : "time";
    replace(
      this.#flames,
      h("a", {
        href: view.link("flame", { ...view.sourceQuery(), eq: view.get("q"), erules: view.get("rules"), type }),
      }, "Flame graph"),
      " ",
      view.overview.hasWaits
        ? h("a", { href: view.link("flame", { ...view.sourceQuery(), kind: "wait" }) }, "of waiting")
        : null,
    );
  }

  close() {
    this.#grid.close();
    this.#looking.cancel();
  }

  focus() {
    this.#grid.element.focus();
  }

  #query() {
    const view = this.#view;
    return {
      ...view.sourceQuery(),
      ...view.filterQuery(),
      by: view.get("measure"),
      closed: view.get("shut"),
      inverted: view.get("inverted"),
      processes: view.get("processes"),
      all: view.get("all"),
    };
  }

  /** @param {Record<string, any>} what @param {AbortSignal} [signal] */
  #ask(what, signal) {
    return getJSON(`${this.#view.path}/stacks`, {
      ...this.#query(),
      ...Object.fromEntries(Object.entries(what).map(([name, value]) => [name, String(value)])),
    }, signal);
  }

  async update() {
    const view = this.#view;
    const key = JSON.stringify(this.#query());
    const { closed: _, ...rest } = this.#query();
    const keepsPlace = this.#shown.startsWith(JSON.stringify(rest).slice(0, -1));
    if (key === this.#shown) return;
    for (const [name, input] of Object.entries(this.#boxes)) input.checked = view.get(name) === "1";
    this.#measure.value = view.get("measure") || "time";
    this.#drawFlames();
    const answer = await this.#looking.run((signal) => this.#ask({}, signal));
    if (!answer) return;
    this.#shown = key;
    this.#head = answer;
    this.#grid.columns = this.#columns();
    this.#grid.reset(answer.count, keepsPlace);
    const { total, withoutStack } = answer;
    view.say(
      `${count(total.count)} events with stacks took ${duration(total.time)}` +
        (withoutStack.count ? `, ${count(withoutStack.count)} without took ${duration(withoutStack.time)}` : ""),
    );
  }

  /** @returns {import("../shell/grid.js").GridColumn<StackRow>[]} */
  #columns() {
    const isTime = this.#view.get("measure") !== "count";
    const total = Math.max(1, isTime ? this.#head.total.time : this.#head.total.count);
    return [
      {
        id: "time",
        title: "Time",
        width: "7rem",
        isNumber: true,
        cell: (row) => isTime ? barCell(duration(row.time), row.time / total) : duration(row.time),
      },
      {
        id: "share",
        title: "Share",
        width: "5rem",
        isNumber: true,
        cell: (row) => percent((isTime ? row.time : row.count) / total),
      },
      {
        id: "count",
        title: "Count",
        width: "6rem",
        isNumber: true,
        cell: (row) => isTime ? count(row.count) : barCell(count(row.count), row.count / total),
      },
      {
        id: "failed",
        title: "Failed",
        width: "5rem",
        isNumber: true,
        cell: (row) => row.failed ? count(row.failed) : "",
      },
      {
        id: "own",
        title: "Ends here",
        width: "6rem",
        isNumber: true,
        cell: (row) => row.own > 0 ? (isTime ? duration(row.own) : count(row.own)) : "",
      },
      {
        id: "name",
        title: "Function",
        width: "minmax(24rem, 1fr)",
        hint: (row) => row.name,
        cell: (row) => {
          const indent = h("span", { class: "indent" });
          indent.style.width = `${Math.min(row.depth, 48) * 0.7}em`;
          return [
            indent,
            h("span", {
              class: "twist",
              "aria-hidden": "true",
              onclick: () => this.#toggle(row),
            }, row.isOpen === undefined ? "" : row.isOpen ? "▾" : "▸"),
            row.name,
          ];
        },
      },
    ];
  }

  /** @param {StackRow} row */
  #toggle(row) {
    if (row.isOpen === undefined) return;
    const closed = new Set(this.#view.get("shut").split(",").filter(Boolean).map(Number));
    if (row.isOpen) closed.add(row.node);
    else closed.delete(row.node);
    this.#view.set({ shut: [...closed].join(",") }, true);
  }

  /** @param {KeyboardEvent} event @param {StackRow} row */
  #key(event, row) {
    if (event.key === "ArrowLeft" && row.isOpen || event.key === "ArrowRight" && row.isOpen === false) {
      this.#toggle(row);
      return true;
    }
    return false;
  }

  /** @param {StackRow} row */
  #events(row) {
    this.#view.addCondition(`stack contains ${JSON.stringify(row.name)}`);
  }

  keys = [
    { keys: ["Enter"], does: "events with the function in their stack" },
    { keys: ["ArrowLeft", "ArrowRight"], does: "close and open a branch" },
    { keys: ["Shift+F10"], does: "what else can be done with it" },
  ];

  get exports() {
    const view = this.#view;
    /** @param {string} text @param {string} form @param {string} name */
    const item = (text, form, name) => ({
      text,
      run: () => view.download("export", { ...view.filterQuery(), form }, name),
    });
    return [
      item("Stacks as pprof", "pprof", "events.pb.gz"),
      item("Stacks, folded", "folded", "events.folded"),
      ...view.overview.hasWaits ? [item("Stacks of waiting as pprof", "waits", "waits.pb.gz")] : [],
    ];
  }
}

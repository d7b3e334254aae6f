// System activity: the events, the processes that made them, and what they add up to.

import { choice, h, replace, searchField } from "../shell/dom.js";
import { getJSON, isAborted, queryText, ServerError } from "../shell/api.js";
import { setKeys } from "../shell/keys.js";
import { sourcesOf } from "../shell/sources.js";
import { address } from "../shell/route.js";
import { count } from "../shell/format.js";
import { drawChips } from "./chips.js";
import { readRules, withRule, writeRules } from "./rules.js";
import { chooseColumns, editRules } from "./dialogs.js";
import { EventsTab } from "./events.js";
import { eventExports } from "./exports.js";
import { PathTab } from "./path.js";
import { ProcessesTab } from "./processes.js";
import { StacksTab } from "./stacks.js";
import { SummariesTab } from "./summaries.js";

/** @typedef {import("../shell/views.js").Context} Context */
/** @typedef {import("./rules.js").Rule} Rule */

/**
 * What stands under a tab.
 * @typedef {object} Tab
 * @property {HTMLElement} element
 * @property {() => Promise<void> | void} update the address has other parameters
 * @property {() => void} close
 * @property {() => void} focus
 * @property {import("../shell/keys.js").Key[]} [keys]
 * @property {import("../shell/views.js").ExportItem[]} [exports]
 */

/** @type {{name: string, title: string, make: (view: Activity) => Tab, has?: (overview: any) => boolean}[]} */
const tabs = [
  { name: "events", title: "Events", make: (view) => new EventsTab(view) },
  { name: "processes", title: "Processes", make: (view) => new ProcessesTab(view) },
  { name: "summaries", title: "Summaries", make: (view) => new SummariesTab(view) },
  { name: "path", title: "Critical path", make: (view) => new PathTab(view), has: (overview) => overview.hasPath },
  { name: "stacks", title: "Stacks", make: (view) => new StacksTab(view), has: (overview) => overview.hasStacks },
];

/** @type {import("../shell/views.js").View} */
export const activity = {
  name: "activity",
  title: "Activity",
  has: (document) => sourcesOf(document, "activity").length > 0,
  open: (place, context) => new Activity(place, context),
};

export class Activity {
  context;
  path;
  fail;
  say;
  /** @type {any} what the source has; null until it is read */
  overview = null;
  #parameters;
  #asking = new AbortController();
  /** @type {Tab | null} */
  #tab = null;
  #tabName = "";
  #source = -1;
  #tabList = h("div", { class: "tabs", role: "tablist", "aria-label": "Parts of the activity" });
  #search;
  #chips = h("ul", { class: "chips", "aria-label": "Rules" });
  #problem = h("pre", { class: "problem condition", role: "alert", hidden: true });
  #losses = h("p", { class: "losses", hidden: true });
  #panel = h("div", { class: "activity-panel", role: "tabpanel", tabindex: "-1" });
  #jump;
  #eventTools;

  /** @param {HTMLElement} place @param {Context} context */
  constructor(place, context) {
    this.context = context;
    this.path = context.path;
    this.fail = context.fail;
    this.say = context.say;
    this.#parameters = context.parameters;
    const sources = sourcesOf(context.document, "activity");
    this.#search = searchField({
      label: "Condition or text",
      value: this.get("q"),
      placeholder: 'failed and path contains "go.mod", or any text',
      changed: (text) => this.set({ q: text.trim() }),
    });
    this.#jump = h("input", {
      type: "text",
      size: "11",
      placeholder: "1.5, 20ms, 10:23:45",
      "aria-label": "Go to a time",
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter" && this.#tab instanceof EventsTab) this.#tab.jump(this.#jump.value.trim());
        if (event.key === "Escape") this.#tab?.focus();
      },
    });
    this.#eventTools = h(
      "span",
      null,
      h("button", { type: "button", onclick: () => this.#chooseColumns() }, "Columns …"),
      " ",
      this.#jump,
    );
    place.append(h(
      "div",
      { class: "activity" },
      h(
        "div",
        { class: "toolbar" },
        choice({
          label: "Source",
          value: String(this.sourceNumber()),
          isHidden: sources.length < 2,
          options: sources.map((source) => ({ value: String(source.number), text: source.name })),
          changed: (value) => this.context.set({ ...this.#nothing(), source: value }),
        }),
        this.#tabList,
        h("span", { class: "stretch" }),
        this.#search,
        h("button", { type: "button", onclick: () => this.editFilter() }, "Filter …"),
        h("button", { type: "button", onclick: () => this.editMarks() }, "Highlight …"),
        this.#eventTools,
      ),
      this.#chips,
      this.#losses,
      this.#problem,
      this.#panel,
    ));
    this.#load();
  }

  close() {
    this.#asking.abort();
    this.#tab?.close();
  }

  // The address.

  /** @param {string} name */
  get(name) {
    return this.#parameters.get(name) ?? "";
  }
  /** @param {string} name @param {number} standard */
  number(name, standard) {
    const value = Number(this.get(name));
    return this.get(name) !== "" && Number.isInteger(value) ? value : standard;
  }
  sourceNumber() {
    return this.number("source", sourcesOf(this.context.document, "activity")[0]?.number ?? 0);
  }
  sourceQuery() {
    return { source: this.sourceNumber() };
  }
  filterQuery() {
    return { q: this.get("q"), rules: this.get("rules") };
  }
  markQuery() {
    return { hq: this.get("hq"), hrules: this.get("hrules") };
  }
  isFiltered() {
    return this.get("q") !== "" || this.get("rules") !== "";
  }
  sourceName() {
    return this.context.document.sources?.[this.sourceNumber()]?.name ?? "";
  }
  isMarking() {
    return this.get("hq") !== "" || this.get("hrules") !== "";
  }
  /** @returns {string[]} ids */
  columns() {
    return (this.get("columns") || this.overview.standard.join(",")).split(",");
  }

  /** All parameters, none of which has a value. */
  #nothing() {
    return Object.fromEntries([...this.#parameters.keys()].map((name) => [name, null]));
  }

  /** @param {Record<string, any>} change @param {boolean} [replaces] */
  set(change, replaces = false) {
    this.context.set({ source: this.sourceNumber(), ...change }, replaces);
  }

  /** @param {URLSearchParams} parameters */
  update(parameters) {
    this.#parameters = parameters;
    this.#show();
  }

  async #load() {
    try {
      this.#source = this.sourceNumber();
      replace(this.#panel, h("p", { role: "status", class: "loading" }, "Reading the events …"));
      this.overview = await getJSON(this.path, this.sourceQuery(), this.#asking.signal);
      this.#tab?.close();
      this.#tab = null;
      this.#tabName = "";
      this.#drawLosses();
      // What surrounds the view shows what can be exported now.
      dispatchEvent(new Event("sonde:route"));
    } catch (error) {
      if (!isAborted(error)) {
        replace(this.#panel, h("p", { class: "problem" }, error instanceof Error ? error.message : String(error)));
      }
    }
  }

  async #show() {
    if (this.#source !== this.sourceNumber()) return this.#load();
    if (!this.overview) return;
    const offered = tabs.filter((tab) => !tab.has || tab.has(this.overview));
    const tab = offered.find((each) => each.name === this.get("tab")) ?? offered[0];
    if (document.activeElement !== this.#search) this.#search.value = this.get("q");
    drawChips(this.#chips, this);
    if (tab.name !== this.#tabName) {
      this.#tab?.close();
      this.#tabName = tab.name;
      this.#tab = tab.make(this);
      replace(this.#panel, this.#tab.element);
      this.#panel.setAttribute("aria-label", tab.title);
      this.#drawTabs(offered);
      this.#eventTools.hidden = tab.name !== "events";
      setKeys("view", "Activity", this.keys);
    }
    try {
      await this.#tab?.update();
      this.#problem.hidden = true;
    } catch (error) {
      // What is wrong with a condition is shown where it stands.
      if (error instanceof ServerError && error.status === 400) {
        this.#problem.textContent = error.message;
        this.#problem.hidden = false;
      } else this.fail(error);
    }
  }

  /** What the log lacks. */
  #drawLosses() {
    const { failure, quality } = this.overview;
    const lost = quality.filter((/** @type {any} */ counter) => counter.severity !== "info");
    replace(
      this.#losses,
      [failure, ...lost.map((/** @type {any} */ { value, explanation }) => `${count(value)} ${explanation}`)]
        .filter(Boolean).join("; "),
    );
    this.#losses.hidden = !this.#losses.textContent;
  }

  /** @param {typeof tabs} offered */
  #drawTabs(offered) {
    replace(
      this.#tabList,
      offered.map((tab) =>
        h("button", {
          type: "button",
          role: "tab",
          "aria-selected": String(tab.name === this.#tabName),
          tabindex: tab.name === this.#tabName ? "0" : "-1",
          onclick: () => this.set({ tab: tab.name }),
          onkeydown: (/** @type {KeyboardEvent} */ event) => {
            if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
            event.preventDefault();
            this.stepTab(event.key === "ArrowRight" ? 1 : -1);
            /** @type {HTMLElement | null} */ (this.#tabList.querySelector("[aria-selected=true]"))?.focus();
          },
        }, tab.title)
      ),
    );
  }

  /** @param {number} step */
  stepTab(step) {
    const offered = tabs.filter((tab) => !tab.has || tab.has(this.overview));
    const at = offered.findIndex((tab) => tab.name === this.#tabName);
    this.set({ tab: offered[(at + step + offered.length) % offered.length].name });
  }

  // Rules.

  /** @returns {string[]} of the columns that rules may be about */
  titles() {
    return this.overview.columns.filter((/** @type {any} */ column) => !["elapsed", "function"].includes(column.id))
      .map((/** @type {any} */ column) => column.title);
  }
  rules() {
    return readRules(this.get("rules"), this.titles());
  }
  marks() {
    return readRules(this.get("hrules"), this.titles());
  }

  /** @param {Rule} rule @param {string} [tab] that is shown then */
  addRule(rule, tab = "") {
    this.set({ rules: writeRules(withRule(this.rules(), rule)), tab });
  }
  /** @param {Rule} rule */
  addMark(rule) {
    this.set({ hrules: writeRules(withRule(this.marks(), rule)) });
  }

  /** @param {string} name @param {string} condition */
  #with(name, condition) {
    const before = this.get(name);
    return before ? `(${before}) and ${condition}` : condition;
  }
  /** @param {string} condition @param {string} [tab] that is shown then */
  addCondition(condition, tab = "") {
    this.set({ q: this.#with("q", condition), tab });
  }
  /** @param {string} condition */
  addMarkCondition(condition) {
    this.set({ hq: this.#with("hq", condition) });
  }

  /** @param {string} column @returns {Promise<string[]>} */
  async #values(column) {
    return (await getJSON(`${this.path}/values`, { ...this.sourceQuery(), column }, this.#asking.signal)).values;
  }

  /** @param {Partial<Rule>} [draft] */
  editFilter(draft) {
    editRules({
      title: "Filter",
      does: "shown",
      rules: this.rules(),
      columns: this.titles(),
      draft,
      values: (column) => this.#values(column),
      changed: (rules) => this.set({ rules: writeRules(rules) }),
    });
  }

  editMarks() {
    editRules({
      title: "Highlight",
      does: "highlighted",
      rules: this.marks(),
      columns: this.titles(),
      values: (column) => this.#values(column),
      changed: (rules) => this.set({ hrules: writeRules(rules) }),
    });
  }

  #chooseColumns() {
    chooseColumns(
      this.overview.columns,
      this.columns(),
      this.overview.standard,
      (chosen) =>
        this.set({ columns: chosen.join(",") === this.overview.standard.join(",") ? null : chosen.join(",") }),
    );
  }

  /** @param {string} text */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.say("Copied.");
    } catch (error) {
      this.fail(error);
    }
  }

  // Keys and exports.

  /** What the server makes, as a file. @param {string} what @param {Record<string, any>} query @param {string} name */
  download(what, query, name) {
    // The browser writes it to the disk while it comes: a million rows need no memory of the page.
    const link = h("a", {
      href: `${this.path}/${what}${queryText({ ...this.sourceQuery(), ...query })}`,
      download: name,
    });
    document.body.append(link);
    link.click();
    link.remove();
  }

  get keys() {
    return [...this.#tab?.keys ?? [], ...this.#keys];
  }

  #keys = [
    { keys: ["["], does: "part before", run: () => this.stepTab(-1) },
    { keys: ["]"], does: "next part", run: () => this.stepTab(1) },
    { keys: ["f"], does: "filter", run: () => this.editFilter() },
    { keys: ["Shift+h"], does: "highlight", run: () => this.editMarks() },
    { keys: ["r"], does: "no filter", run: () => this.set({ rules: null, q: null }) },
    { keys: ["c"], does: "columns", run: () => this.#chooseColumns() },
    { keys: ["g"], does: "go to a time", run: () => this.#jump.select() },
  ];

  get exports() {
    if (!this.overview) return [];
    return [...this.#tab?.exports ?? [], ...eventExports(this)];
  }

  /** A link into another view. @param {string} view @param {Record<string, any>} parameters */
  link(view, parameters) {
    return address(this.context.document.id, view, parameters);
  }
}

// Goroutines: groups and lists, details of one, who waits for whom, and what changed between two looks.

import { h, replace, searchField, choice } from "../shell/dom.js";
import { getJSON, Latest, ServerError, isAborted } from "../shell/api.js";
import { address } from "../shell/route.js";
import { sourcesOf } from "../shell/sources.js";
import { count } from "../shell/format.js";
import { State } from "./state.js";
import { groupList, goroutineList } from "./lists.js";
import { Details } from "./details.js";
import { Blockers } from "./blockers.js";
import { WaitGraph } from "./graph.js";
import { Comparison } from "./compare.js";
import { files, saveFile } from "./exports.js";
import { LookQuality, lookControls } from "./looks.js";
import { plural } from "./words.js";

/** @typedef {import("../shell/views.js").Context} Context */
/** @typedef {import("./state.js").Looks} Looks */
/** @typedef {import("./state.js").Look} Look */

/** @type {import("../shell/views.js").View} */
export const goroutines = {
  name: "goroutines",
  title: "Goroutines",
  has: (document) => sourcesOf(document, "goroutines").length > 0,
  open: (place, context) => new Goroutines(place, context),
};

const tabs = /** @type {{name: import("./state.js").Tab, title: string, key: string}[]} */ ([
  { name: "groups", title: "Groups", key: "g" }, { name: "list", title: "Goroutines", key: "l" },
  { name: "graph", title: "Who waits for whom", key: "w" },
  { name: "compare", title: "Compare looks", key: "c" },
]);

class Goroutines {
  #context;
  #state;
  /** @type {Looks | null} */
  #looks = null;
  #latest = new Latest();
  #timer = 0;
  #isLooking = false;
  #listKey = "";
  #selectionKey = "";
  /** The look that is shown, and its source. */
  #shown = "";
  #said = "";

  #toolbar = h("div", { class: "toolbar", role: "group", "aria-label": "What is shown" });
  #controls = h("span", { class: "look-controls" });
  #hint = h("p", { class: "faint filter-hint", id: "filter-hint" });
  #quality = new LookQuality();
  #tabs = h("div", { class: "tabs", role: "group", "aria-label": "As" });
  #main = h("div", { class: "pane goroutines-main" });
  #content = h("div", { class: "goroutines-content" });
  #details;
  #blockers;
  #field;
  #system;
  #by;
  #source;
  #groups;
  #list;
  #graph;
  #comparison;

  /** @param {HTMLElement} place @param {Context} context */
  constructor(place, context) {
    this.#context = context;
    this.#state = this.#read(context.parameters);
    this.#details = new Details(context, (change) => this.#link(change));
    this.#blockers = new Blockers((brief) => this.#select({ goroutine: brief.id }));
    const sorted = (/** @type {string} */ sort, /** @type {boolean} */ descending) =>
      context.set({ sort, descending }, true);
    this.#groups = groupList(context.path, {
      sorted, selected: (row) => this.#select({ group: row.group }), activated: () => this.#details.element.focus(),
    });
    this.#list = goroutineList(context.path, "Goroutines", {
      sorted, selected: (row) => this.#select({ goroutine: row.id }), activated: () => this.#details.element.focus(),
    });
    this.#graph = new WaitGraph(context, (what) => this.#select(what));
    this.#comparison = new Comparison(context, (group) => this.#select({ group }));
    this.#field = searchField({
      label: "Filter", value: this.#state.q, placeholder: 'text, or state == "chan receive" && age > 60s',
      changed: (q) => context.set({ q }, true),
    });
    this.#field.setAttribute("aria-describedby", "filter-hint");
    this.#system = h("input", {
      type: "checkbox", checked: this.#state.system,
      onchange: () => context.set({ system: this.#system.checked }, true),
    });
    this.#by = h("span");
    const sources = sourcesOf(context.document, "goroutines");
    this.#source = choice({
      label: "Source", value: String(this.#state.source), isHidden: sources.length < 2,
      options: sources.map((source) => ({ value: String(source.number), text: source.name })),
      changed: (source) => context.set({ source, look: null, with: null, group: null, goroutine: null, object: null }),
    });
    this.#build(place);
    this.#load(true);
  }

  /** @param {HTMLElement} place */
  #build(place) {
    replace(this.#toolbar, this.#source, this.#field, this.#by,
      h("label", null, this.#system, "the runtime's own"), this.#controls);
    this.#main.append(this.#quality.element, this.#blockers.element, this.#tabs, this.#hint, this.#content);
    place.append(this.#toolbar, h("div", { class: "panes" }, this.#main,
      h("div", { class: "pane side" }, this.#details.element)));
  }

  keys = [
    ...tabs.map((tab) => ({ keys: [tab.key], does: tab.title, run: () => this.#goTo(tab.name) })),
    { keys: ["r"], does: "look again, at a process", run: () => this.#again() },
    { keys: ["b"], does: "to the first blocker", run: () => this.#blockers.focus() },
    { keys: ["d"], does: "to the details", run: () => this.#details.element.focus() },
    { keys: ["f"], does: "fold and unfold frames of libraries", run: () => this.#details.toggleFolds() },
    { keys: ["Escape"], does: "choose nothing", run: () => this.#select({}) },
    { keys: ["ArrowUp"], does: "in lists: row before; also ↓, Page, Home, End, and Enter for the details" },
  ];

  exports = /** @type {import("../shell/views.js").ExportItem[]} */ ([
    { text: "Who waits for whom, SVG", run: () => this.#graph.svg() },
    { text: "Who waits for whom, PNG", run: () => this.#graph.png() },
    ...files.map(([text, name]) => ({ text, run: () => {
      const look = this.#look;
      const shown = this.#state.shown(this.#comparison.before);
      if (look) saveFile(this.#context.path, name, { ...this.#state.list(look.look), ...shown });
    } })),
  ]);

  close() {
    clearTimeout(this.#timer);
    this.#latest.cancel();
    this.#details.close();
    this.#groups.close();
    this.#list.close();
    this.#graph.close();
    this.#comparison.close();
  }

  /** @param {URLSearchParams} parameters */
  update(parameters) {
    const before = this.#state;
    this.#state = this.#read(parameters);
    const isTyping = document.activeElement === this.#field;
    if (this.#field.value !== this.#state.q && !isTyping) this.#field.value = this.#state.q;
    this.#system.checked = this.#state.system;
    this.#source.value = String(this.#state.source);
    this.#load(before.source !== this.#state.source);
  }

  /** @param {URLSearchParams} parameters */
  #read(parameters) {
    const sources = sourcesOf(this.#context.document, "goroutines");
    return new State(parameters, (sources.find((source) => source.live) ?? sources[0])?.number ?? 0);
  }

  /** @param {Record<string, any>} change */
  #link(change) {
    const parameters = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(change)) {
      if (value === null || value === undefined) parameters.delete(name);
      else parameters.set(name, String(value));
    }
    return address(this.#context.document.id, "goroutines", parameters);
  }

  /** @param {import("./state.js").Tab} tab */
  #goTo(tab) { this.#context.set({ tab: tab === "groups" ? null : tab, sort: null, descending: null }); }

  /** @param {{goroutine?: number, group?: string, object?: string}} what */
  #select({ goroutine, group, object }) { this.#context.set({ goroutine, group, object }, true); }

  // Loading

  /** @param {boolean} needsLooks */
  async #load(needsLooks) {
    try {
      if (needsLooks || !this.#looks) {
        this.#looks = null;
        this.#shown = "";
        this.#listKey = "";
        replace(this.#quality.element, h("p", { role: "status" }, "Looking at the goroutines …"));
        const looks = await this.#latest.run((signal) =>
          getJSON(`${this.#context.path}/looks`, { source: this.#state.source }, signal));
        if (!looks) return;
        this.#looks = looks;
      }
      await this.#show();
      this.#schedule();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The look that is shown. @returns {Look | undefined} */
  get #look() {
    const looks = this.#looks?.looks ?? [];
    return looks.find((look) => look.look === this.#state.look) ?? looks[looks.length - 1];
  }

  async #show() {
    const looks = this.#looks;
    const look = this.#look;
    const wanted = this.#state.look;
    if (looks && look && wanted !== null && look.look !== wanted) {
      this.#context.say(`Look ${wanted + 1} is not there (any more): the newest is shown.`);
      return this.#context.set({ look: null }, true);
    }
    if (!looks || !look) {
      replace(this.#main, h("p", { class: "problem" }, looks?.ended ?? "There is no look at goroutines."));
      return;
    }
    const shown = `${this.#state.source}.${look.look}`;
    const isOtherLook = shown !== this.#shown;
    if (isOtherLook) this.#quality.show(looks, look);
    this.#drawControls(looks, look);
    this.#drawTabs();
    if (isOtherLook) {
      const query = { source: this.#state.source, look: look.look };
      this.#blockers.load(this.#context.path, query, new AbortController().signal).catch(this.#context.fail);
    }
    this.#shown = shown;
    // What is gone is found in the earlier look, which the comparison chooses.
    const isCompared = this.#state.tab === "compare";
    if (isCompared) await this.#showContent(look);
    this.#showDetails(look);
    if (!isCompared) await this.#showContent(look);
  }

  /** @param {Look} look */
  #showDetails(look) {
    const { source, by, q, system, tab, kind, selectionKey } = this.#state;
    const compared = tab !== "compare" ? null : kind === "gone" ? this.#comparison.before : this.#comparison.after;
    const at = compared ?? { source, look: look.look };
    const place = tab === "compare" ? { ...at, by: "stack", q: "", system: true } : { ...at, by, q, system };
    const key = `${selectionKey} ${JSON.stringify(place)}`;
    if (key === this.#selectionKey) return;
    const isSame = this.#selectionKey.startsWith(`${selectionKey} `);
    this.#selectionKey = key;
    this.#details.show(this.#state, place, isSame);
  }

  /** @param {Look} look */
  async #showContent(look) {
    const key = `${this.#state.filterKey} ${this.#state.tabKey}`;
    if (`${key} ${look.look}` === this.#listKey) {
      this.#sayOfList(this.#said);
      return this.#graph.mark(this.#state);
    }
    try {
      const keepsPlace = this.#listKey.startsWith(`${key} `);
      const hint = this.#state.tab === "graph" ? await this.#showGraph(look)
        : this.#state.tab === "compare" ? await this.#showComparison(look, keepsPlace)
        : await this.#showList(look, keepsPlace);
      if (hint === null) return;
      this.#listKey = `${key} ${look.look}`;
      this.#sayOfList(hint);
    } catch (error) {
      if (!(error instanceof ServerError) || error.status !== 400) throw error;
      // What is listed stays while the condition is being written.
      this.#hint.classList.add("problem");
      this.#field.setAttribute("aria-invalid", "true");
      replace(this.#hint, h("span", { class: "query-error" }, error.message));
    }
  }

  /** What the list has; it takes away what was wrong with the condition. @param {string} text */
  #sayOfList(text) {
    this.#said = text;
    this.#hint.classList.remove("problem");
    this.#field.removeAttribute("aria-invalid");
    replace(this.#hint, text);
  }

  /** @param {Look} look */
  async #showGraph(look) {
    if (!this.#content.contains(this.#graph.element)) replace(this.#content, this.#graph.element);
    const done = await this.#latest.run(async (signal) => {
      await this.#graph.load(this.#state, look.look, signal);
      return true;
    });
    return done ? "" : null;
  }

  /** @param {Look} look @param {boolean} keepsPlace */
  async #showComparison(look, keepsPlace) {
    const looks = this.#looks;
    if (!looks) return null;
    if (!this.#content.contains(this.#comparison.element)) replace(this.#content, this.#comparison.element);
    return await this.#latest.run((signal) => this.#comparison.load(this.#state, looks, look.look, signal, keepsPlace));
  }

  /** @param {Look} look @param {boolean} keepsPlace @returns {Promise<string | null>} what is said of it */
  async #showList(look, keepsPlace) {
    const isGroups = this.#state.tab !== "list";
    const shown = isGroups ? this.#groups : this.#list;
    if (!this.#content.contains(shown.element)) replace(this.#content, shown.element);
    const { sort, descending } = this.#state;
    shown.grid.order = sort ? { column: sort, descending } : isGroups
      ? { column: "count", descending: true } : { column: "id", descending: false };
    shown.showWaits(look.hasObjects);
    const query = this.#state.list(look.look);
    const selection = isGroups ? { group: this.#state.group } : { goroutine: this.#state.goroutine };
    const answer = await this.#latest.run((signal) => shown.load({ ...query, ...selection }, signal, keepsPlace));
    if (!answer) return null;
    shown.query = query;
    return isGroups ? groupTotals(answer) : plural(answer.count, "goroutine");
  }

  /** @param {unknown} error */
  #fail(error) {
    if (isAborted(error)) return;
    this.#context.fail(error);
    const text = error instanceof Error ? error.message : String(error);
    if (this.#looks) return;
    replace(this.#quality.element);
    replace(this.#content, h("p", { class: "problem" }, text));
  }

  // Looking again

  /** Whether another look is wanted after the one that is being shown. */
  #wantsAnother = false;

  async #again() {
    const looks = this.#looks;
    if (!looks?.live || looks.ended) return;
    this.#wantsAnother = this.#isLooking;
    if (this.#isLooking) return;
    this.#isLooking = true;
    clearTimeout(this.#timer);
    const last = looks.looks[looks.looks.length - 1];
    try {
      this.#looks = await getJSON(`${this.#context.path}/looks`, {
        source: this.#state.source, again: true, since: last ? last.look + 1 : 0,
      });
      if (this.#looks?.ended) this.#context.say(`${this.#looks.ended}: the last look stays.`);
      if (this.#looks?.ended && last) this.#quality.show(this.#looks, last);
      if (this.#state.look !== null && !this.#looks?.ended) this.#context.set({ look: null }, true);
      else await this.#show();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isLooking = false;
      if (this.#wantsAnother) this.#again();
      else this.#schedule();
    }
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (!this.#state.every || !this.#looks?.live || this.#looks.ended || this.#state.look !== null) return;
    this.#timer = setTimeout(() => {
      // Nobody sees a hidden page: it looks again when it is seen.
      if (document.hidden) this.#schedule();
      else this.#again();
    }, this.#state.every * 1000);
  }

  // What surrounds the list

  /** @param {Looks} looks @param {Look} look */
  #drawControls(looks, look) {
    replace(this.#controls, ...lookControls(looks, look, {
      every: this.#state.every, isPinned: this.#state.look !== null, again: () => this.#again(),
      chose: (number) => this.#context.set({ look: number }),
      interval: (seconds) => this.#context.set({ every: seconds || null }, true),
    }));
    const labels = look.labels.map((label) => ({ value: `label:${label}`, text: `label ${label}` }));
    replace(this.#by, h("label", null, "Group by ", choice({
      label: "Group by", value: this.#state.by,
      changed: (by) => this.#context.set({ by: by === "stack" ? null : by, group: null }, true),
      options: [
        { value: "stack", text: "stack" }, { value: "creator", text: "creator" }, { value: "reason", text: "state" },
        ...labels,
      ],
    })));
    this.#by.hidden = this.#state.tab !== "groups";
  }

  #drawTabs() {
    replace(this.#tabs, tabs.map((tab) => h("button", {
      type: "button", "aria-pressed": String(this.#state.tab === tab.name),
      onclick: () => this.#goTo(tab.name),
    }, tab.title)));
  }
}

/** @param {{count: number, goroutines: number, all: number, hidden?: number}} answer */
function groupTotals(answer) {
  const all = answer.all - (answer.hidden ?? 0);
  const whole = plural(all, "goroutine");
  const part = answer.goroutines === all ? whole : `${count(answer.goroutines)} of ${whole}`;
  const hidden = answer.hidden ? `; ${count(answer.hidden)} of the runtime itself are left out` : "";
  return `${part} in ${plural(answer.count, "group")}${hidden}`;
}

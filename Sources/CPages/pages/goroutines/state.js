// What the address says of the view, and what its requests need of that.

/** @typedef {"groups" | "list" | "graph" | "compare"} Tab */

/**
 * One look, as the server lists them.
 * @typedef {object} Look
 * @property {number} look
 * @property {number} [time] milliseconds since 1970
 * @property {number} duration
 * @property {number} stopped
 * @property {number} observed
 * @property {number} goroutines
 * @property {boolean} hasObjects
 * @property {boolean} hasIDs
 * @property {string} [goVersion]
 * @property {{counter: string, value: number, severity: string, explanation: string}[]} quality
 * @property {string[]} labels
 */

/**
 * @typedef {object} Looks
 * @property {boolean} live
 * @property {string} [ended]
 * @property {number} [limit]
 * @property {number} [dropped]
 * @property {string} [title]
 * @property {Look[]} looks
 */

export class State {
  /** @param {URLSearchParams} parameters @param {number} source the one that is shown when the address has none */
  constructor(parameters, source) {
    this.source = Number(parameters.get("source") ?? source);
    /** The look that the user chose; null for the newest. */
    this.look = parameters.has("look") ? Number(parameters.get("look")) : null;
    this.q = parameters.get("q") ?? "";
    this.by = parameters.get("by") ?? "stack";
    this.system = parameters.get("system") === "1";
    const tab = parameters.get("tab") ?? "groups";
    this.tab = /** @type {Tab} */ (["groups", "list", "graph", "compare"].includes(tab) ? tab : "groups");
    this.sort = parameters.get("sort") ?? "";
    this.descending = parameters.get("descending") === "1";
    this.group = parameters.get("group");
    this.goroutine = parameters.get("goroutine");
    this.object = parameters.get("object");
    /** The earlier look of a comparison. */
    this.with = parameters.has("with") ? Number(parameters.get("with")) : null;
    /** The source of the earlier look, when it is another one. */
    this.withSource = parameters.has("withSource") ? Number(parameters.get("withSource")) : null;
    this.kind = parameters.get("kind") ?? "stuck";
    /** The graph shows waits, too, that nobody is known to end. */
    this.open = parameters.get("open") === "1";
    this.every = Number(parameters.get("every") ?? 0);
  }

  /** What lists depend on. @param {number} look */
  list(look) {
    return {
      source: this.source, look, q: this.q, by: this.by, system: this.system, sort: this.sort,
      descending: this.descending,
    };
  }

  /** What drawings and comparisons depend on beside. @param {{source: number, look: number} | null} before */
  shown(before) {
    return {
      open: this.open, kind: this.kind, with: this.with ?? before?.look, withSource: this.withSource ?? before?.source,
    };
  }

  /** What tells a filter of goroutines. */
  get filterKey() { return JSON.stringify([this.source, this.q, this.by, this.system, this.sort, this.descending]); }

  /** What tells what is drawn of them. */
  get tabKey() {
    const compared = this.tab === "compare" && [this.with, this.withSource, this.kind];
    return JSON.stringify([this.tab, this.tab === "graph" && this.open, compared]);
  }

  /** What tells a selection. */
  get selectionKey() { return JSON.stringify([this.source, this.group, this.goroutine, this.object]); }
}

// Which rows there are, one below the other.

/** @typedef {import("./layer.js").Layer} Layer */

/**
 * A row on the page.
 * @typedef {object} Row
 * @property {string} id
 * @property {string} kind
 * @property {string} title
 * @property {number} top
 * @property {number} height
 * @property {number} level from 1
 * @property {boolean} [isOpen] of rows that have others below them; undefined for those without
 * @property {string} [hint]
 * @property {boolean} [isAsked] of single goroutines that were asked for by their numbers
 * @property {number} [setSize] how many rows there are beside it, below the same one
 * @property {number} [position] which of them it is, from 1
 */

const heights = /** @type {Record<string, number>} */ ({
  head: 20, processor: 20, thread: 18, collector: 18, level: 22, heap: 40, samples: 24, group: 30, goroutine: 18,
  process: 30, call: 18, note: 20,
});

/** @param {string} name a root function */
export function groupTitle(name) { return name === "" ? "(function not known)" : name.slice(name.lastIndexOf("/") + 1); }

/**
 * Whether no group has a text in its name; those that are open are there whatever their names.
 * @param {Layer | null | undefined} overview @param {string} query
 */
export function findsNothing(overview, query) {
  if (!query || !overview?.head.isComplete) return false;
  const text = query.toLowerCase();
  return ![...overview.rows.values()].some((row) => row.kind === "group" && row.title.toLowerCase().includes(text));
}

/**
 * @param {(Layer | null)[]} layers the most exact first
 * @param {{groups: Set<string>, closed: Set<string>, processes: Set<string>, goroutines: Set<number>, from: number,
 *   to: number, query: string, isTrace: boolean}} state
 * @returns {Row[]}
 */
export function layOut(layers, state) {
  /** @type {Map<string, any>} */
  const known = new Map();
  // The overview says in which order rows come: it stays while the window moves.
  for (const layer of [...layers].reverse()) {
    for (const [id, row] of layer?.rows ?? []) if (!known.has(id) || row.kind === "goroutine") known.set(id, row);
  }
  const all = [...known.values()];
  const of = (/** @type {string[]} */ ...kinds) => all.filter((row) => kinds.includes(row.kind));
  /** @type {Row[]} */
  const rows = [];
  let top = 0;
  const add = (/** @type {any} */ row) => {
    const height = heights[row.kind] ?? 20;
    rows.push({ ...row, top, height });
    top += height + 1;
  };
  const section = (/** @type {string} */ id, /** @type {string} */ title, /** @type {any[]} */ members) => {
    if (!members.length) return;
    const isOpen = id === "threads" ? state.closed.has("-threads") : !state.closed.has(id);
    add({ id: `h:${id}`, kind: "head", title, level: 1, isOpen });
    if (isOpen) for (const member of members) add({ ...member, level: member.level ?? 2 });
  };
  section("processors", "Processors", of("processor").sort((a, b) => Number(a.id.slice(2)) - Number(b.id.slice(2))));
  section("runtime", "Collector, heap, samples", of("collector", "level", "heap", "samples"));
  const threads = of("thread").sort((a, b) => Number(a.id.slice(2)) - Number(b.id.slice(2)));
  const calls = of("call");
  const withCalls = threads.flatMap((thread) => [thread,
    ...calls.filter((call) => call.thread === Number(thread.id.slice(2))).map((call) => ({ ...call, level: 3 }))]);
  if (all.some((row) => row.kind === "processor")) {
    section("threads", "Threads", withCalls.length ? withCalls : [{ id: "t:none", kind: "thread", title: "…" }]);
  }
  // What is asked for reaches beyond what is seen: only those with anything in it have rows.
  const exact = layers[0];
  const goroutines = of("goroutine").filter((row) => state.goroutines.has(Number(row.id.slice(2))) ||
    exact?.contents(row, state.from, state.to).length).map((row) => ({
    ...row, isAsked: state.goroutines.has(Number(row.id.slice(2))),
    hint: row.group ? `${row.title} ${row.group}` : row.title,
  }));
  // An exact answer may be from before the query.
  const query = state.query.toLowerCase();
  const groups = of("group").filter((row) => state.groups.has(row.title) || row.title.toLowerCase().includes(query)).map((row) => ({
    ...row, title: groupTitle(row.title), hint: row.title, isOpen: state.groups.has(row.title), level: 2,
  }));
  const names = new Set(groups.map((group) => group.hint));
  const single = goroutines.filter((row) => !names.has(row.group) || !state.groups.has(row.group));
  const whole = layers.at(-1)?.head.groupCount ?? 0;
  const more = whole > groups.length ? ` (${groups.length} of ${whole})` : "";
  const nothing = state.isTrace && findsNothing(layers.at(-1), state.query)
    ? [{ id: "n:query", kind: "note", title: `No function has “${state.query}” in its name` }] : [];
  section("goroutines", `Goroutines by function${more}`, [
    ...single.map((row) => ({ ...row, title: row.group ? `${row.title} ${groupTitle(row.group)}` : row.title })),
    ...nothing,
    ...groups.flatMap((group) => [group, ...(group.isOpen
      ? goroutines.filter((row) => row.group === group.hint).map((row) => ({ ...row, level: 3 })) : [])]),
  ]);
  const processes = of("process").map((row) => ({ ...row, isOpen: state.processes.has(row.id), level: 2 }));
  section("activity", "System activity", processes.flatMap((process) => [process, ...(process.isOpen
    ? calls.filter((call) => call.process === process.id).map((call) => ({ ...call, level: 3 })) : [])]));
  countSiblings(rows);
  return rows;
}

/** Says of each row which of how many it is: only some of them are elements of the page. @param {Row[]} rows */
function countSiblings(rows) {
  /** Rows of each level below the same one. @type {Row[][]} */
  const open = [];
  const close = (/** @type {number} */ level) => {
    for (const siblings of open.splice(level)) for (const row of siblings) row.setSize = siblings.length;
  };
  for (const row of rows) {
    close(row.level);
    (open[row.level - 1] ??= []).push(row);
    row.position = open[row.level - 1].length;
  }
  close(0);
}

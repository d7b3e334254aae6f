// What can be done with a cell of the table of events.

/** @typedef {import("./menu.js").MenuItem} MenuItem */

/**
 * @param {import("./activity.js").Activity} view
 * @param {import("./events.js").EventRow} row
 * @param {string} id of the column
 * @param {string} value
 * @returns {(MenuItem | null)[]}
 */
export function cellItems(view, row, id, value) {
  const column = id === "sign"
    ? "Event Class"
    : view.overview.columns.find((/** @type {any} */ each) => each.id === id)?.title;
  const shown = value.length > 48 ? `${value.slice(0, 47)}…` : value || "(empty)";
  const isOwn = id === "elapsed" || id === "function";
  /** @param {boolean} isInclude @param {string} [relation] */
  const rule = (isInclude, relation = "is") => ({ column, relation, value, isInclude, isOff: false });
  const condition = id === "function" ? `function == ${JSON.stringify(value)}` : `time >= ${Number(value) || 0}s`;
  /** @type {(MenuItem | null)[]} */
  const items = isOwn
    ? [
      {
        text: id === "function" ? `Include “${shown}”` : `From ${shown} s on`,
        key: "i",
        run: () => view.addCondition(condition),
      },
      {
        text: id === "function" ? `Exclude “${shown}”` : `Before ${shown} s`,
        key: "x",
        run: () => view.addCondition(`not ${condition}`),
      },
      {
        text: id === "function" ? `Highlight “${shown}”` : `Highlight from ${shown} s on`,
        key: "h",
        run: () => view.addMarkCondition(condition),
      },
    ]
    : [
      { text: `Include “${shown}”`, key: "i", run: () => view.addRule(rule(true)) },
      { text: `Exclude “${shown}”`, key: "x", run: () => view.addRule(rule(false)) },
      { text: `Highlight “${shown}”`, key: "h", run: () => view.addMark(rule(true)) },
      { text: `Exclude less than “${shown}”`, run: () => view.addRule(rule(false, "less than")) },
      { text: `Exclude more than “${shown}”`, run: () => view.addRule(rule(false, "more than")) },
      { text: "Edit a rule with it …", run: () => view.editFilter(rule(true)) },
    ];
  items.push(
    null,
    {
      text: "Process in the tree",
      key: "w",
      run: () => view.set({ tab: "processes", process: row.process }),
    },
    { text: "Only this process and its children", key: "u", run: () => view.addCondition(`under pid ${row.pid}`) },
    { text: "Only this thread", run: () => view.addCondition(`tid == ${row.tid}`) },
    null,
    { text: "Copy the cell", run: () => view.copy(value) },
    { text: "Copy the row", run: () => view.copy(row.cells.join("\t")) },
  );
  return items;
}

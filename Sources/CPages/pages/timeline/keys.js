// Keys of the timeline: Perfetto's.

/** @param {import("./timeline.js").TimelineView} view @returns {import("../shell/keys.js").Key[]} */
export function timelineKeys(view) {
  const fit = () => {
    const { current, selection } = view;
    const range = selection ?? (current ? { from: current.start, to: current.end } : null);
    if (!range) return view.showAll();
    const margin = (range.to - range.from) * 0.05;
    view.show(range.from - margin, range.to + margin);
  };
  return [
    { keys: ["w"], does: "nearer", run: () => view.zoom(0.7) },
    { keys: ["s"], does: "farther", run: () => view.zoom(1 / 0.7) },
    { keys: ["a", "ArrowLeft"], does: "earlier", run: () => view.pan(-0.15) },
    { keys: ["d", "ArrowRight"], does: "later", run: () => view.pan(0.15) },
    { keys: ["Shift+w"], does: "much nearer", run: () => view.zoom(0.2) },
    { keys: ["Shift+s"], does: "much farther", run: () => view.zoom(5) },
    { keys: ["ArrowDown"], does: "next row", run: () => stepRow(view, 1) },
    { keys: ["ArrowUp"], does: "row before", run: () => stepRow(view, -1) },
    { keys: ["Enter"], does: "open or close the row, or details of the interval", run: () => {
      const row = view.rows.find((each) => each.id === view.currentRow);
      if (row?.isOpen !== undefined) view.toggle(row);
      else if (view.current) view.side.focus();
      else stepSpan(view, 0);
    } },
    { keys: ["Delete"], does: "take the row of a single goroutine away", run: () => view.singles.remove(view.currentRow) },
    { keys: ["."], does: "next interval of the row", run: () => stepSpan(view, 1) },
    { keys: [","], does: "interval before", run: () => stepSpan(view, -1) },
    { keys: ["f"], does: "fit the range or the interval", run: fit },
    { keys: ["r"], does: "range from the interval, or from what is seen", run: () => {
      if (view.current) view.select(view.current.start, view.current.end, true);
      else view.select(view.from, view.to, true);
    } },
    { keys: ["c"], does: "critical path of the goroutine, in the range or in what is seen", run: () => view.side.criticalPath() },
    { keys: ["h"], does: "all of it", run: () => view.showAll() },
    { keys: ["Escape"], does: "no range, no interval", run: () => view.clear() },
    { keys: ["Drag"], does: "move" },
    { keys: ["Wheel"], does: "scroll rows; with Ctrl zoom, with Shift move" },
    { keys: ["Shift+Drag"], does: "choose a range (or drag on the ruler)" },
  ];
}

/** Goes up or down. @param {import("./timeline.js").TimelineView} view @param {number} step */
function stepRow(view, step) {
  const { rows } = view;
  const index = rows.findIndex((row) => row.id === view.currentRow);
  const next = rows[Math.max(0, Math.min(index < 0 ? 0 : index + step, rows.length - 1))];
  if (next) view.goRow(next.id);
}

/** Goes to the next interval of the row, or the one before. @param {import("./timeline.js").TimelineView} view @param {number} step */
function stepSpan(view, step) {
  const { exact } = view.loading;
  const row = exact?.rows.get(view.currentRow);
  if (!exact || !row || !row.spans) return view.context.say(withoutSpans(view.rows.find((each) => each.id === view.currentRow)));
  const last = row.firstSpan + row.spans - 1;
  const { current } = view;
  const index = current?.row === view.currentRow
    ? exact.spanBehind(row, (current.start + current.end) / 2) + step
    : exact.spanBehind(row, view.from);
  view.choose(exact.span(row, Math.max(row.firstSpan, Math.min(index, last))));
}

/** Why a row has no single intervals, and how to get to some. @param {import("./rows.js").Row | undefined} row */
function withoutSpans(row) {
  switch (row?.kind) {
    case undefined: return "Choose a row first, with ↓.";
    case "head": return row.isOpen ? "This is a section: its rows are below." : "Enter opens the section.";
    case "group": return row.isOpen ? "Its goroutines are in the rows below." : "Enter opens the group: its goroutines have intervals.";
    case "process": return row.isOpen ? "The calls of its threads are in the rows below." : "Enter opens the process: its threads have calls.";
    case "level": case "heap": case "samples": return "This row has no intervals: its figures are in the table beside it.";
    default: return "No single intervals are seen here: zoom in with W.";
  }
}

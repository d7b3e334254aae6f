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
    { keys: ["ArrowDown"], does: "next row", run: () => view.stepRow(1) },
    { keys: ["ArrowUp"], does: "row before", run: () => view.stepRow(-1) },
    { keys: ["Enter"], does: "open or close the row, or details of the interval", run: () => {
      const row = view.rows.find((each) => each.id === view.currentRow);
      if (row?.isOpen !== undefined) view.toggle(row);
      else if (view.current) view.side.focus();
      else view.stepSpan(0);
    } },
    { keys: ["."], does: "next interval of the row", run: () => view.stepSpan(1) },
    { keys: [","], does: "interval before", run: () => view.stepSpan(-1) },
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

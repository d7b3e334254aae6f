// The view as files.

/** @param {import("./timeline.js").TimelineView} view @returns {import("../shell/views.js").ExportItem[]} */
export function exportsOf(view) {
  return [];
}

// The events that are shown, as files of other tools.

/** @param {import("./activity.js").Activity} view @returns {import("../shell/views.js").ExportItem[]} */
export function eventExports(view) {
  /** @param {string} text @param {string} form @param {string} name @param {() => Record<string, string>} [more] */
  const item = (text, form, name, more = () => ({})) => ({
    text,
    run: () => view.download("export", { ...view.filterQuery(), sort: view.get("sort"), form, ...more() }, name),
  });
  return [
    item("Events as CSV, these columns", "csv", "events.csv", () => ({ columns: view.columns().join(",") })),
    item("Events as CSV, all columns", "csv", "events.csv"),
    item("Events as XML of Process Monitor", "xml", "events.xml"),
    item("Events as JSON lines", "json", "events.jsonl"),
    item("Timeline for Perfetto and Chrome", "chrome", "events.trace.json"),
  ];
}

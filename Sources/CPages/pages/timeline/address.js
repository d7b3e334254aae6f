// What is shown, as the address has it: whoever opens it again sees the same.

/** Between names of functions, which have no such sign. */
export const separator = "|";

/** @param {URLSearchParams} parameters */
export function readAddress(parameters) {
  const list = (/** @type {string} */ name, between = ",") => (parameters.get(name) ?? "").split(between).filter(Boolean);
  const number = (/** @type {string} */ name) => {
    const value = Number(parameters.get(name) ?? 0);
    return Number.isFinite(value) ? value : 0;
  };
  const range = (parameters.get("range") ?? "").split("-").map(Number);
  return {
    groups: new Set(list("groups", separator)), closed: new Set(list("closed")), processes: new Set(list("processes")),
    goroutines: new Set(list("goroutine").map(Number).filter(Number.isSafeInteger)), query: parameters.get("q") ?? "",
    from: number("from"), to: number("to"), currentRow: parameters.get("row") ?? "",
    selection: range.length === 2 && range[1] > range[0] ? { from: range[0], to: range[1] } : null,
    at: parameters.has("at") ? number("at") : null,
  };
}

/** @param {import("./timeline.js").TimelineView} view @returns {Record<string, string | number | null>} */
export function addressOf(view) {
  const isAll = view.from <= 0 && view.to >= view.length;
  return {
    source: view.source || null, from: isAll ? null : Math.round(view.from), to: isAll ? null : Math.round(view.to),
    groups: [...view.groups].join(separator), closed: [...view.closed].join(","), q: view.query,
    processes: [...view.processes].join(","), goroutine: [...view.goroutines].join(","), row: view.currentRow,
    at: view.current ? Math.round((view.current.start + view.current.end) / 2) : null,
    range: view.selection ? `${Math.round(view.selection.from)}-${Math.round(view.selection.to)}` : null,
  };
}

// What is shown, as the address has it: whoever opens it again sees the same.

/** Between names of functions, which have no such sign. */
export const separator = "|";

/** @param {URLSearchParams} parameters */
export function readAddress(parameters) {
  const list = (/** @type {string} */ name, between = ",") => (parameters.get(name) ?? "").split(between).filter(Boolean);
  const number = (/** @type {string} */ name) => {
    const text = parameters.get(name) ?? "";
    return /^-?\d{1,15}$/.test(text) ? Number(text) : 0;
  };
  const range = (/^(\d{1,15})-(\d{1,15})$/.exec(parameters.get("range") ?? "") ?? []).slice(1).map(Number);
  return {
    groups: new Set(list("groups", separator)), closed: new Set(list("closed")), processes: new Set(list("processes")),
    goroutines: new Set(list("goroutine").filter((each) => /^\d{1,15}$/.test(each)).map(Number)), query: parameters.get("q") ?? "",
    from: number("from"), to: number("to"), currentRow: parameters.get("row") ?? "",
    selection: range.length === 2 && range[1] > range[0] ? { from: range[0], to: range[1] } : null,
    at: parameters.has("at") ? number("at") : null,
  };
}

/**
 * The part of a trace that is shown for a window that an address says: any may stand there.
 * @param {number} from @param {number} to @param {number} length of the trace
 */
export function windowWithin(from, to, length) {
  const size = to - from;
  // As far as moving goes.
  if (size <= length * 1.06 && from >= -size * 0.41 && to <= length + size * 0.41) return { from, to };
  return partWithin(from, to, length) ?? { from: 0, to: length };
}

/** @param {number} from @param {number} to @param {number} length @returns null for what lies outside of it all */
export function partWithin(from, to, length) {
  const [start, end] = [Math.max(0, from), Math.min(to, length)];
  return end > start ? { from: start, to: end } : null;
}

/** @param {import("./timeline.js").TimelineView} view @returns {Record<string, string | number | null>} */
export function addressOf(view) {
  const isAll = view.from <= 0 && view.to >= view.length;
  return {
    source: view.source || null, from: isAll ? null : Math.round(view.from), to: isAll ? null : Math.round(view.to),
    groups: [...view.groups].join(separator), closed: [...view.closed].join(","), q: view.query,
    processes: [...view.processes].join(","), goroutine: [...view.goroutines].join(","), row: view.currentRow,
    at: view.current ? Math.round((view.current.start + view.current.end) / 2) : view.at,
    range: view.selection ? `${Math.round(view.selection.from)}-${Math.round(view.selection.to)}` : null,
  };
}

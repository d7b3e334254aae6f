// Files that the server makes of what is listed.

/** @typedef {import("./state.js").State} State */

/** @type {[string, string][]} */
export const files = [
  ["Goroutines as listed, CSV", "goroutines.csv"], ["Groups as listed, CSV", "groups.csv"],
  ["Who waits for whom, CSV", "wait-for.csv"], ["Comparison as listed, CSV", "comparison.csv"],
  ["Goroutines, JSON", "goroutines.json"], ["Groups, JSON", "groups.json"],
  ["Dump as Go prints it", "goroutines.txt"], ["Snapshot, for sonde goroutines diff and why", "goroutines.sonde"],
];

/**
 * Has the browser save a file, which may be larger than the page should hold.
 * @param {string} path @param {string} name @param {Record<string, any>} query
 */
export function saveFile(path, name, query) {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === "" || value === null || value === undefined || value === false) continue;
    search.set(key, value === true ? "1" : String(value));
  }
  const link = document.createElement("a");
  link.href = `${path}/export/${name}?${search}`;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

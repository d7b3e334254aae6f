// Numbers as sonde's reports have them.

/** @param {number} value @param {number} [digits] */
function significant(value, digits = 3) {
  const text = Number(value.toPrecision(digits));
  return Math.abs(text) >= 1e6 ? String(Math.round(text)) : String(text);
}

/** @param {number} nanoseconds */
export function duration(nanoseconds) {
  const size = Math.abs(nanoseconds);
  const sign = nanoseconds < 0 ? "−" : "";
  if (size < 1000) return `${sign}${significant(size)} ns`;
  if (size < 1e6) return `${sign}${significant(size / 1e3)} µs`;
  if (size < 1e9) return `${sign}${significant(size / 1e6)} ms`;
  if (size < 60e9) return `${sign}${significant(size / 1e9)} s`;
  const seconds = Math.round(size / 1e9);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${sign}${hours} h ${minutes} min` : `${sign}${minutes} min ${seconds % 60} s`;
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let value = Math.abs(bytes);
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${bytes < 0 ? "−" : ""}${significant(value)} ${units[unit]}`;
}

/** @param {number} value */
export function count(value) {
  return value.toLocaleString("en-GB").replaceAll(",", "\u202f");
}

/** A value of a profile. @param {number} number @param {string} unit as pprof names it */
export function value(number, unit) {
  switch (unit) {
    case "nanoseconds": return duration(number);
    case "microseconds": return duration(number * 1e3);
    case "milliseconds": return duration(number * 1e6);
    case "seconds": return duration(number * 1e9);
    case "bytes": return size(number);
    case "count": return count(number);
    default: return unit ? `${count(number)} ${unit}` : count(number);
  }
}

/** @param {number} part of 1 */
export function percent(part) {
  if (!Number.isFinite(part)) return "";
  const value = part * 100;
  if (value !== 0 && Math.abs(value) < 0.1) return value < 0 ? "> −0.1 %" : "< 0.1 %";
  return `${value < 0 ? "−" : ""}${Math.abs(value) >= 10 ? Math.abs(value).toFixed(0) : Math.abs(value).toFixed(1)} %`;
}

/** A function without the path of its package. @param {string} name */
export function shortFunction(name) {
  const bracket = name.indexOf("[");
  const head = bracket < 0 ? name : name.slice(0, bracket);
  return name.slice(head.lastIndexOf("/") + 1);
}

/** A file with its last folder only. @param {string} path */
export function shortPath(path) {
  return path.split("/").slice(-2).join("/");
}

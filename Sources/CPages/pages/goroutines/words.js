// Goroutines in words, the same in every part of the view.

import { h } from "../shell/dom.js";
import { duration } from "../shell/format.js";

/**
 * @typedef {{function: string, short: string, file?: string, at?: string, line: number, inlined?: boolean,
 *   library?: boolean}} Frame
 */
/**
 * @typedef {{id?: number, state: string, age?: number, ageSource?: string, place: Frame | null, wait?: string,
 *   flags?: string[], labels?: string}} Brief
 */

const flagWords = /** @type {Record<string, string>} */ ({
  main: "main goroutine", system: "of the runtime", lockedToThread: "locked to its thread", leaked: "leaked",
  unreachable: "nothing can wake it", inBubble: "in a test bubble", scanning: "its stack is being scanned",
  unstable: "moved while it was read", partialStack: "part of the stack could not be read",
  approximateStack: "was running: the innermost frames may have returned",
});

const urgent = new Set(["leaked", "unreachable"]);

/** Flags as words: what matters is marked by more than its colour. @param {string[] | undefined} flags */
export function flagBadges(flags) {
  return (flags ?? []).map((flag) => h("span", {
    class: `badge ${urgent.has(flag) ? "severity-warning" : "faint"}`,
  }, `${urgent.has(flag) ? "⚠ " : ""}${flagWords[flag] ?? flag}`));
}

/** @param {string[] | undefined} flags */
export function urgentText(flags) {
  return (flags ?? []).filter((flag) => urgent.has(flag)).map((flag) => flagWords[flag] ?? flag).join(", ");
}

/** @param {Frame | null} place */
export function placeText(place) {
  return place ? `${place.short}${place.at ? ` at ${place.at}` : ""}` : "(no stack)";
}

/** @param {Frame | null} place */
export function placeCell(place) {
  if (!place) return [h("span", { class: "faint" }, "(no stack)")];
  return [place.short, place.at ? h("span", { class: "faint" }, ` ${place.at}`) : null];
}

/** @param {number | undefined} age nanoseconds */
export function ageText(age) { return age === undefined ? "" : duration(age); }

/** The state in words: aggregated dumps do not tell it. @param {string | undefined} state */
export function stateWord(state) { return state === "???" ? "unknown" : state ?? ""; }

/** `goroutine 17 (sync.Mutex.Lock for 3 s)`. @param {Brief} brief */
export function briefText(brief) {
  const name = brief.id === undefined ? "a goroutine" : `goroutine ${brief.id}`;
  return `${name} (${stateWord(brief.state)}${brief.age === undefined ? "" : ` for ${duration(brief.age)}`})`;
}

/** @param {number} count @param {string} one @param {string} [many] */
export function plural(count, one, many) {
  return `${count.toLocaleString("en-GB").replaceAll(",", "\u202f")} ${count === 1 ? one : many ?? `${one}s`}`;
}

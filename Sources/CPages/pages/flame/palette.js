// Colours of frames: one hue for each package, none for the runtime; of changes red and green, with signs beside them.

import { isDark } from "../shell/theme.js";

/** FNV-1a. @param {string} text */
function hash(text) {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value ^= value >>> 16;
  value = Math.imul(value, 0x85ebca6b);
  return (value ^ value >>> 13) >>> 0;
}

/** The package of a function as Go's symbols have it. @param {string} name */
export function packageOf(name) {
  const bracket = name.indexOf("[");
  const head = bracket < 0 ? name : name.slice(0, bracket);
  const dot = head.indexOf(".", head.lastIndexOf("/") + 1);
  return dot < 0 ? head : head.slice(0, dot);
}

/** @param {string} name */
function isRuntime(name) {
  const where = packageOf(name);
  return where === "runtime" || where.startsWith("runtime/") || where.startsWith("internal/runtime");
}

/** @param {string} name @returns {string} */
export function frameColor(name) {
  const dark = isDark();
  if (name === "") return dark ? "#33373d" : "#dddcd8";
  if (isRuntime(name)) return dark ? "#43474d" : "#c4c2bc";
  const hue = hash(packageOf(name)) % 360;
  return dark ? `hsl(${hue} 38% 30%)` : `hsl(${hue} 60% 78%)`;
}

/**
 * @param {number} balance from −1, all gone, to 1, all new
 * @param {boolean} isSure a test says that it is no chance
 */
export function changeColor(balance, isSure) {
  const dark = isDark();
  const strength = Math.min(Math.abs(balance), 1);
  if (strength < 0.005) return dark ? "#3a3e44" : "#dddcd8";
  const hue = balance > 0 ? 4 : 130;
  const saturation = (isSure ? 35 : 12) + 40 * strength * (isSure ? 1 : 0.4);
  return dark ? `hsl(${hue} ${saturation}% ${26 + 10 * strength}%)` : `hsl(${hue} ${saturation}% ${88 - 18 * strength}%)`;
}

export function joinedColor() { return isDark() ? "#2a2d32" : "#ebeae6"; }
export function matchColor() { return isDark() ? "#7b2f78" : "#f3a6ef"; }
export function inkColor() { return isDark() ? "#f0f1f2" : "#161719"; }

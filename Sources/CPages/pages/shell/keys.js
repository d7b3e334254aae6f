// Keys, and the list of them that `?` shows.

import { h } from "./dom.js";

/**
 * @typedef {object} Key
 * @property {string[]} keys as KeyboardEvent.key has them, with "Shift+", "Ctrl+" or "Alt+" before where they matter
 * @property {string} does
 * @property {(event: KeyboardEvent) => void} [run] without it the key is handled elsewhere, and only listed
 * @property {boolean} [whileTyping]
 */

/** @type {Map<string, {title: string, keys: Key[]}>} */
const groups = new Map();

/** @param {string} name @param {string} title @param {Key[]} keys replaces the group of that name */
export function setKeys(name, title, keys) {
  groups.delete(name);
  if (keys.length) groups.set(name, { title, keys });
}

/** @param {KeyboardEvent} event */
function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isSymbol = event.key.length === 1 && event.key.toLowerCase() === event.key.toUpperCase();
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") +
    (event.shiftKey && !isSymbol ? "Shift+" : "") + key;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type) ||
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const name = nameOf(event);
    const typing = isTyping(event.target);
    // What belongs to the view comes before what belongs to all.
    for (const { keys } of [...groups.values()].reverse()) {
      const found = keys.find((key) => key.run && key.keys.includes(name) && (!typing || key.whileTyping));
      if (!found?.run) continue;
      event.preventDefault();
      found.run(event);
      return;
    }
  });
}

const marks = /** @type {Record<string, string>} */ ({
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", " ": "Space",
});

/** @param {string} key */
function keyCap(key) {
  const parts = key === "+" ? ["+"] : key.split("+").map((part) => part === "" ? "+" : part);
  return h("kbd", null, parts.map((part) => marks[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(" "));
}

export function showKeys() {
  const dialog = h("dialog", { class: "keys", "aria-labelledby": "keys-title", onclose: () => dialog.remove() },
    h("h2", { id: "keys-title" }, "Keys"),
    h("div", { class: "key-groups" },
      [...groups.values()].reverse().map(({ title, keys }) => h("section", null,
        h("h3", null, title),
        h("dl", null, keys.map((key) => [
          h("dt", null, key.keys.flatMap((name, index) => index ? [" or ", keyCap(name)] : [keyCap(name)])),
          h("dd", null, key.does),
        ]).flat())))),
    h("form", { method: "dialog" }, h("button", { autofocus: true }, "Close")));
  document.body.append(dialog);
  dialog.showModal();
}

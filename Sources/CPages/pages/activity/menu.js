// A menu at a place of the page, by mouse and keyboard (WAI-ARIA's pattern of menus).

import { h } from "../shell/dom.js";

/**
 * @typedef {object} MenuItem
 * @property {string} text
 * @property {string} [key] that does the same without the menu
 * @property {() => void} run
 */

/** @param {DOMRect} place @param {(MenuItem | null)[]} items null separates @param {string} label */
export function openMenu(place, items, label) {
  const before = document.activeElement;
  const close = () => {
    menu.remove();
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", close);
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  /** @param {Event} event */
  const outside = (event) => {
    if (!(event.target instanceof Node) || !menu.contains(event.target)) close();
  };
  /** @param {MenuItem} item */
  const choose = (item) => {
    close();
    item.run();
  };
  const menu = h(
    "div",
    {
      class: "menu",
      role: "menu",
      "aria-label": label,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const buttons = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("button")]);
        const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
        const steps = /** @type {Record<string, number>} */ ({
          ArrowDown: (at + 1) % buttons.length,
          ArrowUp: (at + buttons.length - 1) % buttons.length,
          Home: 0,
          End: buttons.length - 1,
        });
        if (event.key in steps) buttons[steps[event.key]].focus();
        else if (event.key === "Escape" || event.key === "Tab") close();
        else if (event.key.length === 1 && event.key !== " ") {
          const found = [...buttons.slice(at + 1), ...buttons].find((button) =>
            button.textContent?.toLowerCase().startsWith(event.key.toLowerCase())
          );
          found?.focus();
        } else return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
    items.filter((item, index) => item || items[index - 1] && items.slice(index).some(Boolean)).map((item) =>
      item
        ? h(
          "button",
          { type: "button", role: "menuitem", tabindex: "-1", onclick: () => choose(item) },
          h("span", null, item.text),
          item.key ? h("kbd", null, item.key) : null,
        )
        : h("div", { role: "separator" })
    ),
  );
  document.body.append(menu);
  const size = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(place.left, innerWidth - size.width - 4))}px`;
  const below = place.bottom + size.height < innerHeight - 4;
  menu.style.top = `${Math.max(4, below ? place.bottom : place.top - size.height)}px`;
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", close);
  menu.querySelector("button")?.focus();
}

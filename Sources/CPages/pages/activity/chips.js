// The rules that hold, each with a button that switches it off, and one that removes it.

import { h, replace } from "../shell/dom.js";
import { ruleText, writeRules } from "./rules.js";

/** @typedef {import("./rules.js").Rule} Rule */

/** @param {HTMLElement} place a list @param {import("./activity.js").Activity} view */
export function drawChips(place, view) {
  const condition = view.get("hq");
  replace(
    place,
    chips(view, view.rules(), "rules", ""),
    chips(view, view.marks(), "hrules", "★ "),
    condition
      ? h(
        "li",
        { class: "chip" },
        h("span", null, `★ ${condition}`),
        h("button", {
          type: "button",
          "aria-label": `Remove ★ ${condition}`,
          onclick: () => view.set({ hq: null }),
        }, "×"),
      )
      : null,
  );
  place.hidden = !place.childElementCount;
}

/**
 * @param {import("./activity.js").Activity} view @param {Rule[]} rules
 * @param {string} name of the parameter @param {string} sign in front of what is highlighted
 */
function chips(view, rules, name, sign) {
  return rules.map((rule) => {
    const text = `${sign}${rule.isInclude ? "only " : "not "}${ruleText(rule)}`;
    const switched = rules.map((each) => each === rule ? { ...rule, isOff: !rule.isOff } : each);
    return h(
      "li",
      { class: `chip ${rule.isOff ? "off" : ""}` },
      h("button", {
        type: "button",
        "aria-pressed": String(!rule.isOff),
        title: rule.isOff ? "Switch it on" : "Switch it off",
        onclick: () => view.set({ [name]: writeRules(switched) }),
      }, text),
      h("button", {
        type: "button",
        "aria-label": `Remove ${text}`,
        onclick: () => view.set({ [name]: writeRules(rules.filter((each) => each !== rule)) }),
      }, "×"),
    );
  });
}

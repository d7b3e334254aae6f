// Dialogs of the table of events: rules as Process Monitor edits them, and which columns are shown.

import { h, replace } from "../shell/dom.js";
import { relations, ruleText } from "./rules.js";

/** @typedef {import("./rules.js").Rule} Rule */

/**
 * A dialog with a form, gone when it is closed.
 * @param {string} title
 * @param {(import("../shell/dom.js").Child)[]} body
 * @param {() => void} accept
 */
function show(title, body, accept) {
  const dialog = h(
    "dialog",
    { class: "activity-dialog", "aria-label": title, onclose: () => dialog.remove() },
    h(
      "form",
      { method: "dialog", onsubmit: () => accept() },
      h("h2", null, title),
      ...body,
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "submit", class: "default" }, "OK"),
        h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.does what happens to events that fit, such as "shown"
 * @param {Rule[]} options.rules
 * @param {string[]} options.columns titles
 * @param {Partial<Rule>} [options.draft] what the new rule begins with
 * @param {(column: string) => Promise<string[]>} options.values that a column has, most frequent first
 * @param {(rules: Rule[]) => void} options.changed
 */
export function editRules({ title, does, rules, columns, draft, values, changed }) {
  let edited = rules.map((rule) => ({ ...rule }));
  const list = h("tbody", null);
  const suggestions = h("datalist", { id: "rule-values" });
  /** @param {string} label @param {string[]} options @param {string | undefined} value */
  const choices = (label, options, value) =>
    h(
      "select",
      { "aria-label": label },
      options.map((option) => h("option", { value: option, selected: option === value }, option)),
    );
  const column = choices("Column", columns, draft?.column ?? "Process Name");
  const relation = choices("Relation", relations, draft?.relation ?? "is");
  const value = h("input", {
    type: "text",
    "aria-label": "Value",
    list: "rule-values",
    value: draft?.value ?? "",
    autocomplete: "off",
    size: "40",
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      // Enter in a value adds the rule; in an empty one it is the dialog's.
      if (event.key !== "Enter" || !value.value) return;
      event.preventDefault();
      add();
    },
  });
  const action = choices("Action", ["Include", "Exclude"], draft?.isInclude === false ? "Exclude" : "Include");
  const suggest = async () => {
    try {
      replace(suggestions, (await values(column.value)).map((text) => h("option", { value: text })));
    } catch { /* values are a help only */ }
  };
  column.addEventListener("change", suggest);
  const add = () => {
    edited = [...edited, {
      column: column.value,
      relation: relation.value,
      value: value.value,
      isInclude: action.value === "Include",
      isOff: false,
    }];
    value.value = "";
    draw();
    value.focus();
  };
  const draw = () =>
    replace(
      list,
      edited.length
        ? edited.map((rule, index) =>
          h(
            "tr",
            null,
            h(
              "td",
              null,
              h("input", {
                type: "checkbox",
                checked: !rule.isOff,
                "aria-label": `Use the rule ${ruleText(rule)}`,
                onchange: () => {
                  rule.isOff = !rule.isOff;
                },
              }),
            ),
            h("td", null, rule.column),
            h("td", null, rule.relation),
            h("td", { class: "code" }, rule.value),
            h("td", null, rule.isInclude ? "Include" : "Exclude"),
            h(
              "td",
              null,
              h("button", {
                type: "button",
                "aria-label": `Remove the rule ${ruleText(rule)}`,
                onclick: () => {
                  edited = edited.filter((each) => each !== rule);
                  draw();
                  (list.querySelectorAll("button")[Math.min(index, edited.length - 1)] ?? value).focus();
                },
              }, "Remove"),
            ),
          )
        )
        : [h("tr", null, h("td", { colspan: "6", class: "faint" }, "No rules."))],
    );
  draw();
  suggest();
  show(title, [
    h(
      "p",
      { class: "faint" },
      `Of the including rules of a column one has to fit; what an excluding rule fits is not ${does}.`,
    ),
    h(
      "div",
      { class: "rule-list" },
      h(
        "table",
        null,
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            ["On", "Column", "Relation", "Value", "Action", ""].map((text) => h("th", { scope: "col" }, text)),
          ),
        ),
        list,
      ),
    ),
    h(
      "fieldset",
      { class: "rule-new" },
      h("legend", null, "Another rule"),
      column,
      relation,
      value,
      suggestions,
      "then",
      action,
      h("button", { type: "button", onclick: add }, "Add"),
    ),
  ], () => {
    if (value.value) add();
    changed(edited);
  });
  value.focus();
}

/**
 * @param {{id: string, title: string}[]} all
 * @param {string[]} chosen ids, in the order of the table
 * @param {string[]} standard
 * @param {(chosen: string[]) => void} changed
 */
export function chooseColumns(all, chosen, standard, changed) {
  let order = [...chosen, ...all.map(({ id }) => id).filter((id) => !chosen.includes(id))];
  let shown = new Set(chosen);
  const list = h("ul", { class: "column-list" });
  /** @param {string} id @param {number} step */
  const move = (id, step) => {
    const at = order.indexOf(id);
    const to = Math.max(0, Math.min(order.length - 1, at + step));
    order.splice(to, 0, ...order.splice(at, 1));
    draw();
    list.querySelectorAll("input")[to]?.focus();
  };
  const draw = () =>
    replace(
      list,
      order.map((id) => {
        const title = all.find((column) => column.id === id)?.title ?? id;
        return h(
          "li",
          null,
          h(
            "label",
            null,
            h("input", {
              type: "checkbox",
              checked: shown.has(id),
              onchange: (/** @type {Event} */ event) => {
                if (/** @type {HTMLInputElement} */ (event.target).checked) shown.add(id);
                else shown.delete(id);
              },
              onkeydown: (/** @type {KeyboardEvent} */ event) => {
                if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
                event.preventDefault();
                move(id, event.key === "ArrowUp" ? -1 : 1);
              },
            }),
            title,
          ),
          h("span", { class: "stretch" }),
          h("button", { type: "button", "aria-label": `${title} further left`, onclick: () => move(id, -1) }, "↑"),
          h("button", {
            type: "button",
            "aria-label": `${title} further right`,
            onclick: () => move(id, 1),
          }, "↓"),
        );
      }),
    );
  draw();
  show("Columns", [
    h("p", { class: "faint" }, "In the order of the table. Alt with ↑ and ↓ moves a column."),
    list,
    h("button", {
      type: "button",
      onclick: () => {
        shown = new Set(standard);
        order = [...standard, ...all.map(({ id }) => id).filter((id) => !standard.includes(id))];
        draw();
      },
    }, "As at first"),
  ], () => {
    const chosenNow = order.filter((id) => shown.has(id));
    changed(chosenNow.length ? chosenNow : standard);
  });
}

// Elements, without a framework.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element with attributes and children. Attributes whose names begin with `on` are listeners; `class`, `data-…` and
 * `aria-…` are set as they are; `false` and `null` leave an attribute out, `true` sets it without a value, except that of
 * `aria-…`, where an empty one says nothing.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any> | null} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") {
      /** @type {any} */ (element)[name] = value;
    } else element.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** @param {Element} parent @param {(Child | Child[])[]} children */
export function append(parent, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
}

/** @param {Element} parent @param {...(Child | Child[])} children */
export function replace(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/**
 * A text field whose changes come once the user pauses.
 * @param {{label: string, value: string, placeholder?: string, id?: string, changed: (text: string) => void,
 *   entered?: (text: string) => void}} options `entered` gets what stands there at Enter; `changed` without it
 */
export function searchField({ label, value, placeholder, id, changed, entered }) {
  let timer = 0;
  const input = h("input", {
    type: "search", id, value, placeholder: placeholder ?? label, "aria-label": label, spellcheck: "false",
    autocomplete: "off",
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => changed(input.value), 200);
    },
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter") {
        clearTimeout(timer);
        (entered ?? changed)(input.value);
      } else if (event.key === "Escape") input.blur();
    },
  });
  return input;
}

/**
 * A choice of few.
 * @param {{label: string, value: string, options: {value: string, text: string}[], changed: (value: string) => void,
 *   isHidden?: boolean}} options
 */
export function choice({ label, value, options, changed, isHidden }) {
  const select = h("select", { "aria-label": label, onchange: () => changed(select.value) },
    options.map((option) => h("option", { value: option.value, selected: option.value === value }, option.text)));
  select.hidden = isHidden ?? false;
  return select;
}

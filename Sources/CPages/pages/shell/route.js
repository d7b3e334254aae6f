// Addresses of views: /DOCUMENT/VIEW?what=is&shown=there. Whoever opens one again sees the same.

/**
 * @typedef {object} Route
 * @property {number} document
 * @property {string} view
 * @property {URLSearchParams} parameters
 */

/** @returns {Route | null} null for the begin */
export function currentRoute() {
  const parts = location.pathname.split("/").filter(Boolean);
  const document = Number(parts[0]);
  if (!Number.isInteger(document) || document < 1) return null;
  return { document, view: parts[1] ?? "", parameters: new URLSearchParams(location.search) };
}

/**
 * @param {number} document
 * @param {string} view
 * @param {Record<string, string | number | boolean | null | undefined> | URLSearchParams} [parameters]
 */
export function address(document, view, parameters = {}) {
  const search = parameters instanceof URLSearchParams ? parameters : new URLSearchParams();
  if (!(parameters instanceof URLSearchParams)) {
    for (const [name, value] of Object.entries(parameters)) {
      if (value === null || value === undefined || value === "" || value === false) continue;
      search.set(name, value === true ? "1" : String(value));
    }
  }
  const text = search.toString();
  return `/${document}/${view}${text ? `?${text}` : ""}`;
}

/** Goes to an address of ours. @param {string} to @param {boolean} [replaces] without an entry in the history */
export function go(to, replaces = false) {
  if (to === location.pathname + location.search) return;
  if (replaces) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  dispatchEvent(new Event("sonde:route"));
}

/** Lets links to views change the view and not load the page again. */
export function followLinks() {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[href^='/']") : null;
    if (!(link instanceof HTMLAnchorElement) || link.hasAttribute("download") || link.target) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
  addEventListener("popstate", () => dispatchEvent(new Event("sonde:route")));
}

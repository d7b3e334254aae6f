// What a document has.

/**
 * Sources of some kinds, with their numbers.
 * @param {import("./views.js").OpenDocument} document
 * @param {...string} kinds
 */
export function sourcesOf(document, ...kinds) {
  return (document.sources ?? []).map((source, number) => ({ ...source, number }))
    .filter((source) => kinds.includes(source.kind));
}

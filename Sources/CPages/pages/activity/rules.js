// Process Monitor's rules, as they stand in an address: `+Process Name is go.exe`, one behind the other with U+001E
// between them; `+` includes, `-` excludes, and `!` in front switches a rule off.

/**
 * @typedef {object} Rule
 * @property {string} column title of a column of Process Monitor
 * @property {string} relation
 * @property {string} value
 * @property {boolean} isInclude
 * @property {boolean} isOff
 */

export const relations = ["is", "is not", "less than", "more than", "begins with", "ends with", "contains", "excludes"];
const separator = "\u001e";
const byLength = [...relations].sort((a, b) => b.length - a.length);

/** @param {string} text of an address @param {string[]} titles of all columns @returns {Rule[]} */
export function readRules(text, titles) {
  const columns = [...titles].sort((a, b) => b.length - a.length);
  return text.split(separator).flatMap((part) => {
    const isOff = part.startsWith("!");
    const rest = isOff ? part.slice(1) : part;
    const body = rest.slice(1);
    const column = columns.find((title) => body.toLowerCase().startsWith(`${title.toLowerCase()} `));
    if (!column) return [];
    const behind = body.slice(column.length + 1);
    const relation = byLength.find((name) => behind === name || behind.startsWith(`${name} `));
    if (!relation) return [];
    return [{ column, relation, value: behind.slice(relation.length + 1), isInclude: rest.startsWith("+"), isOff }];
  });
}

/** @param {Rule} rule */
export function ruleText(rule) {
  return `${rule.column} ${rule.relation} ${rule.value}`;
}

/** @param {Rule[]} rules */
export function writeRules(rules) {
  return rules.map((rule) => `${rule.isOff ? "!" : ""}${rule.isInclude ? "+" : "-"}${ruleText(rule)}`).join(separator);
}

/** @param {Rule} a @param {Rule} b */
export function isSameRule(a, b) {
  return writeRules([{ ...a, isOff: false }]) === writeRules([{ ...b, isOff: false }]);
}

/** The rules with one more, which takes the place of one that says the same. @param {Rule[]} rules @param {Rule} rule */
export function withRule(rules, rule) {
  return [...rules.filter((each) => !isSameRule(each, rule)), rule];
}

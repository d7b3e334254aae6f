// The views, in the order of their keys.

import { findings } from "../findings/findings.js";
import { flame } from "../flame/flame.js";
import { timeline } from "../timeline/timeline.js";
import { goroutines } from "../goroutines/goroutines.js";
import { activity } from "../activity/activity.js";
import { code } from "../code/code.js";

/**
 * @typedef {object} Source
 * @property {string} name
 * @property {string} kind
 * @property {boolean} [live]
 */

/**
 * @typedef {object} OpenDocument
 * @property {number} id
 * @property {string} title
 * @property {string[]} targets
 * @property {"opening" | "ready" | "failed"} state
 * @property {string} [progress]
 * @property {number} [part]
 * @property {string} [reason]
 * @property {Source[]} [sources]
 */

/**
 * What a view is given.
 * @typedef {object} Context
 * @property {OpenDocument} document
 * @property {string} path of the view's answers, such as /api/documents/1/flame
 * @property {URLSearchParams} parameters of the address
 * @property {(change: Record<string, string | number | boolean | null | undefined>, replaces?: boolean) => void} set
 *   changes parameters of the address; the view gets them by `update`, too, unless it replaces the entry
 * @property {(text: string) => void} say tells what goes on, for screen readers as well
 * @property {(error: unknown) => void} fail
 */

/**
 * @typedef {object} ExportItem
 * @property {string} text
 * @property {() => Promise<void> | void} run
 */

/**
 * An open view.
 * @typedef {object} OpenView
 * @property {(parameters: URLSearchParams) => void} [update] the address has other parameters
 * @property {() => void} close
 * @property {import("./keys.js").Key[]} keys
 * @property {ExportItem[]} exports
 */

/**
 * @typedef {object} View
 * @property {string} name part of the address
 * @property {string} title
 * @property {(document: OpenDocument) => boolean} has whether there is anything to show
 * @property {(place: HTMLElement, context: Context) => OpenView} open
 */

/** @type {View[]} */
export const views = [findings, flame, timeline, goroutines, activity, code];

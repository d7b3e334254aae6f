// Asks for rows: the overview as it grows, and what is exact for the window once the hand rests.

import { getColumns, Latest } from "../shell/api.js";
import { Layer } from "./layer.js";

/** Bytes of a trace that are read for a window without anybody having asked for single goroutines. */
const freeBytes = 48_000_000;

export class Loading {
  /** @type {Layer | null} */
  overview = null;
  /** @type {Layer | null} */
  exact = null;
  #path;
  #changed;
  #fail;
  #latest = new Latest();
  #timer = 0;
  #overviewTimer = 0;
  #isClosed = false;
  /** @type {AbortController} */
  #closing = new AbortController();
  #asked = "";

  /** @param {string} path @param {() => void} changed @param {(error: unknown) => void} fail */
  constructor(path, changed, fail) {
    this.#path = path;
    this.#changed = changed;
    this.#fail = fail;
  }

  close() {
    this.#isClosed = true;
    this.#latest.cancel();
    this.#closing.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#overviewTimer);
  }

  /** @param {Record<string, any>} wish */
  async loadOverview(wish) {
    clearTimeout(this.#overviewTimer);
    try {
      const answer = await getColumns(`${this.#path}/rows`, { ...wish, width: 2048 }, this.#closing.signal);
      if (this.#isClosed) return;
      if (!answer.head.isEmpty) this.overview = new Layer(answer);
      if (this.overview) this.overview.head.wish = JSON.stringify(wish);
      const isComplete = this.overview?.head.isComplete;
      if (!isComplete) {
        this.#overviewTimer = setTimeout(() => this.loadOverview(wish), this.overview ? 400 : 100);
      }
      this.#changed();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Exact answers are of other rows now. */
  forget() {
    this.#asked = "";
  }

  /** Whether the exact answer has all that a window can show. @param {number} from @param {number} to @param {number} width */
  isFine(from, to, width) {
    const { exact } = this;
    const length = this.overview?.head.length ?? 0;
    // No part is shorter than a nanosecond.
    return exact !== null && exact.covers(Math.max(0, from), Math.min(to, length)) &&
      exact.nanosecondsPerPart <= Math.max(1, (to - from) / width) * 1.05;
  }

  /**
   * @param {{from: number, to: number, width: number, wish: Record<string, any>, isNeeded: boolean}} view
   */
  loadExact(view) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(view), 60);
  }

  /** @param {{from: number, to: number, width: number, wish: Record<string, any>, isNeeded: boolean}} view */
  async #ask({ from, to, width, wish, isNeeded }) {
    const { overview } = this;
    if (!overview || this.#isClosed) return;
    const { length, size, bin, isComplete } = overview.head;
    const share = (to - from) / Math.max(1, length);
    const key = JSON.stringify(wish);
    if (this.exact?.head.wish === key && this.isFine(from, to, width)) return;
    const isCoarse = bin > (to - from) / width * 1.2;
    if (!isNeeded && (share * (size ?? 0) > freeBytes || !isCoarse && share > 0.9)) return;
    if (!isComplete && !overview.head.hasIndex && to > overview.head.read) return;
    // Room at both sides, so that moving a little shows what is there already.
    const margin = share * (size ?? 0) > freeBytes / 4 ? 0 : (to - from) / 2;
    const wide = { from: Math.max(0, Math.floor(from - margin)), to: Math.min(length, Math.ceil(to + margin)) };
    const parts = Math.min(8192, Math.ceil(width * (wide.to - wide.from) / (to - from)));
    const asked = JSON.stringify([wide, parts, wish]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    try {
      const answer = await this.#latest.run((signal) =>
        getColumns(`${this.#path}/rows`, { ...wish, ...wide, width: parts, exact: true }, signal));
      if (!answer || this.#isClosed) return;
      this.exact = new Layer(answer);
      this.exact.head.wish = key;
      this.#changed();
    } catch (error) {
      this.#asked = "";
      this.#fail(error);
    }
  }
}

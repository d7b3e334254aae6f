// Requests to the server that the page came from, and to no other.

import { readColumns } from "./columns.js";

/** What the server says that it cannot do. */
export class ServerError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @param {Record<string, string | number | boolean | null | undefined>} query */
export function queryText(query) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "" || value === false) continue;
    search.set(name, value === true ? "1" : String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

/**
 * @param {string} path
 * @param {Record<string, any>} [query]
 * @param {RequestInit} [options]
 */
export async function request(path, query = {}, options = {}) {
  const response = await fetch(path + queryText(query), { ...options, credentials: "same-origin" });
  if (!response.ok) throw new ServerError(response.status, (await response.text()).trim());
  return response;
}

/** @param {string} path @param {Record<string, any>} [query] @param {AbortSignal} [signal] @returns {Promise<any>} */
export async function getJSON(path, query, signal) {
  return (await request(path, query, { signal })).json();
}

/** @param {string} path @param {Record<string, any>} [query] @param {AbortSignal} [signal] */
export async function getColumns(path, query, signal) {
  return readColumns(await (await request(path, query, { signal })).arrayBuffer());
}

/** @param {unknown} error whether somebody no longer wanted the answer */
export function isAborted(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * The newest of several requests: a new one ends the one before.
 */
export class Latest {
  /** @type {AbortController | null} */
  #current = null;

  /**
   * @template Value
   * @param {(signal: AbortSignal) => Promise<Value>} ask
   * @returns {Promise<Value | null>} null when a newer request came
   */
  async run(ask) {
    this.#current?.abort();
    const mine = this.#current = new AbortController();
    try {
      const value = await ask(mine.signal);
      return mine === this.#current ? value : null;
    } catch (error) {
      if (isAborted(error) || mine !== this.#current) return null;
      throw error;
    }
  }

  cancel() {
    this.#current?.abort();
    this.#current = null;
  }
}

/** Saves what the server or the page made. @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** @param {string} path @param {Record<string, any>} query @param {string} name */
export async function download(path, query, name) {
  save(await (await request(path, query)).blob(), name);
}

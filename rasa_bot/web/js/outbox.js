// Messages the server has not answered yet. They outlive a reload, and are sent again under their own id, which the
// server answers once: nothing is lost and nothing happens twice.

import * as storage from "./storage.js";

/**
 * @typedef {{type: "message", id: string, text: string}
 *   | {type: "choose", id: string, payload: string, title: string}
 *   | {type: "place", id: string, lat: number, lng: number, label: string | null}} Outgoing
 * @typedef {{frame: Outgoing, shown: string, at: number}} Entry `shown`: the words of the bubble; `at`: epoch milliseconds
 */

const KEY = "outbox.";
// Older than this, a question is no longer what the child wants now: it waits for a press instead of going by itself.
const STALE_MS = 10 * 60 * 1000;

export class Outbox {
  /** @type {Map<string, Entry>} in the order of writing */
  #entries = new Map();
  #last = 0;

  constructor() {
    // One key an entry, never a list: two tabs then cannot write back what the other has just settled.
    const found = storage.keys(KEY).map((key) => parse(storage.read(key)));
    const kept = found.filter((entry) => entry !== null).sort((a, b) => a.at - b.at);
    for (const entry of kept) this.#entries.set(entry.frame.id, entry);
  }

  /**
   * @param {Outgoing} frame
   * @param {string} shown
   * @returns {Entry}
   */
  add(frame, shown) {
    this.#last = Math.max(Date.now(), this.#last + 1); // strictly growing: the order survives a reload
    const entry = { frame, shown, at: this.#last };
    this.#entries.set(frame.id, entry);
    storage.write(KEY + frame.id, JSON.stringify(entry));
    return entry;
  }

  /** @returns {Entry[]} oldest first */
  unanswered() {
    return [...this.#entries.values()];
  }

  /** @param {string} id */
  get(id) {
    return this.#entries.get(id);
  }

  /** @param {string} id answered, or refused for good */
  settle(id) {
    storage.write(KEY + id, null);
    return this.#entries.delete(id);
  }

  clear() {
    for (const id of [...this.#entries.keys()]) this.settle(id);
  }
}

/** @param {Entry} entry */
export function isStale(entry) {
  return Date.now() - entry.at > STALE_MS;
}

/**
 * @param {string | null} text
 * @returns {Entry | null}
 */
function parse(text) {
  try {
    const entry = JSON.parse(text ?? "null");
    return typeof entry?.frame?.id === "string" && typeof entry.shown === "string" && typeof entry.at === "number" ? entry : null;
  } catch {
    return null;
  }
}

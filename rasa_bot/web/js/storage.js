// localStorage that may be absent (private windows, a full disk, a parent's settings): then the page works on and only
// forgets on a reload.

const PREFIX = "naviyam.";

/** @param {string} key */
export function read(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string | null} value null forgets
 */
export function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
  } catch {
    // Nothing to do: what is kept in memory serves until the page is closed.
  }
}

/**
 * @param {string} start
 * @returns {string[]} the keys that begin so, without our prefix
 */
export function keys(start) {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX + start))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

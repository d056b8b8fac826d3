// The line that says how the connection is. It lies over the conversation instead of pushing it down, and keeps quiet
// about short breaks.

import { button, element } from "./dom.js";
import { WORDING } from "./wording.js";

const QUIET_MS = 800;

/**
 * @param {HTMLElement} banner
 * @param {import("./connection.js").Connection} connection
 */
export function showConnection(banner, connection) {
  let timer = 0;
  connection.addEventListener("state", (event) => {
    const { state, pauseMs } = /** @type {CustomEvent} */ (event).detail;
    document.documentElement.dataset.connection = state;
    clearTimeout(timer);
    if (state === "ready") banner.hidden = true;
    else timer = setTimeout(() => show(state, pauseMs), banner.hidden ? QUIET_MS : 0);
  });

  /**
   * @param {import("./connection.js").State} state
   * @param {number} pauseMs
   */
  function show(state, pauseMs) {
    banner.hidden = false;
    if (state === "connecting") {
      banner.replaceChildren(element("span", {}, WORDING.connecting));
      return;
    }
    const text = navigator.onLine ? WORDING.reconnectingIn(Math.max(1, Math.ceil(pauseMs / 1000))) : WORDING.offline;
    const now = button({ class: "connection__now" }, () => connection.retryNow(), WORDING.retryNow);
    banner.replaceChildren(element("span", {}, text), now);
  }
}

// What of a bot's message can be opened or kept: https links in its text, and a person's own data as a file.

import { element } from "./dom.js";
import { WORDING } from "./wording.js";

const HTTPS = /(https:\/\/[^\s<>"]+)/;

/**
 * A text whose https links can be followed; nothing else in it is more than letters.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function withLinks(text) {
  return text.split(HTTPS).map((part, index) => {
    if (index % 2 === 0) return part;
    return element("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, WORDING.openMap);
  });
}

/**
 * A link that saves `data` as a JSON file; it never leaves the browser on the way.
 *
 * @param {unknown} data
 * @returns {HTMLElement}
 */
export function exportView(data) {
  const file = new Blob([JSON.stringify(data, null, 2)], { type: "application/json" });
  const link = element("a", { class: "reply", href: URL.createObjectURL(file), download: "naviyam.json" }, WORDING.saveData);
  return element("ul", { class: "replies" }, element("li", {}, link));
}

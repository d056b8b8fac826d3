// Quick replies under a bot's message. They belong to one question: once anything later was sent they stay to be read,
// the pressed one with a tick, and no longer answer, so that a finger that slips does not answer an old question.

import { button, element, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { WORDING } from "./wording.js";

/**
 * @typedef {{title: string, picture?: Parameters<typeof icon>[0], main?: boolean, stays?: boolean, press: () => void}} Reply
 *   `stays`: opens something and answers nothing yet, so pressing it leaves the group open
 */

/**
 * @param {Reply[]} replies
 * @returns {HTMLElement}
 */
export function repliesView(replies) {
  const list = element("ul", { class: "replies" });
  for (const reply of replies) {
    const node = button(
      { class: reply.main ? "reply reply--main" : "reply" },
      () => {
        if (!reply.stays) {
          node.classList.add("reply--chosen");
          node.prepend(icon("check"));
        }
        reply.press();
      },
      reply.picture ? icon(reply.picture) : null,
      element("span", {}, reply.title),
    );
    list.append(element("li", {}, node));
  }
  return list;
}

/** @param {HTMLElement} view */
export function retireReplies(view) {
  view.classList.add("replies--old");
  for (const node of view.querySelectorAll("button")) {
    node.setAttribute("aria-disabled", "true"); // not disabled: focus stays where it was
    if (node.classList.contains("reply--chosen")) node.append(unseen(`, ${WORDING.chosen}`));
  }
}

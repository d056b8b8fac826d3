// Who to be: demo people, in development mode only (the server lists none in production and refuses the name).

import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { openSheet } from "./sheet.js";
import { WORDING } from "./wording.js";

/** @typedef {{id: string, name: string, description: string}} Person */

/**
 * @param {HTMLElement} opener the button in the header
 * @param {Person[]} people
 * @param {string | null} current
 * @param {(person: string | null) => void} become
 */
export function showPersonPicker(opener, people, current, become) {
  const guest = { id: null, name: WORDING.personNone, description: WORDING.personNoneWhy };
  const all = [guest, ...people];
  const chosen = all.find(({ id }) => id === current) ?? guest;
  opener.hidden = false;
  opener.setAttribute("aria-label", WORDING.personLabel(chosen.name));
  opener.replaceChildren(element("span", { class: "person__name" }, chosen.name), icon("chevronDown"));
  opener.onclick = () => {
    const list = element("ul", { class: "sheet__list sheet__list--wide" });
    const sheet = openSheet({ title: WORDING.personTitle, why: WORDING.personWhy, body: [list] });
    for (const { id, name, description } of all) {
      const isChosen = id === chosen.id;
      const pick = () => {
        sheet.close();
        if (!isChosen) become(id);
      };
      const words = element("span", { class: "choice__words" }, element("strong", {}, name), element("span", {}, description));
      const choice = button({ class: "sheet__choice", "aria-current": isChosen ? "true" : null }, pick, words, isChosen ? icon("check") : null);
      list.append(element("li", {}, choice));
    }
  };
}

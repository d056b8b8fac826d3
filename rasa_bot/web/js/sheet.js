// A sheet that rises from the lower edge (a box in the middle on a desktop). `<dialog>` brings the focus trap, Escape and
// the return of focus to the button that opened it.

import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { WORDING } from "./wording.js";

let count = 0;

/**
 * Opens a sheet; it leaves the page when closed.
 *
 * @param {{title: string, why: string, body: HTMLElement[]}} content
 * @returns {{close: () => void, closed: Promise<void>}}
 */
export function openSheet({ title, why, body }) {
  count += 1;
  const titleId = `sheet-title-${count}`;
  const whyId = `sheet-why-${count}`;
  const sheet = /** @type {HTMLDialogElement} */ (element("dialog", { class: "sheet", "aria-labelledby": titleId, "aria-describedby": whyId }));
  const close = () => sheet.close();
  sheet.append(
    element(
      "div",
      { class: "sheet__inside" },
      element(
        "div",
        { class: "sheet__head" },
        element("h2", { id: titleId, class: "sheet__title" }, title),
        button({ class: "sheet__close", "aria-label": WORDING.close }, close, icon("close")),
      ),
      element("p", { id: whyId, class: "sheet__why" }, why),
      ...body,
    ),
  );
  sheet.addEventListener("click", (event) => event.target === sheet && close()); // the backdrop
  const closed = new Promise((resolve) =>
    sheet.addEventListener("close", () => {
      sheet.remove();
      resolve(undefined);
    }),
  );
  document.body.append(sheet);
  sheet.showModal();
  return { close, closed: /** @type {Promise<void>} */ (closed) };
}

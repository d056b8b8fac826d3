// The one place that makes elements. Text goes in as text nodes and nothing here parses markup, so whatever a shop is
// called or a person typed is shown letter by letter.

/**
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] null, undefined and false are left out
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) node.append(child);
  return node;
}

/**
 * A button that submits no form.
 *
 * @param {Record<string, string | number | boolean | null | undefined>} attributes
 * @param {(event: MouseEvent) => void} onPress not called while the button is `aria-disabled`
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLButtonElement}
 */
export function button(attributes, onPress, ...children) {
  const node = /** @type {HTMLButtonElement} */ (element("button", { type: "button", ...attributes }, ...children));
  node.addEventListener("click", (event) => {
    if (node.getAttribute("aria-disabled") !== "true") onPress(event);
  });
  return node;
}

/**
 * Words for a screen reader only.
 *
 * @param {string} text
 */
export function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

/**
 * An element that index.html promises.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (node === null) throw new Error(`index.html has no #${id}`);
  return node;
}

// Shop cards out of `custom.slate` (its shape is fixed by the recommendation contract). A card claims what the row says
// and no more: unknown hours, card use or ingredients are shown as unknown, in words beside the icon.

import { button, element, unseen } from "./dom.js";
import { clock, distance, won } from "./format.js";
import { icon } from "./icons.js";
import { CONDITIONS, INGREDIENTS, SAID_BY_ICONS, WORDING } from "./wording.js";

/**
 * @typedef {{menu_id: number, name: string, price: number, final_price: number, allergens: string[] | null}} Menu
 * @typedef {{shop_id: number, name: string, category: string, menu: Menu | null, distance_m: number, walk_min: number,
 *   open: boolean | null, closes_at: string | null, card: "Y" | "P" | "N" | "U", score: number, reasons: string[]}} Item
 * @typedef {{slate_id: string, request: {diet?: string[], at?: string}, relaxed: string[], items: Item[],
 *   then?: string}} Slate
 * @typedef {(payload: string, title: string) => void} Choose
 */

const REASONS_SHOWN = 3;
const CLOSES_SOON_MS = 30 * 60 * 1000; // as in actions/wording/slate.py

/**
 * @param {Slate} slate
 * @param {Choose} choose
 * @returns {HTMLElement}
 */
export function slateView(slate, choose) {
  const careful = (slate.request.diet ?? []).length > 0;
  const list = element("ol", { class: "slate__shops" });
  slate.items.forEach((item, index) => list.append(shopCard(item, index + 1, slate, careful, choose)));
  return element(
    "section",
    { class: "slate", "aria-label": WORDING.slateLabel(slate.items.length) },
    slate.relaxed.length > 0 ? relaxedNote(slate.relaxed) : null,
    list,
  );
}

/**
 * Marks a slate that a newer one has replaced; its buttons still answer, since "the one before" is a fair wish.
 *
 * @param {HTMLElement} view
 */
export function retireSlate(view) {
  if (view.classList.contains("slate--old")) return;
  view.classList.add("slate--old");
  view.prepend(element("p", { class: "slate__old" }, WORDING.slateOld));
}

/**
 * @param {Item} item
 * @param {number} rank from 1
 * @param {Slate} slate
 * @param {boolean} careful whether the request names a restriction
 * @param {Choose} choose
 */
function shopCard(item, rank, slate, careful, choose) {
  const facts = element("ul", { class: "shop__facts" }, walkFact(item), hoursFact(item, slate), cardFact(item), ...ingredientFacts(item, careful));
  const reasons = item.reasons
    .filter((reason) => !SAID_BY_ICONS.some((said) => said.test(reason)))
    .slice(0, REASONS_SHOWN)
    .map((reason) => element("li", { class: "shop__reason" }, reason));
  const name = element("h3", { class: "shop__name" }, item.name);
  return element(
    "li",
    { class: "shop" },
    element(
      "div",
      { class: "shop__head" },
      element("span", { class: "shop__rank" }, String(rank), unseen(WORDING.rank(rank).slice(String(rank).length))),
      name,
      element("span", { class: "shop__category" }, item.category),
    ),
    menuLine(item.menu),
    facts,
    reasons.length > 0 ? element("ul", { class: "shop__reasons" }, ...reasons) : null,
    chooseButton(item, rank, slate, choose),
  );
}

/** @param {Menu | null} menu */
function menuLine(menu) {
  if (menu === null) return element("p", { class: "shop__menu" }, WORDING.noMenu);
  const price = element("span", { class: "shop__price" });
  // The list price is the one the money was checked against: a coupon's price stands beside it, never instead.
  price.append(element("strong", {}, won(menu.price)));
  if (menu.final_price < menu.price) {
    price.append(" ", element("span", { class: "shop__coupon" }, WORDING.withCoupon(won(menu.final_price))));
  }
  return element("p", { class: "shop__menu" }, element("span", { class: "shop__dish" }, menu.name), " ", price);
}

/** @param {Item} item */
function walkFact(item) {
  return fact("walk", "plain", `${WORDING.walk(item.walk_min)} · ${distance(item.distance_m)}`);
}

/**
 * @param {Item} item
 * @param {Slate} slate whose moment counts: `then` names it where that is not now
 */
function hoursFact(item, { request: { at }, then }) {
  if (item.open === null || item.open === undefined) return fact("question", "unsure", WORDING.hoursUnknown);
  if (!item.open) return fact("clock", "bad", then ? WORDING.closedThen(then) : WORDING.closedNow);
  const closing = clock(item.closes_at);
  if (closing === null) return fact("clock", "good", then ? WORDING.openThen(then) : WORDING.openNow);
  if (then) return fact("clock", "good", WORDING.closesThen(then, closing));
  const isSoon = Date.parse(item.closes_at ?? "") - Date.parse(at ?? "") < CLOSES_SOON_MS;
  return isSoon ? fact("clock", "unsure", WORDING.closesSoon(closing)) : fact("clock", "good", WORDING.closesAt(closing));
}

/** @param {Item} item */
function cardFact(item) {
  switch (item.card) {
    case "Y":
      return fact("card", "good", WORDING.card.Y);
    case "P":
      return fact("half", "unsure", WORDING.card.P);
    case "N":
      return fact("cross", "bad", WORDING.card.N);
    default:
      return fact("question", "unsure", WORDING.card.U);
  }
}

/**
 * @param {Item} item
 * @param {boolean} careful
 */
function ingredientFacts(item, careful) {
  if (item.menu === null) return [];
  const { allergens } = item.menu;
  if (allergens === null || allergens === undefined) {
    return [careful ? fact("warning", "warn", WORDING.allergensUnknown) : fact("question", "plain", WORDING.allergensUnknownQuiet)];
  }
  if (allergens.length === 0) return [];
  const names = allergens.map((value) => named(INGREDIENTS, value)).join(", ");
  return [fact("leaf", "plain", WORDING.allergens(names))];
}

/**
 * @param {Parameters<typeof icon>[0]} picture
 * @param {"plain" | "good" | "unsure" | "bad" | "warn"} tone
 * @param {string} text
 */
function fact(picture, tone, text) {
  return element("li", { class: `fact fact--${tone}` }, icon(picture), element("span", {}, text));
}

/**
 * @param {Item} item
 * @param {number} rank
 * @param {Slate} slate
 * @param {Choose} choose
 */
function chooseButton(item, rank, slate, choose) {
  const label = element("span", {}, WORDING.choose);
  const node = button({ class: "shop__choose", "aria-label": WORDING.chooseLabel(rank, item.name) }, () => {
    // aria-disabled, not disabled: a keyboard user's focus stays where it was.
    node.setAttribute("aria-disabled", "true");
    node.setAttribute("aria-label", `${WORDING.chosen}: ${WORDING.rank(rank)} ${item.name}`);
    node.replaceChildren(icon("check"), element("span", {}, WORDING.chosen));
    node.closest(".shop")?.classList.add("shop--chosen");
    const payload = `/select_option${JSON.stringify({ ordinal: rank, slate_id: slate.slate_id })}`;
    choose(payload, WORDING.chooseSent(rank, item.name));
  }, label);
  return node;
}

/** @param {string[]} names */
function relaxedNote(names) {
  const words = names.map((name) => named(CONDITIONS, name)).join(", ");
  return element("p", { class: "slate__relaxed" }, icon("warning"), element("span", {}, WORDING.relaxed(words)));
}

/**
 * @param {Readonly<Record<string, string>>} table
 * @param {string} key
 */
function named(table, key) {
  return Object.hasOwn(table, key) ? table[key] : key;
}

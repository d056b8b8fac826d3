// Where to look for shops: the phone's own place, or a neighbourhood out of a list. Refusing is fine and said to be fine.

import { button, element } from "./dom.js";
import { distance } from "./format.js";
import { icon } from "./icons.js";
import { openSheet } from "./sheet.js";
import { WORDING } from "./wording.js";

/** @typedef {{label: string, lat: number, lng: number}} Neighbourhood */

const SEARCH_MS = 10_000;
const FRESH_MS = 60_000;
// Walking minutes are promised from this place; an accuracy beyond the search radius would make them guesses.
const VAGUE_M = 1_000;
// Four decimals are about ten metres: enough to walk by, and not a child's own door.
const DECIMALS = 4;

/**
 * @param {Neighbourhood[]} neighbourhoods
 * @param {(lat: number, lng: number, label: string | null) => void} send
 */
export function openPlaceSheet(neighbourhoods, send) {
  const said = element("p", { class: "sheet__said", role: "status" });
  const extra = element("div", {});
  const share = button({ class: "sheet__main" }, locate, icon("target"), element("span", {}, WORDING.placeShare));
  // Browsers give a place to secure pages only; a button that can but fail helps nobody.
  const canLocate = window.isSecureContext && "geolocation" in navigator;
  const list = element("ul", { class: "sheet__list", "aria-label": WORDING.placeList });
  for (const { label, lat, lng } of neighbourhoods) {
    list.append(element("li", {}, button({ class: "sheet__choice" }, () => done(lat, lng, label), icon("pin"), element("span", {}, label))));
  }
  const sheet = openSheet({
    title: WORDING.placeTitle,
    why: canLocate ? WORDING.placeWhy : "",
    body: [
      ...(canLocate ? [share, said, extra] : []),
      element("h3", { class: "sheet__subtitle" }, WORDING.placeList),
      neighbourhoods.length > 0 ? list : element("p", { class: "sheet__why" }, WORDING.placeNoList),
    ],
  });

  function locate() {
    share.setAttribute("aria-disabled", "true");
    said.textContent = WORDING.placeSearching;
    extra.replaceChildren();
    navigator.geolocation.getCurrentPosition(located, refused, { timeout: SEARCH_MS, maximumAge: FRESH_MS });
  }

  /** @param {GeolocationPosition} position */
  function located({ coords }) {
    share.removeAttribute("aria-disabled");
    if (coords.accuracy <= VAGUE_M) {
      done(coords.latitude, coords.longitude, null);
      return;
    }
    said.textContent = WORDING.placeVague(distance(coords.accuracy));
    extra.replaceChildren(button({ class: "sheet__choice" }, () => done(coords.latitude, coords.longitude, null), WORDING.placeAnyway));
  }

  /** @param {GeolocationPositionError} error */
  function refused(error) {
    share.removeAttribute("aria-disabled");
    if (error.code === error.PERMISSION_DENIED) said.textContent = WORDING.placeDenied;
    else said.textContent = error.code === error.TIMEOUT ? WORDING.placeTimeout : WORDING.placeUnavailable;
  }

  /**
   * @param {number} lat
   * @param {number} lng
   * @param {string | null} label
   */
  function done(lat, lng, label) {
    sheet.close();
    send(Number(lat.toFixed(DECIMALS)), Number(lng.toFixed(DECIMALS)), label);
  }
}

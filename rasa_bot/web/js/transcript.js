// The conversation on the screen: who said what, and how each own message fares.

import { button, element, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { exportView, withLinks } from "./links.js";
import { repliesView, retireReplies } from "./replies.js";
import { retireSlate, slateView } from "./slate.js";
import { WORDING } from "./wording.js";

/**
 * @typedef {{text?: string, buttons?: {title: string, payload: string}[], custom?: {slate?: import("./slate.js").Slate, ask?: string, export?: unknown}}} BotMessage
 * @typedef {{say: (text: string) => void, choose: (payload: string, title: string) => void, resend: (id: string) => void,
 *   askPlace: () => void}} Handlers
 * @typedef {"sent" | "waiting" | "failed" | "refused"} Fate
 */

const SELECT = "/select_option";
const FIRST_SHOP_LINE = /\n(?=\d+\. )/;

export class Transcript {
  /** @type {Map<string, {run: HTMLElement, shown: string}>} own messages by id */
  #own = new Map();
  /** @type {HTMLElement | null} */
  #typing = null;

  /**
   * @param {HTMLElement} log
   * @param {import("./scroller.js").Scroller} scroller
   * @param {Handlers} handlers
   */
  constructor(log, scroller, handlers) {
    this.log = log;
    this.scroller = scroller;
    this.handlers = handlers;
  }

  get isEmpty() {
    return this.log.childElementCount === 0;
  }

  clear() {
    this.#own.clear();
    this.#typing = null;
    this.log.replaceChildren();
  }

  /**
   * Fills in what a screen reader need not read out: the talk of before.
   *
   * @param {() => void} fill
   */
  quietly(fill) {
    this.log.setAttribute("aria-busy", "true");
    fill();
    this.log.removeAttribute("aria-busy");
  }

  /** Before anything was said: who this is, and sentences to begin with. */
  welcome() {
    const starters = WORDING.starters.map((text) => ({ title: text, press: () => this.handlers.say(text) }));
    const run = botRun(
      bubble("bot", WORDING.welcomeTitle, WORDING.welcomeText),
      repliesView([this.#placeReply(), ...starters]),
    );
    this.scroller.reveal(() => this.#append(run));
  }

  /**
   * @param {string | null} id null: said long ago, its fate is known
   * @param {string} shown
   */
  own(id, shown) {
    this.#retire();
    const run = element("div", { class: "run run--me" }, bubble("me", null, shown));
    if (id !== null) this.#own.set(id, { run, shown });
    this.#append(run);
    this.scroller.toEnd();
  }

  /** @param {string} id */
  knows(id) {
    return this.#own.has(id);
  }

  /**
   * @param {string} id
   * @param {Fate} fate
   * @param {string} [reason] the server's own words, when refused
   */
  mark(id, fate, reason) {
    const own = this.#own.get(id);
    if (own === undefined) return;
    own.run.querySelector(".fate")?.remove();
    if (fate === "sent") return;
    const line = element("p", { class: `fate fate--${fate}` });
    if (fate === "waiting") line.append(icon("clock"), element("span", {}, WORDING.waiting));
    else line.append(icon("warning"), element("span", {}, reason ?? (fate === "failed" ? WORDING.failed : WORDING.refused)));
    if (fate === "failed") {
      const label = WORDING.resendLabel(own.shown);
      line.append(button({ class: "fate__resend", "aria-label": label }, () => this.handlers.resend(id), icon("retry"), WORDING.resend));
    }
    this.scroller.reveal(() => (own.run.append(line), own.run));
  }

  /** @param {BotMessage[]} messages one reply of the server */
  bot(messages) {
    this.scroller.reveal(() => {
      this.typing(false);
      return this.#append(botRun(...this.#botParts(messages)));
    });
  }

  /** @param {string} text what the page itself has to say */
  notice(text) {
    this.scroller.reveal(() => this.#append(element("p", { class: "notice" }, text)));
  }

  /** @param {boolean} on */
  typing(on) {
    if (on === (this.#typing !== null)) return;
    if (!on) {
      this.#typing?.remove();
      this.#typing = null;
      return;
    }
    const dots = element("span", { class: "typing", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
    // Outside the log's live region by aria-hidden: an indicator read aloud at every message is noise.
    this.#typing = element("div", { class: "run run--bot", "aria-hidden": "true", title: WORDING.typing }, who(), dots);
    this.scroller.reveal(() => this.#append(/** @type {HTMLElement} */ (this.#typing)));
  }

  /** @param {BotMessage[]} messages */
  #botParts(messages) {
    const parts = [];
    const replies = [];
    const hasCards = messages.some((message) => message.custom?.slate);
    for (const { text, buttons, custom } of messages) {
      if (text) parts.push(hasCards ? besideCards(text) : bubble("bot", null, text));
      if (custom?.slate) parts.push(this.#slate(custom.slate));
      if (custom?.export) parts.push(exportView(custom.export));
      if (custom?.ask === "place") replies.unshift(this.#placeReply());
      for (const { title, payload } of buttons ?? []) {
        if (hasCards && payload.startsWith(SELECT)) continue; // each card has this button
        replies.push({ title, press: () => this.handlers.choose(payload, title) });
      }
    }
    if (replies.length > 0) parts.push(repliesView(replies));
    return parts;
  }

  /** @param {import("./slate.js").Slate} slate */
  #slate(slate) {
    for (const old of this.log.querySelectorAll(".slate")) retireSlate(/** @type {HTMLElement} */ (old));
    return slateView(slate, this.handlers.choose);
  }

  /** @returns {import("./replies.js").Reply} */
  #placeReply() {
    return { title: WORDING.placeAsk, picture: "pin", main: true, stays: true, press: this.handlers.askPlace };
  }

  #retire() {
    for (const old of this.log.querySelectorAll(".replies:not(.replies--old)")) retireReplies(/** @type {HTMLElement} */ (old));
  }

  /**
   * @template {HTMLElement} T
   * @param {T} node
   * @returns {T}
   */
  #append(node) {
    this.log.append(node);
    if (this.#typing !== null && this.#typing !== node) this.log.append(this.#typing); // stays last
    return node;
  }
}

/** @param {...HTMLElement} parts */
function botRun(...parts) {
  return element("div", { class: "run run--bot" }, who(), ...parts);
}

function who() {
  const mark = element("img", { class: "who__mark", src: "/chat/icon.svg", alt: "", width: 24, height: 24 });
  return element("p", { class: "who" }, mark, element("span", {}, WORDING.bot));
}

/**
 * A slate's text says every shop in a numbered line, for messengers without cards. Here the cards say it: the lines fold
 * away behind the sentence before them.
 *
 * @param {string} text
 */
function besideCards(text) {
  const [opening, ...lines] = text.split(FIRST_SHOP_LINE);
  if (lines.length === 0) return bubble("bot", null, text);
  const folded = element("details", { class: "as-text" }, element("summary", {}, WORDING.asText), element("p", { class: "bubble__text" }, lines.join("\n")));
  const view = bubble("bot", null, opening);
  view.append(folded);
  return view;
}

/**
 * @param {"bot" | "me"} side
 * @param {string | null} title
 * @param {string} text
 */
function bubble(side, title, text) {
  return element(
    "div",
    { class: `bubble bubble--${side}` },
    side === "me" ? unseen(`${WORDING.me}: `) : null,
    title === null ? null : element("strong", { class: "bubble__title" }, title),
    element("p", { class: "bubble__text" }, ...(side === "bot" ? withLinks(text) : [text])),
  );
}

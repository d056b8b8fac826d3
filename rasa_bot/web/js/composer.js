// The text box: Enter sends (never inside a Hangul composition), Shift+Enter breaks the line, and what is too long stays
// in the box and is said to be, rather than being cut off in silence.

import { length } from "./format.js";
import { WORDING } from "./wording.js";

const COUNT_FROM = 0.8; // of the limit: a counter from the first letter on would only unsettle
const TALLEST_PX = 132;

export class Composer {
  #most = 500;

  /**
   * @param {{form: HTMLFormElement, box: HTMLTextAreaElement, send: HTMLElement, counter: HTMLElement, spoken: HTMLElement}} parts
   * @param {(text: string) => void} say
   */
  constructor(parts, say) {
    this.parts = parts;
    this.say = say;
    parts.box.addEventListener("input", () => this.#update());
    parts.box.addEventListener("keydown", (event) => this.#key(event));
    parts.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    // A press on the button would take the focus and fold the phone's keyboard away between two messages.
    parts.send.addEventListener("pointerdown", (event) => document.activeElement === parts.box && event.preventDefault());
    this.#update();
  }

  /** @param {number} most characters in one message */
  set most(most) {
    this.#most = most;
    this.#update();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // keyCode 229: Safari ends the composition before it reports the Enter that ended it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const { box } = this.parts;
    const text = box.value.trim();
    if (text === "" || this.#over() > 0) {
      box.focus();
      return;
    }
    box.value = "";
    this.#update();
    this.say(text);
  }

  #over() {
    return length(this.parts.box.value.trim()) - this.#most;
  }

  #update() {
    const { box, send, counter, spoken } = this.parts;
    const over = this.#over();
    const used = this.#most + over;
    const isOver = over > 0;
    counter.hidden = used < this.#most * COUNT_FROM;
    counter.textContent = WORDING.counter(used, this.#most) + (isOver ? ` · ${WORDING.tooLong(over)}` : "");
    counter.classList.toggle("composer__counter--over", isOver);
    // Spoken when the limit is crossed, not at every letter.
    if (isOver !== (spoken.textContent !== "")) spoken.textContent = isOver ? WORDING.tooLong(over) : "";
    box.setAttribute("aria-invalid", String(isOver));
    send.setAttribute("aria-disabled", String(isOver || used === 0));
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, TALLEST_PX)}px`;
  }
}

// Where the reader is in the conversation, and when to move them.

const NEAR_PX = 80;
const MARGIN_PX = 12;

export class Scroller {
  #following = true;

  /**
   * @param {HTMLElement} log the scrolling element
   * @param {HTMLElement} newest the button that leads to what came while the reader was reading further up
   */
  constructor(log, newest) {
    this.log = log;
    this.newest = newest;
    newest.addEventListener("click", () => {
      this.toEnd();
      log.focus({ preventScroll: true });
    });
    log.addEventListener("scroll", () => {
      this.#following = this.#gap() < NEAR_PX;
      if (this.#following) newest.hidden = true;
    });
    // A keyboard that opens, or a text box that grows, takes height away: the last message stays in sight.
    new ResizeObserver(() => this.#following && this.toEnd()).observe(log);
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.newest.hidden = true;
  }

  /**
   * Shows what `add` adds, from its beginning when it is taller than the screen; a reader further up is not moved, but told.
   *
   * @param {() => HTMLElement} add
   */
  reveal(add) {
    const stay = this.#gap() >= NEAR_PX;
    const added = add();
    if (stay) {
      this.newest.hidden = false;
      return;
    }
    const end = this.log.scrollHeight - this.log.clientHeight;
    this.log.scrollTop = Math.min(end, added.offsetTop - MARGIN_PX);
  }

  #gap() {
    return this.log.scrollHeight - this.log.clientHeight - this.log.scrollTop;
  }
}

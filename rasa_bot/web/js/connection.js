// The WebSocket, kept alive: says hello, answers pings, notices a silent line, and comes back with growing, jittered
// pauses, so that a thousand phones do not return in the same second.

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const READY_WITHIN_MS = 8_000;
// The server pings every 30 s; a phone that changed its network hears nothing and gets no close either.
const SILENCE_MS = 45_000;

/**
 * @typedef {"connecting" | "ready" | "waiting"} State
 * @typedef {{type: string, [key: string]: any}} Frame
 */

/** Fires `state` (detail: {state, pauseMs}) and `frame` (detail: Frame; `ping` is answered here and not passed on). */
export class Connection extends EventTarget {
  /** @type {WebSocket | null} */
  #socket = null;
  #failures = 0;
  #silence = 0;
  #pause = 0;
  /** @type {State} */
  #state = "connecting";

  /**
   * @param {string} url
   * @param {() => object} hello what to introduce ourselves with, asked anew for every connection
   */
  constructor(url, hello) {
    super();
    this.url = url;
    this.hello = hello;
    addEventListener("online", () => this.retryNow());
    addEventListener("pageshow", (event) => event.persisted && this.retryNow());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.retryNow());
  }

  get isReady() {
    return this.#state === "ready";
  }

  open() {
    this.#drop();
    this.#become("connecting");
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.addEventListener("open", () => socket.send(JSON.stringify(this.hello())));
    socket.addEventListener("message", (event) => this.#socket === socket && this.#receive(event.data));
    socket.addEventListener("close", () => this.#socket === socket && this.#lost());
    this.#listen(READY_WITHIN_MS);
  }

  /** Drops a line that seems dead, or belongs to someone else now, and starts a new one at once. */
  restart() {
    this.#failures = 0;
    this.open();
  }

  /** Ends a pause early; does nothing on a living line. */
  retryNow() {
    if (this.#state === "waiting") this.restart();
  }

  /**
   * @param {object} frame
   * @returns {boolean} whether it went out; false: the caller keeps it
   */
  send(frame) {
    if (!this.isReady || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** @param {unknown} data */
  #receive(data) {
    this.#listen(this.isReady ? SILENCE_MS : READY_WITHIN_MS);
    const frame = parse(data);
    if (frame === null) return;
    if (frame.type === "ping") {
      this.#socket?.send(JSON.stringify({ type: "pong" }));
      return;
    }
    if (frame.type === "ready") {
      this.#failures = 0;
      this.#listen(SILENCE_MS);
      this.#become("ready");
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #lost() {
    this.#drop();
    const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    const pauseMs = ceiling / 2 + (Math.random() * ceiling) / 2;
    this.#failures += 1;
    this.#pause = setTimeout(() => this.open(), pauseMs);
    this.#become("waiting", pauseMs);
  }

  #drop() {
    clearTimeout(this.#pause);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null; // first, so that the close event of a dropped line is not taken for a loss
    socket?.close();
  }

  /** @param {number} withinMs */
  #listen(withinMs) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(), withinMs);
  }

  /**
   * @param {State} state
   * @param {number} [pauseMs]
   */
  #become(state, pauseMs = 0) {
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, pauseMs } }));
  }
}

/**
 * @param {unknown} data
 * @returns {Frame | null} null for what is no frame: a later server may say things this page does not know
 */
function parse(data) {
  if (typeof data !== "string") return null;
  try {
    const frame = JSON.parse(data);
    return typeof frame?.type === "string" ? frame : null;
  } catch {
    return null;
  }
}

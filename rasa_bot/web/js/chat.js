// The conversation itself: what goes out, what comes back, and that nothing is lost or done twice between the two.

import * as storage from "./storage.js";
import { isStale } from "./outbox.js";
import { WORDING } from "./wording.js";

const TOKEN = "token";
const PERSON = "person";
// The server answers every turn within 5 s; twice that without a word, and the message is called unsent.
const ANSWER_WITHIN_MS = 10_000;
// Sending the same thing again cannot help these.
const FINAL_REFUSALS = new Set(["bad_frame", "bad_id", "bad_payload", "bad_place", "empty", "not_json", "too_large", "too_long"]);
// A demo person who is gone, or was chosen while this address still was a development server.
const UNWELCOME_PERSON = new Set(["unknown_person", "pretence_forbidden"]);

/**
 * @typedef {import("./outbox.js").Outgoing} Outgoing
 * @typedef {{from: "user", id?: string | null, text: string}
 *   | {from: "bot", to?: string | null, messages: import("./transcript.js").BotMessage[]}} Past
 */

export class Chat {
  /** @type {Map<string, number>} timers of messages that are out, by id */
  #awaited = new Map();
  /** @type {Set<string>} ids whose answer is on the screen: a message sent twice is answered twice, and shown once */
  #answered = new Set();
  /** @type {Set<string>} ids that had no answer once, and got a new line for it */
  #triedAnew = new Set();
  /** @type {Set<string>} */
  #typing = new Set();
  #hasShownPast = false;

  /**
   * @param {import("./connection.js").Connection} connection
   * @param {import("./transcript.js").Transcript} transcript
   * @param {import("./outbox.js").Outbox} outbox
   */
  constructor(connection, transcript, outbox) {
    this.connection = connection;
    this.transcript = transcript;
    this.outbox = outbox;
    connection.addEventListener("frame", (event) => this.#receive(/** @type {CustomEvent} */ (event).detail));
    connection.addEventListener("state", () => connection.isReady || this.#interrupted());
  }

  get person() {
    return storage.read(PERSON);
  }

  hello() {
    return { type: "hello", token: storage.read(TOKEN), person: this.person };
  }

  /** @param {string} text */
  say(text) {
    this.#post({ type: "message", id: newId(), text }, text);
  }

  /**
   * @param {string} payload
   * @param {string} title
   */
  choose(payload, title) {
    this.#post({ type: "choose", id: newId(), payload, title }, title);
  }

  /**
   * @param {number} lat
   * @param {number} lng
   * @param {string | null} label
   */
  standAt(lat, lng, label) {
    const shown = label === null ? WORDING.placeSent : WORDING.placeSentNamed(label);
    this.#post({ type: "place", id: newId(), lat, lng, label }, shown);
  }

  /** @param {string} id */
  resend(id) {
    const entry = this.outbox.get(id);
    if (entry !== undefined) this.#transmit(entry.frame);
  }

  /**
   * Someone else takes the phone: their talk begins empty, and nothing of the one before goes out under their name.
   *
   * @param {string | null} person development mode only
   */
  become(person) {
    storage.write(PERSON, person);
    storage.write(TOKEN, null);
    this.outbox.clear();
    this.#interrupted();
    this.#hasShownPast = false;
    this.transcript.clear();
    this.connection.restart();
  }

  /**
   * @param {Outgoing} frame
   * @param {string} shown
   */
  #post(frame, shown) {
    this.outbox.add(frame, shown);
    this.transcript.own(frame.id, shown);
    this.#transmit(frame);
  }

  /** @param {Outgoing} frame */
  #transmit(frame) {
    if (!this.connection.send(frame)) {
      this.transcript.mark(frame.id, "waiting");
      this.connection.retryNow();
      return;
    }
    this.transcript.mark(frame.id, "sent");
    clearTimeout(this.#awaited.get(frame.id));
    this.#awaited.set(frame.id, setTimeout(() => this.#overdue(frame.id), ANSWER_WITHIN_MS));
  }

  /**
   * No answer in time. A phone that changed from one network to another has a dead line and does not know: once, a new
   * line is tried without asking (`#ready` sends again); after that the person decides.
   *
   * @param {string} id
   */
  #overdue(id) {
    if (!this.#triedAnew.has(id)) {
      this.#triedAnew.add(id);
      this.connection.restart();
      return;
    }
    this.#awaited.delete(id);
    this.#quiet(id);
    this.transcript.mark(id, "failed");
  }

  /** @param {import("./connection.js").Frame} frame */
  #receive(frame) {
    switch (frame.type) {
      case "ready":
        return this.#ready(frame);
      case "typing":
        if (this.#awaited.has(frame.to)) this.#typing.add(frame.to);
        return this.transcript.typing(this.#typing.size > 0);
      case "reply":
        return this.#reply(frame.to, frame.messages);
      case "error":
        return this.#refused(frame.to, frame.code, frame.message);
    }
  }

  /** @param {import("./connection.js").Frame} frame */
  #ready({ token, history }) {
    storage.write(TOKEN, token);
    if (!this.#hasShownPast) this.#showPast(history ?? []);
    for (const entry of this.outbox.unanswered()) {
      const isNew = !this.transcript.knows(entry.frame.id);
      if (isNew) this.transcript.own(entry.frame.id, entry.shown);
      if (isNew && isStale(entry)) this.transcript.mark(entry.frame.id, "failed");
      else this.#transmit(entry.frame);
    }
  }

  /** @param {Past[]} history oldest first */
  #showPast(history) {
    this.#hasShownPast = true;
    this.transcript.quietly(() => {
      if (history.length === 0 && this.outbox.unanswered().length === 0) this.transcript.welcome();
      for (const past of history) {
        if (past.from === "user") {
          this.transcript.own(past.id ?? null, past.text);
        } else {
          if (past.to) this.#reply(past.to, past.messages);
          else this.transcript.bot(past.messages);
        }
      }
    });
    if (history.length > 0) this.transcript.scroller.toEnd();
  }

  /**
   * @param {string} id
   * @param {import("./transcript.js").BotMessage[]} messages
   */
  #reply(id, messages) {
    if (this.#answered.has(id)) return;
    this.#answered.add(id);
    this.#settle(id);
    this.transcript.mark(id, "sent");
    this.transcript.bot(messages);
    this.transcript.typing(this.#typing.size > 0);
  }

  /**
   * @param {string | null} id
   * @param {string} code
   * @param {string} message a Korean sentence
   */
  #refused(id, code, message) {
    if (!this.connection.isReady) {
      this.#turnedAway(code, message);
    } else if (id === null || this.outbox.get(id) === undefined) {
      this.transcript.notice(message);
    } else if (FINAL_REFUSALS.has(code)) {
      this.#settle(id);
      this.transcript.mark(id, "refused", message);
    } else {
      clearTimeout(this.#awaited.get(id));
      this.#awaited.delete(id);
      this.#quiet(id);
      this.transcript.mark(id, "failed", message);
    }
  }

  /**
   * The hello was not liked.
   *
   * @param {string} code
   * @param {string} message
   */
  #turnedAway(code, message) {
    if (UNWELCOME_PERSON.has(code)) {
      this.become(null);
      this.transcript.notice(message);
    } else if (code === "bad_token") {
      this.transcript.notice(message); // a fresh conversation and its token follow by themselves
    }
    // Anything else: the server is not able just now, hangs up, and the banner tells of the next attempt.
  }

  /** @param {string} id */
  #settle(id) {
    clearTimeout(this.#awaited.get(id));
    this.#awaited.delete(id);
    this.#quiet(id);
    this.outbox.settle(id);
  }

  /** @param {string} id */
  #quiet(id) {
    this.#typing.delete(id);
    this.transcript.typing(this.#typing.size > 0);
  }

  /** The line is gone: what is out may or may not have arrived, and goes again when the line is back. */
  #interrupted() {
    for (const [id, timer] of this.#awaited) {
      clearTimeout(timer);
      this.transcript.mark(id, "waiting");
    }
    this.#awaited.clear();
    this.#typing.clear();
    this.transcript.typing(false);
  }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Plain http on a phone in the same room has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

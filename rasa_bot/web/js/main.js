// Puts the parts together.

import { showConnection } from "./banner.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { loadConfig } from "./config.js";
import { Connection } from "./connection.js";
import { byId } from "./dom.js";
import { icon } from "./icons.js";
import { Outbox } from "./outbox.js";
import { showPersonPicker } from "./person.js";
import { openPlaceSheet } from "./place.js";
import { Scroller } from "./scroller.js";
import { Transcript } from "./transcript.js";
import { fitAboveKeyboard } from "./viewport.js";

const log = byId("log");
const newest = byId("newest");
newest.append(icon("arrowDown"));
byId("place").append(icon("pin"));
byId("send").append(icon("send"));

const configuration = loadConfig();
/** @type {import("./place.js").Neighbourhood[]} */
let neighbourhoods = [];

/** @type {Connection} */
const connection = new Connection(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`, () => chat.hello());
const transcript = new Transcript(log, new Scroller(log, newest), {
  say: (text) => chat.say(text),
  choose: (payload, title) => chat.choose(payload, title),
  resend: (id) => chat.resend(id),
  askPlace,
});
/** @type {Chat} */
const chat = new Chat(connection, transcript, new Outbox());
const composer = new Composer(
  {
    form: /** @type {HTMLFormElement} */ (byId("composer")),
    box: /** @type {HTMLTextAreaElement} */ (byId("text")),
    send: byId("send"),
    counter: byId("counter"),
    spoken: byId("counter-spoken"),
  },
  (text) => chat.say(text),
);

function askPlace() {
  openPlaceSheet(neighbourhoods, (lat, lng, label) => chat.standAt(lat, lng, label));
}

byId("place").addEventListener("click", askPlace);
fitAboveKeyboard(byId("frame"));
showConnection(byId("connection"), connection);
connection.open();

const config = await configuration;
neighbourhoods = config.neighbourhoods;
composer.most = config.max_chars;
if (config.mode === "development") {
  showPeople();
  connection.addEventListener("state", showPeople); // the server may not know the person any more
}

function showPeople() {
  showPersonPicker(byId("person"), config.people, chat.person, (person) => chat.become(person));
}

// What happens just now: who may speak, the words as they come, the reply, who answers and why.

import { $ } from "./dom.js";

const STATES = {
  off: "Not listening",
  waiting: "Ready",
  idle: "Ready",
  listening: "Listening",
  thinking: "Thinking",
  speaking: "Speaking",
  asking: "Your answer?",
  following: "Anything else?",
  ringing: "Ringing",
  announcing: "Announcement",
};

const LONG = 90; // letters of a reply that is shown smaller on a wall

const WALL_MS = 60000; // a wall, which everybody passes, shows what was said for so long

const BUSY = ["listening", "thinking", "speaking", "asking", "following", "ringing", "announcing"];

export class Now {
  constructor(kiosk) {
    this.kiosk = kiosk;
    this.floor = "off";
    this.reply = "";
  }

  get busy() {
    return BUSY.includes(this.floor);
  }

  show(floor, hint) {
    this.floor = floor;
    if (this.kiosk) this.clearLater();
    const title = $("state");
    title.dataset.state = document.body.dataset.state = floor;
    if (title.textContent !== STATES[floor]) title.textContent = STATES[floor];
    $("hint").textContent = hint;
    $("stop").disabled = !this.busy;
    $("talk").setAttribute("aria-pressed", String(floor === "listening"));
    $("talk-label").textContent = floor === "listening" ? "Listening…" : "Talk";
  }

  begin() {
    this.reply = "";
    $("tries").hidden = true;
    for (const id of ["words", "reply", "why"]) $(id).textContent = "";
    $("words").dataset.final = "no";
  }

  clear() {
    this.begin();
    $("aloud").replaceChildren();
    $("tries").hidden = false;
  }

  clearLater() {
    if (this.busy) {
      clearTimeout(this.timer);
      this.timer = null;
    } else {
      this.timer ??= setTimeout(() => this.clear(), WALL_MS);
    }
  }

  partial(text) {
    if (text) $("words").textContent = text;
  }

  heard(text) {
    $("words").textContent = text || "(nothing was said)";
    $("words").dataset.final = "yes";
    this.aloud(text ? `You: ${text}` : "Nothing was heard.");
  }

  routed({ tier, asked, why }) {
    $("why").textContent = tier === "skill" ? "" : [asked ? `Asking ${asked}.` : "", why].filter(Boolean).join(" ");
  }

  // Words leave the house.
  left(place) {
    $("why").textContent = `Words of this turn go to ${place}.`;
  }

  saying(text) {
    this.reply = `${this.reply} ${text}`.trimStart();
    this.replied(this.reply);
  }

  answered(turn) {
    this.turn = turn.id;
    $("words").textContent = turn.heard || "(nothing was said)";
    $("words").dataset.final = "yes";
    this.replied(turn.reply || turn.error || "");
    $("why").textContent = turn.why;
    if (turn.reply || turn.error) this.aloud(`Reply: ${turn.reply || turn.error}`);
  }

  // What is shown of a turn, or of any, is not to be seen any more.
  forgotten(id) {
    $("aloud").replaceChildren();
    if (!this.busy && (id === null || id === this.turn)) this.clear();
  }

  letGo() {
    this.begin();
  }

  unasked(text) {
    this.begin();
    this.replied(text);
    this.aloud(text);
  }

  replied(text) {
    $("reply").textContent = text;
    $("reply").toggleAttribute("data-long", text.length > LONG);
  }

  // For those who do not see the page, and cannot hear the reply beside their screen reader.
  aloud(text) {
    const line = document.createElement("span");
    line.textContent = `${text} `;
    $("aloud").append(line);
    while ($("aloud").children.length > 20) $("aloud").firstChild.remove();
  }
}

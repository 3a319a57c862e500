// The page: joins the connection, the microphone, the speaker and what is shown.

import { $, capital, notice, noticeOver } from "./dom.js";
import { Health } from "./health.js";
import { kept, named } from "./kept.js";
import { Link } from "./link.js";
import { Microphone, cancelsEcho } from "./microphone.js";
import { Now } from "./now.js";
import { Pairing } from "./pairing.js";
import { Past } from "./past.js";
import { Speaker } from "./speaker.js";
import { Timers } from "./timers.js";
import * as turns from "./turns.js";
import { Voices } from "./voices.js";

const REST_DB = -50; // of its own voice may be left in the sound that the browser has taken it out of
const UNHEARD_MS = 5000; // after which a server that takes no notice of the button is one whose microphones are switched off
const LINK = { connecting: "Connecting…", connected: "Connected", lost: "Not connected: trying again" };

const kiosk = new URLSearchParams(location.search).get("view") === "kiosk";
document.body.dataset.view = kiosk ? "kiosk" : "all";

const keys = kiosk || matchMedia("(pointer: coarse)").matches ? "" : " or Ctrl+Enter";

let phrase = "hey jarvis";
let floor = "idle";
let unasked = ""; // what the floor was taken for last: "ringing" or "announced"
let pressed = ""; // the microphone was opened by the button: until somebody is listened to "asked", then "heard"
let gone = false; // the microphone was taken away while it was wanted all the time

const now = new Now(kiosk);
const health = new Health();
const link = new Link(told, (sound) => speaker.play(sound), changed);
const microphone = new Microphone(heard, lost);
const speaker = new Speaker((message) => link.tell(message), sounds);
const timers = new Timers(want);
const past = new Past(want, (id) => now.forgotten(id));
const voices = new Voices(want);
const pairing = new Pairing(() => link.open());

// what is heard and played

function heard(sound, level) {
  link.send(sound);
  if (microphone.open) $("level").value = Math.min(1, Math.sqrt(level) * 1.8);
}

function sounds(on) {
  if (cancelsEcho) link.tell({ type: "echo", db: on ? REST_DB : null });
}

function want(message) {
  const told = link.tell(message);
  if (!told) notice("The server is not reached: nothing was done.", "unreached");
  return told;
}

// what the server tells

function told(message) {
  switch (message.type) {
    case "welcome":
      phrase = message.phrases[0] ?? "";
      $("phrase").textContent = phrase;
      document.body.dataset.keeps = message.keeps;
      voices.none();
      floor = "idle";
      speaker.welcome(message.rate);
      if (microphone.context || navigator.userActivation?.hasBeenActive) speaker.unlock();
      break;
    case "floor":
      floor = message.state;
      if (floor === "listening") {
        now.begin();
        noticeOver("warned: ");
      }
      rest();
      break;
    case "volume":
      speaker.volume(message.percent);
      showVolume(message.percent);
      break;
    case "answered":
      now.answered(message);
      if (message.heard || message.reply || message.error) turns.add(message);
      break;
    case "ringing":
    case "announced":
      unasked = message.type;
      now.unasked(message.text);
      break;
    case "stop": speaker.stop(); break;
    case "duck": speaker.duck(message.on); break;
    case "partial": now.partial(message.text); break;
    case "heard": now.heard(message.text); break;
    case "let_go": now.letGo(); break;
    case "routed": now.routed(message); break;
    case "saying": now.saying(message.text); break;
    case "timers": timers.show(message.entries); break;
    case "voices": voices.show(message); break;
    case "past": past.show(message); break;
    case "forgotten": past.forgotten(message); break;
    case "noted": timers.noted(message); break;
    case "words_left": now.left(message.place); break;
    case "warned":
      past.waits(false);
      notice(capital(message.text), `warned: ${message.text}`);
      break;
  }
  refresh();
}

function changed(state) {
  const goodbye = typeof state === "object" ? state : null;
  $("link").textContent = goodbye?.why === "token" ? "Not paired" : goodbye ? goodbye.what : LINK[state];
  $("link").className = state === "connected" ? "chip met" : state === "connecting" ? "chip" : "chip missed";
  if (goodbye?.why === "token") pairing.want(goodbye.what);
  if (goodbye?.why === "name") $("name-said").textContent = "Another satellite has this name: choose another one.";
  if (goodbye?.why === "replaced") notice("This browser is connected in another window. Press Talk to go on in this one.", "replaced");
  if (state === "connected") {
    noticeOver("replaced");
    noticeOver("unreached");
    health.watch();
    $("unpair").hidden = !kept.token;
  } else {
    floor = "idle";
  }
  refresh();
}

// what is wanted here

async function talk() {
  if (floor === "listening") return hush();
  if (!link.welcomed) link.open();
  try {
    const wasOpen = microphone.open;
    await Promise.all([microphone.switchOn(), speaker.unlock()]);
    if (!wasOpen && !$("wake").checked) pressed = "asked";
    noticeOver("microphone");
    link.tell({ type: "called" });
    setTimeout(() => pressed === "asked" && rest("heard"), UNHEARD_MS);
  } catch (error) {
    notice(error.message, "microphone");
  }
  refresh();
}

function hush() {
  link.tell({ type: "hushed" });
  speaker.stop();
}

// Close a microphone that the button has opened, once nobody talks any more.
function rest(heard = pressed) {
  if (floor !== "idle" && pressed) pressed = "heard";
  else if (heard === "heard") {
    pressed = "";
    if (!$("wake").checked) microphone.switchOff();
  }
}

async function listenAlways() {
  kept.listens = $("wake").checked ? "yes" : "no";
  if ($("wake").checked) {
    try {
      await Promise.all([microphone.switchOn(), speaker.unlock()]);
      noticeOver("microphone");
    } catch (error) {
      $("wake").checked = false;
      notice(error.message, "microphone");
    }
  } else if (floor === "idle") {
    microphone.switchOff();
  } else {
    pressed = "heard";
  }
  refresh();
}

// The microphone was taken away: a wall, which nobody touches, listens again once it is back.
function lost() {
  gone = $("wake").checked;
  if (gone) notice("The microphone is gone; this page listens again once it is back.", "microphone");
  refresh();
}

async function back() {
  if (!gone || !$("wake").checked) return;
  await microphone.switchOn().then(() => noticeOver("microphone"), () => {});
  gone = !microphone.open;
  refresh();
}

function refresh() {
  const taken = floor === "ringing" && unasked === "announced" ? "announcing" : floor;
  const state = !link.welcomed ? "off" : taken !== "idle" ? taken : microphone.open ? "waiting" : "idle";
  now.show(state, hint(state));
  $("microphone-said").textContent = microphone.described;
  if (!microphone.open) $("level").value = 0;
}

function hint(state) {
  if (state === "off") return "The server is not reached.";
  if (state === "listening") return "Say what you want. Press again to take it back.";
  if (state === "speaking" || state === "announcing") return "Talk, or say the wake word, to interrupt.";
  if (microphone.open) return `Say “${phrase}”, then what you want. Or press Talk${keys}.`;
  return `Press Talk${keys}, then say what you want.`;
}

function showVolume(percent) {
  $("volume").value = percent;
  $("volume-said").textContent = `${percent} %`;
}

document.addEventListener("click", () => speaker.unlock()); // browsers let nothing sound before
$("talk").addEventListener("click", talk);
$("stop").addEventListener("click", hush);
$("wake").addEventListener("change", listenAlways);
navigator.mediaDevices?.addEventListener("devicechange", back);
$("volume").addEventListener("input", () => ($("volume-said").textContent = `${$("volume").value} %`));
$("volume").addEventListener("change", () => want({ type: "volume", percent: $("volume").valueAsNumber }));
$("name-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = named($("name").value);
  $("name-said").textContent = name ? `This place is called ${name} now.` : "A name has letters a to z or digits.";
  if (!name) return;
  kept.name = $("name").value = name;
  link.open();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey && !event.repeat) talk();
  if (event.key === "Escape" && now.busy && !document.querySelector("dialog[open]")) hush();
});
if (kiosk) {
  const tick = () => ($("clock").textContent = new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" }));
  setInterval(tick, 1000);
  tick();
}

// the beginning

$("name").value = kept.name;
$("wake").checked = kept.listens === "yes" || (kiosk && kept.listens !== "no");
if (!pairing.fromAddress()) link.open();
const allowed = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
if ($("wake").checked && allowed?.state === "granted") listenAlways();
else if ($("wake").checked) document.addEventListener("click", () => $("wake").checked && listenAlways(), { once: true });
refresh();

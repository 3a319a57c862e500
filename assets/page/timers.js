// The timers, alarms and reminders of this place: shown as they run, set and cancelled by hand.

import { $, make } from "./dom.js";

const KINDS = { timer: "Timer", alarm: "Alarm", reminder: "Reminder" };

export class Timers {
  constructor(tell) {
    this.tell = tell;
    this.rows = [];
    $("timer-form").addEventListener("submit", (event) => this.setTimer(event));
    $("alarm-form").addEventListener("submit", (event) => this.setAlarm(event));
    setInterval(() => this.tick(), 250);
  }

  show(entries) {
    const now = performance.now();
    const place = this.rows.findIndex((row) => row.button === document.activeElement);
    const focused = this.rows[place]?.id;
    this.rows = entries.map((entry) => ({ ...entry, due: now + entry.left_s * 1000, ...this.item(entry) }));
    $("timers-list").replaceChildren(...this.rows.map((row) => row.item));
    $("timers-none").hidden = entries.length > 0;
    if (focused) this.focus(this.rows.find((row) => row.id === focused) ?? this.rows[place] ?? this.rows.at(-1));
    this.tick();
  }

  // What had the focus is gone: the next one has it, or what is below the list.
  focus(row) {
    (row?.button ?? $("timer-minutes")).focus();
  }

  item(entry) {
    const name = title(entry);
    const left = make("span", { class: "left" });
    const bar = entry.seconds ? make("progress", { max: entry.seconds, value: 0, "aria-hidden": "true" }) : null;
    const button = make("button", { "aria-label": `Cancel ${name}, ${entry.rings}`, onclick: () => this.tell({ type: "cancel", id: entry.id }) }, "Cancel");
    const when = entry.paused ? "paused" : entry.kind === "timer" ? `rings at ${entry.rings}` : entry.rings;
    const text = make("div", {}, make("strong", {}, name), make("span", { class: "faint" }, when), bar ?? "");
    return { item: make("li", { "data-id": entry.id }, text, left, button), left, bar, button };
  }

  tick() {
    for (const row of this.rows) {
      const seconds = Math.max(0, row.paused ? row.left_s : (row.due - performance.now()) / 1000);
      const said = clock(Math.ceil(seconds), row.kind);
      if (row.left.textContent !== said) row.left.textContent = said;
      if (row.bar) row.bar.value = row.seconds - seconds;
    }
  }

  setTimer(event) {
    event.preventDefault();
    const seconds = Math.max(1, Math.round(60 * $("timer-minutes").valueAsNumber));
    this.tell({ type: "set_timer", seconds, name: $("timer-name").value.trim() });
    $("timer-name").value = "";
  }

  setAlarm(event) {
    event.preventDefault();
    const every = $("alarm-days").value.split(" ").filter(Boolean);
    this.tell({ type: "set_alarm", time: $("alarm-time").value.slice(0, 5), every });
  }

  noted({ text, failed }) {
    $("timers-said").textContent = text;
    $("timers-said").classList.toggle("missed", failed);
  }
}

function title({ kind, name }) {
  if (!name) return KINDS[kind];
  return kind === "reminder" ? name : `${name} ${kind}`;
}

// "9:58", "1:02:03"; of an alarm that is far ahead only when it rings is told.
function clock(seconds, kind) {
  if (kind !== "timer" && seconds > 3600) return "";
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}

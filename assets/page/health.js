// How the server is: what it needs, and who can answer.

import { $, make, notice, noticeOver } from "./dom.js";
import { ask } from "./kept.js";

const EVERY_MS = 15000;

const CHECKS = {
  accepting: "Takes part in conversations",
  models: "Models loaded",
  microphone: "Microphone of the server",
  tiers: "Somebody can answer",
  disk: "Room on the disk",
};

const PLACES = { device: "on the machine itself", lan: "in this house", edge: "nearby", cloud: "in the cloud" };

export class Health {
  watch() {
    clearInterval(this.timer);
    this.look();
    this.timer = setInterval(() => document.hidden || this.look(), EVERY_MS);
  }

  async look() {
    try {
      this.show(await ask("/readyz"));
      noticeOver("health");
    } catch (error) {
      $("health-list").replaceChildren(line(false, "Server", error.message));
    }
  }

  show({ ready, checks, tiers }) {
    document.body.dataset.ready = ready;
    $("health-list").replaceChildren(...Object.entries(checks).map(([name, { ok, why }]) => line(ok, CHECKS[name] ?? name, why)));
    const skills = line(true, "Skills", "on the machine itself, without a language model");
    $("tiers-list").replaceChildren(skills, ...tiers.map(tier));
    if (!tiers.length) $("tiers-list").append(make("li", { class: "faint" }, "No language model is set up: “voice setup” on the machine sets one up."));
    if (!ready) notice(`Not ready: ${Object.values(checks).map(({ why }) => why).filter(Boolean).join("; ")}.`, "health");
  }
}

function tier({ name, where, waits_s, starts_s }) {
  const state = waits_s ? `left alone for ${Math.ceil(waits_s)} s after failures` : starts_s ? `starting, ${Math.ceil(starts_s)} s` : "up";
  return line(!waits_s, name, `${PLACES[where] ?? where}: ${state}`);
}

function line(ok, name, why) {
  const mark = make("span", { class: ok ? "mark good" : "mark bad", "aria-hidden": "true" }, ok ? "✓" : "!");
  return make("li", {}, mark, make("span", {}, make("span", { class: "unseen" }, ok ? "fine: " : "trouble: "), make("strong", {}, name), " ", make("span", { class: "faint" }, why)));
}

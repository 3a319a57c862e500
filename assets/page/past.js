// Turns of earlier visits, asked for by hand and a few at a time; and the forgetting of one turn, or of all, which is asked back.

import { $ } from "./dom.js";
import { item } from "./turns.js";

const MOMENT = "One moment…";

export class Past {
  constructor(tell, forgotten) {
    this.tell = tell;
    this.gone = forgotten; // (the id of a turn that is forgotten; null: all are)
    this.oldest = null;
    $("past-more").addEventListener("click", () => this.recall());
    $("past-forget").addEventListener("click", () => this.ask(null, "Forget all turns of this browser?", "Those of this visit and of earlier ones are"));
    $("forget-no").addEventListener("click", () => $("forget-dialog").close());
    $("forget-yes").addEventListener("click", () => {
      $("forget-dialog").close();
      this.waits(this.tell({ type: "forget", id: this.asked }));
    });
    document.addEventListener("click", ({ target }) => {
      const turn = target.closest?.(".forget")?.closest(".turn");
      if (turn) this.ask(turn.dataset.id, "Forget this turn?", "It is");
    });
  }

  recall() {
    this.waits(this.tell({ type: "recall", before: this.oldest }));
  }

  waits(on) {
    if (on || $("past-said").textContent === MOMENT) $("past-said").textContent = on ? MOMENT : "";
  }

  ask(id, title, what) {
    this.asked = id;
    $("forget-title").textContent = title;
    $("forget-text").textContent = `${what} taken out of the history of the server, too. This cannot be undone.`;
    $("forget-dialog").showModal();
  }

  show({ turns, more }) {
    const fresh = turns.filter(({ id }) => !shown(id));
    this.oldest = turns.at(-1)?.number ?? this.oldest;
    if (!fresh.length && more) return this.recall(); // they are all of this visit
    const added = fresh.map((turn) => item(turn, new Date(turn.time * 1000)));
    const focused = document.activeElement === $("past-more");
    $("past-list").append(...added);
    $("past-more").hidden = !more;
    $("past-more").textContent = "Show more";
    const count = $("past-list").childElementCount;
    $("past-said").textContent = count ? `Earlier turns that are shown: ${count}.` : "There are no earlier turns of this browser.";
    if (focused && !more) (added[0]?.querySelector("button") ?? $("past-forget")).focus();
  }

  forgotten({ id, turns }) {
    this.gone(id);
    if (id === null) {
      for (const list of ["turns-list", "past-list"]) $(list).replaceChildren();
      turnsNone();
      $("past-said").textContent = turns === 1 ? "One turn is forgotten." : `${turns} turns are forgotten.`;
      $("past-forget").focus();
      return;
    }
    const turn = shown(id);
    const next = turn?.nextElementSibling ?? turn?.previousElementSibling;
    turn?.remove();
    turnsNone();
    $("past-said").textContent = "The turn is forgotten.";
    (next?.querySelector(".forget") ?? $("past-forget")).focus();
  }
}

function turnsNone() {
  $("turns-none").hidden = $("turns-list").childElementCount > 0;
}

function shown(id) {
  return document.querySelector(`.turn[data-id="${CSS.escape(id)}"]`);
}

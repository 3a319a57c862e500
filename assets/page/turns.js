// The turns of this page, newest first, each with its waterfall against its budget.

import { $, draw, make, ms } from "./dom.js";

const MOST = 50;

const NAMES = {
  wake: "wake word",
  endpoint: "wait for the end",
  transcribe: "words",
  route: "who answers",
  answer: "answer",
  speak: "voice",
  output: "to the ear",
};

const VERDICTS = { met: "in time", missed: "late", saved: "saved" };

export function add(turn) {
  $("turns-none").hidden = true;
  const list = $("turns-list");
  list.prepend(item(turn));
  while (list.children.length > MOST) list.lastChild.remove();
}

function item(turn) {
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const facts = [time, turn.by ? `by ${turn.by.replaceAll("_", " ")}` : "nobody answered"];
  if (turn.voice_to_voice_ms !== null) facts.push(`${ms(turn.voice_to_voice_ms)} to the reply`);
  if (turn.interrupted) facts.push("interrupted");
  const chip = turn.verdict && make("span", { class: `chip ${turn.verdict}` }, VERDICTS[turn.verdict]);
  return make(
    "li",
    { class: "turn" },
    make("p", { class: "heard" }, turn.heard || "(nothing was said)"),
    make("p", { class: "said" }, turn.reply || turn.error || "(silence)"),
    make("p", { class: "facts" }, facts.join(" · "), " ", chip ?? ""),
    make("p", { class: "faint" }, turn.why),
    turn.stages.length ? figures(turn) : "",
  );
}

function figures(turn) {
  const summary = make("summary", {}, "Where the time went");
  return make("details", {}, summary, table(turn), ...turn.actions.map((why) => make("p", { class: "faint" }, `${capital(why)}.`)));
}

// A row a stage: a bar that begins where the one before ended, and a mark for what it was allowed.
function table(turn) {
  const rows = laidOut(turn);
  const scale = Math.max(1, ...rows.map((row) => Math.max(row.start + row.ms, row.start + Math.min(row.allowed ?? 0, 1.5 * row.ms + 50)))) * 1.02;
  const total = turn.compute_ms === null ? "" : make(
    "tfoot", {}, make("tr", {},
      make("th", { scope: "row" }, "work behind the wait"), make("td", { class: "bar" }),
      make("td", {}, ms(turn.compute_ms)), make("td", {}, ms(turn.allowed_ms)), make("td", {})),
  );
  return make(
    "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Stages of this turn" },
    make(
      "table", { class: "waterfall" },
      make("thead", {}, make("tr", {}, ...["stage", "", "took", "may take", ""].map((text, place) =>
        text ? make("th", { scope: "col" }, text) : make("td", { class: place === 1 ? "bar" : "" })))),
      make("tbody", {}, ...rows.map((row) => line(row, scale))),
      total,
    ),
  );
}

function laidOut(turn) {
  let at = 0;
  const rows = turn.stages.map((stage) => {
    const first = stage.stage === "wake"; // it lies before the last word, from which all others are counted
    const row = { ...stage, allowed: stage.allowed_ms, start: first ? 0 : at, drawn: !first };
    if (!first) at += Math.max(0, stage.ms);
    return row;
  });
  const rest = (turn.voice_to_voice_ms ?? 0) - at;
  if (rest > 0.5) rows.push({ stage: "output", ms: rest, start: at, allowed: null, hidden_ms: 0, verdict: "", drawn: true });
  return rows;
}

function line(row, scale) {
  const per = (value) => `${((100 * value) / scale).toFixed(2)}%`;
  const hidden = row.drawn && row.hidden_ms && row.stage !== "answer" ? Math.min(row.start, row.hidden_ms) : 0;
  const bar = draw(
    "svg", { width: "100%", height: "16", "aria-hidden": "true" },
    hidden ? draw("rect", { class: "hidden", x: per(row.start - hidden), width: per(hidden), y: 5, height: 6 }) : "",
    row.drawn ? draw("rect", { class: row.stage, x: per(row.start), width: per(Math.max(row.ms, scale * 0.006)), y: 2, height: 12, rx: 2 }) : "",
    row.drawn && row.allowed !== null && row.start + row.allowed <= scale
      ? draw("line", { class: "allowed", x1: per(row.start + row.allowed), x2: per(row.start + row.allowed), y1: 0, y2: 16 })
      : "",
  );
  const late = row.verdict === "missed";
  return make(
    "tr", {},
    make("th", { scope: "row" }, NAMES[row.stage]),
    make("td", { class: "bar" }, bar),
    make("td", { class: late ? "missed" : "" }, ms(row.ms), row.hidden_ms >= 0.5 ? make("small", {}, ` + ${ms(row.hidden_ms)} hidden`) : ""),
    make("td", { class: "faint" }, row.allowed === null ? "–" : ms(row.allowed)),
    make("td", { class: late ? "missed" : "faint" }, row.verdict === "met" ? "✓ met" : late ? "✗ late" : row.verdict.replaceAll("_", " ")),
  );
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// The turns of this page, newest first, each with its waterfall against its budget.

import { $, capital, draw, make, ms } from "./dom.js";

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

const VERDICTS = { met: "in time", missed: "late", saved: "in time, with help" };

export function add(turn) {
  $("turns-none").hidden = true;
  const list = $("turns-list");
  list.prepend(item(turn, new Date()));
  while (list.children.length > MOST) list.lastChild.remove();
}

// A turn that began at a time; "Forget" is heeded by whoever holds the list. Without words where they are not kept.
export function item(turn, time) {
  const today = time.toDateString() === new Date().toDateString();
  const day = today ? {} : { weekday: "short", day: "numeric", month: "short" };
  const when = time.toLocaleString([], { hour: "2-digit", minute: "2-digit", ...day });
  const facts = [when, turn.by ? `by ${turn.by.replaceAll("_", " ")}` : "nobody answered"];
  if (turn.voice_to_voice_ms !== null) facts.push(`${ms(turn.voice_to_voice_ms)} to the reply`);
  if (turn.interrupted) facts.push("interrupted");
  const chip = turn.verdict && make("span", { class: `chip ${turn.verdict}` }, VERDICTS[turn.verdict]);
  const kept = turn.heard !== null;
  const named = kept && turn.heard ? `“${turn.heard}”` : `the turn of ${when}`;
  return make(
    "li",
    { class: "turn", "data-id": turn.id },
    kept ? make("p", { class: "heard" }, turn.heard || "(nothing was said)") : "",
    kept ? make("p", { class: "said" }, turn.reply || turn.error || "(silence)") : "",
    make("p", { class: "facts" }, facts.join(" · "), " ", chip ?? ""),
    make("button", { class: "forget", type: "button", "aria-label": `Forget ${named}` }, "Forget"),
    make("p", { class: "faint" }, turn.why),
    turn.stages.length ? figures(turn) : "",
  );
}

function figures(turn) {
  const summary = make("summary", {}, "Where the time went");
  return make("details", {}, summary, table(turn), ...turn.actions.map((why) => make("p", { class: "faint" }, `${capital(why)}.`)));
}

// A row a stage: a bar that begins where the one before ended; the dashed line is where the voice had to begin at the latest.
function table(turn) {
  const rows = laidOut(turn);
  const waited = rows.find((row) => row.stage === "endpoint")?.ms ?? 0;
  const ceiling = turn.allowed_ms === null ? null : waited + turn.allowed_ms;
  const scale = Math.max(1, ceiling ?? 0, ...rows.map((row) => row.start + row.ms)) * 1.03;
  const total = turn.compute_ms === null ? "" : make(
    "tfoot", { role: "rowgroup" }, make("tr", { role: "row" },
      make("th", { scope: "row", role: "rowheader" }, "work behind the wait"), make("td", { role: "cell", class: "bar" }),
      make("td", { role: "cell" }, ms(turn.compute_ms)), make("td", { role: "cell" }, ms(turn.allowed_ms)), make("td", { role: "cell" })),
  );
  return make(
    "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Stages of this turn" },
    make(
      "table", { class: "waterfall", role: "table" },
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...["stage", "", "took", "may take", ""].map((text, place) =>
        text ? make("th", { scope: "col", role: "columnheader" }, text) : make("td", { role: "cell", class: place === 1 ? "bar" : null })))),
      make("tbody", { role: "rowgroup" }, ...rows.map((row) => line(row, scale, ceiling))),
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

function line(row, scale, ceiling) {
  const per = (value) => `${((100 * value) / scale).toFixed(2)}%`;
  const hidden = row.drawn && row.hidden_ms && row.stage !== "answer" ? Math.min(row.start, row.hidden_ms) : 0;
  const bar = draw(
    "svg", { width: "100%", height: "26", "aria-hidden": "true" },
    hidden ? draw("rect", { class: "hidden", x: per(row.start - hidden), width: per(hidden), y: 10, height: 6 }) : "",
    row.drawn ? draw("rect", { class: row.stage, x: per(row.start), width: per(Math.max(row.ms, scale * 0.006)), y: 6, height: 14, rx: 2 }) : "",
    ceiling === null ? "" : draw("line", { class: "allowed", x1: per(ceiling), x2: per(ceiling), y1: 0, y2: 26 }),
  );
  const late = row.verdict === "missed";
  const mark = { met: "✓", missed: "✗" }[row.verdict] ?? (row.verdict && "↻");
  return make(
    "tr", { role: "row" },
    make("th", { scope: "row", role: "rowheader" }, NAMES[row.stage]),
    make("td", { role: "cell", class: "bar" }, bar),
    make("td", { role: "cell", class: late ? "missed" : "" }, ms(row.ms), row.hidden_ms >= 0.5 ? make("small", {}, ` + ${ms(row.hidden_ms)} hidden`) : ""),
    make("td", { role: "cell", class: "faint" }, row.allowed === null ? "–" : ms(row.allowed)),
    make("td", { role: "cell", class: late ? "missed" : "faint" }, make("span", { "aria-hidden": "true" }, mark), make("span", { class: "unseen" }, row.verdict.replaceAll("_", " "))),
  );
}

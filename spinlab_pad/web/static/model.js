// The Model page: the outlook on the next run, every segment's estimate, and which estimator predicts the runner best.

import { command, get, reloader } from "./api.js";
import { h, text } from "./dom.js";
import { UNKNOWN, time } from "./format.js";
import { outlookPart } from "./outlook.js";
import { deltaText } from "./parts.js";
import { scoresPart } from "./scores.js";
import { curveSpark } from "./spark.js";
import { table } from "./table.js";

/** The server works on curves and scores meanwhile: it is asked again after so many ms. */
const AGAIN_MS = 700;

const chosen = (row) => row.estimates[0];

const COLUMNS = [
  { key: "place", label: "Segment", className: "wide", sort: (row) => row.place, cell: nameCell },
  { key: "curve", label: "Learning", className: "curve roomy", cell: (row) => curveSpark(row.curve, chosen(row).floor_ms) },
  { key: "expected", label: "Expected", className: "number", sort: (row) => chosen(row).expected_ms, cell: expectedCell },
  { key: "range", label: "80 % of tries", className: "range roomy", sort: (row) => chosen(row).high_ms, cell: rangeCell },
  { key: "deaths", label: "Deaths a run", className: "number roomy", sort: (row) => chosen(row).deaths_per_run, cell: (row) => decimal(chosen(row).deaths_per_run) },
  { key: "floor", label: "Can come to", className: "number roomy", sort: (row) => chosen(row).floor_ms, cell: (row) => time(chosen(row).floor_ms, 1) },
  { key: "gain", label: "A minute saves", className: "number", sort: (row) => (row.per_minute_ms === null ? null : -row.per_minute_ms), cell: gainCell },
];

function nameCell(row) {
  const way = [`${row.start} → ${row.end}`, row.left_out].filter(Boolean).join(" · ");
  const narrow = h("span", { class: "narrow-curve", "aria-hidden": "true" }, curveSpark(row.curve, chosen(row).floor_ms));
  return h("span", { class: "segment-cell" }, h("span", { class: "segment-title" }, row.name), h("span", { class: "segment-way" }, way), narrow);
}

/** The expected time and, below it, how sure that is. */
function expectedCell(row) {
  const known = chosen(row);
  const sure = known.expected_sd_ms === null ? "" : `± ${(known.expected_sd_ms / 1000).toFixed(1)}`;
  return h("span", { class: "segment-cell" }, h("span", {}, time(known.expected_ms, 1)), h("span", { class: "segment-way" }, sure));
}

function rangeCell(row) {
  const known = chosen(row);
  return known.low_ms === null ? UNKNOWN : `${time(known.low_ms, 1)} – ${time(known.high_ms, 1)}`;
}

function decimal(number) {
  return number === null ? UNKNOWN : number.toFixed(1);
}

function gainCell(row) {
  const shown = h("span", { class: "delta", title: "seconds that a minute of practice takes off a run" });
  deltaText(shown, row.per_minute_ms === null ? null : -Math.round(row.per_minute_ms));
  return shown;
}

export function model() {
  const note = h("p", { class: "said", role: "status" });
  const working = h("p", { class: "quiet working", role: "status" });
  const outlook = outlookPart();
  const scores = scoresPart(async (name) => {
    try {
      await command("set_estimator", { name });
      text(note, "");
    } catch (error) {
      text(note, error.message);
    }
  });
  const list = table({
    name: "model",
    columns: COLUMNS,
    search: (row) => `${row.name} ${row.start} ${row.end} ${row.left_out ?? ""}`,
    empty: "No segments yet. Record a reference run: each checkpoint and each goal makes one.",
    dim: (row) => row.left_out !== null,
  });
  let timer = null;

  const load = reloader(async () => {
    clearTimeout(timer);
    try {
      const found = await get("/api/model");
      list.set(found.segments);
      scores.update(found.scores, found.estimator);
      text(working, found.working ? `Looking through your attempts: ${found.working.done} of ${found.working.of || "…"}` : "");
      if (found.working && element.isConnected) timer = setTimeout(load, AGAIN_MS);
      text(note, "");
    } catch (error) {
      text(note, error.message);
    }
  });

  const element = h(
    "div",
    { class: "model" },
    h("h1", {}, "How good am I?"),
    note,
    h("section", { class: "card outlook-card" }, h("h2", {}, "Next run"), outlook.element),
    h("section", { class: "card scores-card" }, h("h2", {}, "Which estimator predicts you best"), scores.element, working),
    h("section", { class: "model-segments" }, h("h2", {}, "Segments"), list.element),
  );
  let seen = null;
  return {
    element,
    show: load,
    update(view) {
      outlook.update(view.run);
      const now = [view.result?.attempt, view.result?.valid, view.estimator, view.allocator, view.run?.id, view.run?.segments, view.mode].join(" ");
      if (seen !== null && seen !== now) load();
      seen = now;
    },
  };
}

// The Manage page: the segments of the active run, and one segment's attempts and estimates beside them.

import { get, reloader } from "./api.js";
import { attemptChart } from "./chart.js";
import { h, text } from "./dom.js";
import { UNKNOWN, count, moment, percent, time } from "./format.js";
import { segmentMap } from "./map.js";
import { barPart, figures, goldText } from "./parts.js";
import { table } from "./table.js";

const COLUMNS = [
  { key: "name", label: "Segment", className: "wide", sort: (row) => row.name, cell: nameCell },
  { key: "starts", label: "Starts", className: "middle roomy", cell: startsCell },
  { key: "attempts", label: "Tries", className: "number", sort: (row) => row.attempts, cell: (row) => String(row.attempts) },
  { key: "done", label: "Done", className: "number roomy", sort: done, cell: (row) => percent(done(row)) },
  { key: "rate", label: "Deaths", className: "number roomy", sort: (row) => row.estimate?.death_rate ?? null, cell: (row) => percent(row.estimate?.death_rate) },
  { key: "gold", label: "Gold", className: "number", sort: (row) => row.gold_ms, cell: goldCell },
  { key: "expected", label: "Expected", className: "number", sort: (row) => row.estimate?.expected_ms ?? null, cell: (row) => time(row.estimate?.expected_ms ?? null, 1) },
  { key: "range", label: "80 % of tries", className: "range roomy", sort: (row) => row.estimate?.high_ms ?? null, cell: rangeCell },
];

function done(row) {
  return row.attempts ? row.completed / row.attempts : null;
}

function nameCell(row) {
  return h(
    "span",
    { class: "segment-cell" },
    h("span", { class: "segment-title" }, row.name),
    h("span", { class: "segment-way" }, `${row.start} → ${row.end}${row.active ? "" : " · off"}`),
  );
}

function startsCell(row) {
  const start = (label, there) =>
    h("span", { class: "badge", "data-there": String(there), title: `${label} start: ${there ? "saved" : "missing"}` }, h("span", { "aria-hidden": "true" }, there ? "● " : "○ "), label, h("span", { class: "visually-hidden" }, there ? " saved" : " missing"));
  return h("span", { class: "badges" }, start("hot", row.has_hot), start("cold", row.has_cold));
}

function goldCell(row) {
  return row.gold_ms === null ? UNKNOWN : h("span", { "data-gold": "" }, `★ ${time(row.gold_ms)}`);
}

function rangeCell(row) {
  const known = row.estimate;
  return known && known.low_ms !== null ? `${time(known.low_ms, 1)} – ${time(known.high_ms, 1)}` : UNKNOWN;
}

/** One segment in full. */
function detailPanel(onClose) {
  const title = h("h2", { tabindex: "-1" });
  const inside = h("div", { class: "detail-inside" });
  const close = h("button", { type: "button", class: "close", "aria-label": "Close", onclick: onClose }, "✕");
  const element = h("aside", { class: "card detail", "aria-label": "Segment" }, h("div", { class: "detail-head" }, title, close), inside);
  element.hidden = true;
  return {
    element,
    show({ segment, attempts, estimates, subsplits, deaths }) {
      text(title, segment.name);
      inside.replaceChildren(
        h("p", { class: "segment-place" }, `${segment.start} → ${segment.end} · level ${segment.level.toString(16).toUpperCase()}`),
        startsCell(segment),
        ...(segment.starts ? [h("p", { class: "quiet starts-as" }, `starts ${segment.starts}`)] : []),
        totals(segment),
        h("h3", {}, "Where it goes wrong"),
        segmentMap(subsplits, deaths),
        h("h3", {}, "Attempts"),
        attemptChart(attempts, segment.gold_ms),
        ...attemptList(attempts),
        h("h3", {}, "Estimates"),
        ...estimates.map((known) => estimateBlock(known, segment.gold_ms)),
      );
      element.hidden = false;
    },
    fail(reason) {
      inside.replaceChildren(h("p", { class: "nothing" }, reason));
      element.hidden = false;
    },
  };
}

function totals(segment) {
  const part = figures([["attempts", "Attempts"], ["completed", "Completed"], ["deaths", "Deaths"], ["gold", "Gold"]]);
  for (const key of ["attempts", "completed", "deaths"]) part.set(key, String(segment[key]));
  goldText(part.value("gold"), segment.gold_ms === null ? null : time(segment.gold_ms));
  return part.element;
}

const LISTED = 12;

function attemptList(attempts) {
  if (!attempts.length) return [];
  const newest = attempts.slice(-LISTED).reverse();
  const list = h(
    "ol",
    { class: "attempts" },
    newest.map((item) =>
      h(
        "li",
        { "data-valid": String(item.valid) },
        h("span", { class: "attempt-time" }, item.completed ? time(item.time_ms) : "given up"),
        h("span", { class: "attempt-note" }, [count(item.deaths, "death"), item.start, item.rating, item.source === "practice" ? null : item.source.replace("_", " "), item.valid ? null : "doesn't count", item.not_real_time ? "not real time" : null].filter(Boolean).join(" · ")),
        h("span", { class: "attempt-when" }, moment(item.started_ms)),
      ),
    ),
  );
  const older = attempts.length - newest.length;
  return older ? [list, h("p", { class: "quiet" }, `and ${older} before`)] : [list];
}

function estimateBlock(known, goldMs) {
  const bar = barPart();
  bar.update({ ...known, gold_ms: goldMs });
  const says = known.expected_ms === null ? "not enough attempts yet" : `${time(known.expected_ms, 1)}${known.low_ms === null ? "" : ` (${time(known.low_ms, 1)} – ${time(known.high_ms, 1)})`}`;
  const more = [known.clean_ms === null ? null : `clean ${time(known.clean_ms, 1)}`, known.death_rate === null ? null : `${percent(known.death_rate)} deaths`].filter(Boolean).join(" · ");
  return h("div", { class: "estimate-block" }, h("p", {}, h("strong", {}, known.estimator), ` ${says}`), bar.element, more ? h("p", { class: "quiet" }, more) : null);
}

export function manage() {
  const panel = detailPanel(() => {
    panel.element.hidden = true;
    chosen = null;
    list.close();
  });
  let chosen = null;
  const list = table({
    name: "segments",
    columns: COLUMNS,
    search: (row) => `${row.name} ${row.start} ${row.end}`,
    empty: "No segments yet. Record a reference run: each level entrance, checkpoint and goal becomes one.",
    onOpen: (row) => {
      chosen = row;
      if (row === null) panel.element.hidden = true;
      else loadDetail().then(() => matchMedia("(max-width: 60rem)").matches && panel.element.scrollIntoView({ block: "start" }));
    },
  });
  const trouble = h("p", { class: "nothing", role: "alert" });
  trouble.hidden = true;

  const loadDetail = reloader(async () => {
    if (chosen === null) return;
    const wanted = chosen.id;
    try {
      const found = await get(`/api/segments/${encodeURIComponent(wanted)}`);
      if (chosen?.id === wanted) panel.show(found);
    } catch (error) {
      if (chosen?.id === wanted) panel.fail(error.message);
    }
  });
  const load = reloader(async () => {
    try {
      list.set((await get("/api/segments")).segments);
      trouble.hidden = true;
    } catch (error) {
      text(trouble, error.message);
      trouble.hidden = false;
    }
  });

  let seen = null;
  return {
    element: h("div", { class: "manage" }, h("div", { class: "manage-list" }, h("h1", {}, "Segments"), trouble, list.element), panel.element),
    show: load,
    update(view) {
      const mark = `${view.run?.id} ${view.run?.segments} ${view.result?.attempt} ${view.result?.valid} ${view.estimator}`;
      if (seen !== null && seen !== mark) {
        load();
        loadDetail();
      }
      seen = mark;
    },
  };
}

// The Manage page: reference runs, the segments of the active one, and one segment in full beside them.

import { get, patch, reloader } from "./api.js";
import { attemptChart } from "./chart.js";
import { h, text } from "./dom.js";
import { editor } from "./editor.js";
import { UNKNOWN, count, moment, percent, time } from "./format.js";
import { segmentMap } from "./map.js";
import { runList } from "./lists.js";
import { barPart, figures, goldText } from "./parts.js";
import { table } from "./table.js";

const COLUMNS = [
  { key: "name", label: "Segment", className: "wide", sort: (row) => row.name, cell: nameCell },
  { key: "starts", label: "Starts", className: "middle roomy", cell: startsCell },
  { key: "attempts", label: "Tries", className: "number roomy", sort: (row) => row.attempts, cell: (row) => String(row.attempts) },
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
    h("span", { class: "segment-way" }, [`${row.start} → ${row.end}`, row.left_out].filter(Boolean).join(" · ")),
    row.note ? h("span", { class: "segment-note" }, row.note) : null,
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

/** One segment in full. `edit` is what can be changed of it. */
function detailPanel(onClose, edit) {
  const title = h("h2", { tabindex: "-1" });
  const inside = h("div", { class: "detail-inside" });
  const close = h("button", { type: "button", class: "close", "aria-label": "Close", onclick: onClose }, "✕");
  const place = h("div");
  const element = h("aside", { class: "card detail", "aria-label": "Segment" }, h("div", { class: "detail-head" }, title, close), place, edit.element, inside);
  element.hidden = true;
  return {
    element,
    show({ segment, attempts, estimates, subsplits, deaths }) {
      text(title, segment.name);
      edit.element.hidden = false;
      place.replaceChildren(
        h("p", { class: "segment-place" }, `${segment.start} → ${segment.end} · level ${segment.level.toString(16).toUpperCase()}`),
        startsCell(segment),
        ...(segment.left_out ? [h("p", { class: "left-out" }, `Not served in practice: ${segment.left_out}`)] : []),
        ...(segment.starts ? [h("p", { class: "quiet starts-as" }, `starts ${segment.starts}`)] : []),
      );
      inside.replaceChildren(
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
      place.replaceChildren();
      edit.element.hidden = true;
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

/** The switch of a row. */
function practiseCell(row, change) {
  const box = h("input", { type: "checkbox", class: "switch", "aria-label": `Practise ${row.name}`, checked: row.active });
  box.addEventListener("click", (event) => event.stopPropagation());
  box.addEventListener("change", async () => {
    if (!(await change(row.id, { active: box.checked }))) box.checked = row.active;
  });
  return box;
}

export function manage() {
  const edit = editor({ change, done });
  const panel = detailPanel(() => {
    panel.element.hidden = true;
    chosen = null;
    list.close();
  }, edit);
  let chosen = null;
  let rows = [];
  const list = table({
    name: "segments",
    columns: [...COLUMNS, { key: "active", label: "On", className: "middle", cell: (row) => practiseCell(row, change) }],
    search: (row) => `${row.name} ${row.start} ${row.end} ${row.note} ${row.left_out ?? ""}`,
    empty: "No segments yet. Record a reference run: each level entrance, checkpoint and goal becomes one.",
    dim: (row) => row.left_out !== null,
    onOpen: (row) => {
      chosen = row;
      if (row === null) panel.element.hidden = true;
      else loadDetail().then(() => matchMedia("(max-width: 60rem)").matches && panel.element.scrollIntoView({ block: "start" }));
    },
  });
  const trouble = h("p", { class: "nothing", role: "alert" });
  trouble.hidden = true;
  const said = h("p", { class: "said", role: "status" });
  const runs = runList();

  /** Change a segment; whether that was taken. */
  async function change(id, changes) {
    try {
      await patch(`/api/segments/${encodeURIComponent(id)}`, changes);
      text(said, "");
      await done();
      return true;
    } catch (error) {
      text(said, error.message);
      edit.fail(error.message);
      return false;
    }
  }

  /** Something has changed: what is shown is read anew. `open` says which place of the run is shown afterwards. */
  async function done(open = null) {
    await read();
    if (open !== null && rows[open]) {
      chosen = rows[open];
      list.show(chosen.id);
    }
    await loadDetail();
  }

  const loadDetail = reloader(async () => {
    if (chosen === null) return;
    const wanted = chosen.id;
    try {
      const [found, { commands }] = await Promise.all([get(`/api/segments/${encodeURIComponent(wanted)}`), get("/api/commands")]);
      if (chosen?.id !== wanted) return;
      const place = rows.findIndex((row) => row.id === wanted);
      edit.show(found, { place, next: rows[place + 1] ?? null, commands });
      panel.show(found);
    } catch (error) {
      if (chosen?.id === wanted) panel.fail(error.message);
    }
  });
  async function read() {
    rows = (await get("/api/segments")).segments;
    list.set(rows);
  }
  const load = reloader(async () => {
    try {
      await read();
      trouble.hidden = true;
    } catch (error) {
      text(trouble, error.message);
      trouble.hidden = false;
    }
  });

  let seen = null;
  return {
    element: h("div", { class: "manage" }, h("div", { class: "manage-list" }, h("h1", {}, "Segments"), runs.element, said, trouble, list.element), panel.element),
    show() {
      load();
      runs.load();
    },
    update(view) {
      const mark = `${view.run?.id} ${view.run?.segments} ${view.result?.attempt} ${view.result?.valid} ${view.estimator} ${view.mode} ${view.connection.core}`;
      if (seen !== null && seen !== mark) {
        load();
        loadDetail();
        runs.load();
      }
      seen = mark;
    },
  };
}

// The Sessions and Runs pages: two lists.

import { command, get, reloader } from "./api.js";
import { fill, h, text } from "./dom.js";
import { count, delta, duration, moment, percent } from "./format.js";
import { deltaText, goldText } from "./parts.js";
import { table } from "./table.js";

/** A page with a title and one table, loaded when shown and when `mark(view)` changes. */
function listPage({ title, list, load, mark, said }) {
  const reload = reloader(async () => {
    try {
      list.set(await load());
      text(said, "");
    } catch (error) {
      text(said, error.message);
    }
  });
  let seen = null;
  return {
    reload,
    page: {
      element: h("div", { class: "list-page" }, h("h1", {}, title), said, list.element),
      show: reload,
      update(view) {
        const now = mark(view);
        if (seen !== null && seen !== now) reload();
        seen = now;
      },
    },
  };
}

const said = () => h("p", { class: "said", role: "status" });

export function sessions() {
  const list = table({
    name: "sessions",
    columns: [
      { key: "started", label: "Started", className: "wide", sort: (row) => row.started_ms, cell: (row) => moment(row.started_ms) },
      { key: "time", label: "Time", className: "number", sort: lasted, cell: (row) => (row.ended_ms === null ? "running" : duration(lasted(row))) },
      { key: "attempts", label: "Tries", className: "number", sort: (row) => row.attempts, cell: (row) => String(row.attempts) },
      { key: "completed", label: "Done", className: "number", sort: (row) => row.completed, cell: (row) => String(row.completed) },
      { key: "share", label: "Share", className: "number roomy", sort: share, cell: (row) => percent(share(row)) },
      { key: "deaths", label: "Deaths", className: "number roomy", sort: (row) => row.deaths, cell: (row) => String(row.deaths) },
      { key: "golds", label: "Golds", className: "number roomy", sort: (row) => row.golds, cell: golds },
      { key: "saved", label: "Saved", className: "number", sort: (row) => row.saved_ms, cell: saved },
    ],
    empty: "No practice session yet.",
  });
  return listPage({
    title: "Sessions",
    list,
    said: said(),
    load: async () => (await get("/api/sessions")).sessions,
    mark: (view) => `${view.session?.id} ${view.session?.attempts}`,
  }).page;
}

function golds(row) {
  const shown = h("span", {});
  goldText(shown, row.golds ? String(row.golds) : null);
  return shown;
}

/** What the session took off the sum of best. */
function saved(row) {
  const shown = h("span", { class: "delta", title: row.saved_ms ? `${delta(-row.saved_ms)} off the sum of best` : "" });
  deltaText(shown, row.saved_ms ? -row.saved_ms : null);
  return shown;
}

function lasted(row) {
  return row.ended_ms === null ? null : row.ended_ms - row.started_ms;
}

function share(row) {
  return row.attempts ? row.completed / row.attempts : null;
}

const named = (run) => run.name || `Run ${run.id}`;

/** The reference runs in short, for the page of the segments: which one is in use, and the others behind it. */
export function runList() {
  const summary = h("summary");
  const items = h("ul", { class: "run-list" });
  const note = said();
  const element = h("details", { class: "card runs-card" }, summary, items, note);

  async function use(run) {
    try {
      await command("activate_run", { run: run.id });
      text(note, "");
    } catch (error) {
      text(note, error.message);
    }
    await load();
  }

  function about(run) {
    const sittings = run.captures?.length ? count(run.captures.length, "sitting") : null;
    return [count(run.segments, "segment"), sittings, moment(run.created_ms), run.state === "finished" ? null : run.state].filter(Boolean).join(" · ");
  }

  function line(run) {
    const other = run.state === "finished" ? h("button", { type: "button", "aria-label": `Use ${named(run)}`, onclick: () => use(run) }, "Use") : null;
    return h("li", {}, h("span", { class: "segment-cell" }, h("span", { class: "run-name" }, named(run)), h("span", { class: "segment-way" }, about(run))), run.active ? h("span", { class: "badge", "data-there": "true" }, "● in use") : other);
  }

  const load = reloader(async () => {
    try {
      const { runs } = await get("/api/runs");
      const active = runs.find((run) => run.active);
      element.hidden = runs.length === 0;
      fill(summary, [active, runs.length], () => [
        h("span", { class: "quiet" }, active ? "Reference run " : ""),
        h("span", { class: "run-name" }, active ? named(active) : "No reference run is in use"),
        h("span", { class: "quiet" }, ` ${active ? about(active) : ""}${runs.length > 1 ? ` · ${count(runs.length, "run")}` : ""}`),
      ]);
      fill(items, runs, () => runs.map(line));
    } catch (error) {
      text(note, error.message);
    }
  });
  return { element, load };
}

export function runs() {
  const note = said();
  const list = table({
    name: "runs",
    columns: [
      { key: "name", label: "Run", className: "wide", sort: named, cell: named },
      { key: "state", label: "State", className: "middle roomy", sort: (row) => row.state, cell: (row) => row.state },
      { key: "segments", label: "Segments", className: "number", sort: (row) => row.segments, cell: (row) => String(row.segments) },
      { key: "created", label: "Recorded", className: "number roomy", sort: (row) => row.created_ms, cell: (row) => moment(row.created_ms) },
      { key: "use", label: "In use", className: "middle", cell: useCell },
    ],
    empty: "No reference run yet. Play the game once while a run is being recorded.",
  });
  const { page, reload } = listPage({
    title: "Reference runs",
    list,
    said: note,
    load: async () => (await get("/api/runs")).runs.map(({ active, ...row }) => ({ ...row, used: active })),
    mark: (view) => `${view.run?.id} ${view.run?.segments} ${view.mode}`,
  });

  function useCell(row) {
    if (row.used) return h("span", { class: "badge", "data-there": "true" }, "● in use");
    const use = async () => {
      try {
        await command("activate_run", { run: row.id });
        await reload();
      } catch (error) {
        text(note, error.message);
      }
    };
    return h("button", { type: "button", "aria-label": `Use ${named(row)}`, title: count(row.segments, "segment"), onclick: use }, "Use");
  }
  return page;
}

// The Config page: what can be changed while the program runs, and everything else to read.

import { get, patch, reloader } from "./api.js";
import { fill, h, text } from "./dom.js";

const LABELS = {
  "scheduler.allocator": ["Allocator", "Picks the segment that comes next."],
  "scheduler.estimator": ["Estimator", "Says how good you are; the Model page tells which one predicts you best."],
  "practice.rating": ["Rating", "after: while the next attempt runs. pause: the game waits for it. off: none."],
  "practice.auto_advance_s": ["Go on without a rating after, s", "With the rating pause."],
  "practice.start": ["Starts", "hot: as in a run without a death. cold: as after a respawn. From the next session on."],
  "practice.on_death": ["On a death", "reload: the state at once. respawn: as in a run, the game brings you back."],
  "practice.start_pause": ["Pause at each start", "Until you hold the same buttons and count down."],
  "practice.countdown_s": ["Countdown, s", ""],
  "practice.goal_minutes": ["Goal of a session, minutes", "0: none."],
  "practice.goal_attempts": ["Goal of a session, attempts", "0: none."],
  "practice.break_after_min": ["Remind me of a break after, minutes", "0: never."],
};

/** The lines of config.yaml that keep what was changed. */
export function lines(settings) {
  const sections = new Map();
  for (const row of settings.filter((row) => row.changeable && row.value !== row.configured)) {
    const [section, key] = row.key.split(".");
    sections.set(section, [...(sections.get(section) ?? []), `  ${key}: ${row.value}`]);
  }
  return [...sections].map(([section, keys]) => [`${section}:`, ...keys].join("\n")).join("\n");
}

export function config() {
  const note = h("p", { class: "said", role: "status" });
  const form = h("div", { class: "settings" });
  const snippet = h("pre", { class: "snippet", tabindex: "0", "aria-label": "Lines for config.yaml" });
  const kept = h("section", { class: "card" }, h("h2", {}, "To keep it"), h("p", { class: "quiet" }, "What you change here holds until spinlab-pad ends. To keep it, put these lines into the file that you start with (--config):"), snippet);
  const others = h("dl", { class: "others" });
  const rest = h("details", { class: "card runs-card" }, h("summary", {}, "Everything else, read when the program starts"), others);

  function show({ settings }) {
    fill(form, settings, () => Object.keys(LABELS).map((key) => settings.find((row) => row.key === key)).filter(Boolean).map(control));
    const keep = lines(settings);
    kept.hidden = keep === "";
    text(snippet, keep);
    fill(others, settings, () => settings.filter((row) => !row.changeable).map((row) => h("div", {}, h("dt", {}, row.key), h("dd", {}, row.value === "" ? "—" : String(row.value)))));
  }

  const load = reloader(async () => {
    try {
      show(await get("/api/config"));
    } catch (error) {
      text(note, error.message);
    }
  });

  async function change(row, value) {
    try {
      const answer = await patch("/api/config", { [row.key]: value });
      text(note, "");
      show(answer);
    } catch (error) {
      text(note, error.message);
      delete form.dataset.key; // what was refused is shown as it was
      await load();
    }
  }

  function control(row) {
    const id = `setting-${row.key}`;
    const [label, help] = LABELS[row.key];
    const hint = h("span", { class: "segment-way", id: `${id}-help` }, help);
    const field = row.type === "choice" ? choice(row, id) : row.type === "switch" ? toggle(row, id) : number(row, id);
    field.setAttribute("aria-describedby", hint.id);
    return h("div", { class: "setting", "data-changed": row.value === row.configured ? null : "" }, h("label", { for: id }, label), field, hint);
  }

  function choice(row, id) {
    const options = row.choices.map((name) => h("option", { value: name, selected: name === row.value }, name.replaceAll("_", " ")));
    return h("select", { id, onchange: (event) => change(row, event.target.value) }, options);
  }

  function toggle(row, id) {
    return h("input", { id, type: "checkbox", class: "switch", checked: row.value, onchange: (event) => change(row, event.target.checked) });
  }

  function number(row, id) {
    const step = row.type === "integer" ? "1" : "any";
    return h("input", { id, type: "number", inputmode: "decimal", step, min: row.low, max: row.high, value: row.value, onchange: (event) => change(row, Number(event.target.value)) });
  }

  let seen = null;
  return {
    element: h("div", { class: "config" }, h("h1", {}, "Config"), note, h("section", { class: "card" }, h("h2", {}, "While it runs"), form), kept, rest),
    show: load,
    update(view) {
      const now = `${view.allocator} ${view.estimator} ${view.session?.goal_minutes} ${view.session?.goal_attempts}`;
      if (seen !== null && seen !== now) load();
      seen = now;
    },
  };
}

// What can be changed of a segment: its name, its note, whether it is practised, where it starts, splitting and merging.

import { command } from "./api.js";
import { fill, h, text } from "./dom.js";
import { time } from "./format.js";

const SURE_MS = 4_000;

/** A button that asks once more. */
function asking(label, act) {
  let timer = null;
  const button = h("button", { type: "button" }, label);
  const calm = () => {
    clearTimeout(timer);
    timer = null;
    text(button, label);
  };
  button.addEventListener("click", () => {
    if (timer !== null) {
      calm();
      act();
      return;
    }
    text(button, "Press again to do it");
    timer = setTimeout(calm, SURE_MS);
  });
  return { button, calm };
}

/** A field that is filled anew only while nobody has written in it. */
function keeping(field) {
  let shown = null;
  let owner = null;
  return {
    put(id, value) {
      if (id !== owner || field.value === shown) field.value = value;
      owner = id;
      shown = value;
    },
    get changed() {
      return field.value !== shown;
    },
  };
}

/**
 * `change(id, changes)` sends changes of a segment, `done(place)` reads everything anew and shows the segment at that
 * place of the run. Returns `{element, show(detail, {place, next, commands}), fail(reason)}`.
 */
export function editor({ change, done }) {
  let segment = null;
  let place = 0;
  const said = h("p", { class: "said", role: "alert" });
  const name = h("input", { id: "segment-name", type: "text", maxlength: "80", autocomplete: "off", spellcheck: "false" });
  const note = h("textarea", { id: "segment-note", rows: "2", maxlength: "2000" });
  const save = h("button", { type: "submit" }, "Save");
  const form = h(
    "form",
    { class: "segment-form" },
    h("label", { for: "segment-name" }, h("span", {}, "Name (empty: the profile's)"), name),
    h("label", { for: "segment-note" }, h("span", {}, "Note"), note),
    save,
  );
  const kept = { name: keeping(name), note: keeping(note) };
  const active = h("input", { type: "checkbox", id: "segment-active", class: "switch" });
  const primary = h("button", { type: "button", onclick: () => send({ primary: true }) });
  const variants = h("p", { class: "quiet" });
  const capture = asking("Start from the game as it is now", () => order("recapture_state", {}, place));
  const merge = h("button", { type: "button", onclick: () => order("merge", {}, place) });
  const at = h("select", { "aria-label": "Split at" });
  const split = h("button", { type: "button", onclick: () => order("split", { at: at.value }, place) }, "Split");
  const splitting = h("div", { class: "split-row" }, at, split);
  const why = h("p", { class: "quiet" });
  const element = h(
    "details",
    { class: "editor" },
    h("summary", {}, "Change this segment"),
    form,
    h("label", { class: "switch-row", for: "segment-active" }, active, " Practise it"),
    variants,
    primary,
    capture.button,
    merge,
    splitting,
    why,
    said,
  );

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const changes = {};
    if (kept.name.changed) changes.name = name.value.trim();
    if (kept.note.changed) changes.note = note.value;
    if (Object.keys(changes).length) send(changes);
  });
  active.addEventListener("change", async () => {
    if (!(await send({ active: active.checked }))) active.checked = segment.active;
  });

  function send(changes) {
    text(said, "");
    return change(segment.id, changes);
  }

  async function order(what, payload, shownAfterwards) {
    text(said, "");
    try {
      await command(what, { id: segment.id, ...payload });
      await done(shownAfterwards);
    } catch (error) {
      text(said, error.message);
    }
  }

  function allow(button, item) {
    button.disabled = !item.possible;
    button.title = item.reason ?? item.help;
  }

  return {
    element,
    show(detail, { place: where, next, commands }) {
      const another = segment?.id !== detail.segment.id;
      segment = detail.segment;
      place = where;
      if (another) {
        text(said, "");
        capture.calm();
      }
      kept.name.put(segment.id, segment.named ? segment.name : "");
      name.placeholder = segment.named ? "" : segment.name;
      kept.note.put(segment.id, segment.note);
      active.checked = segment.active;
      text(variants, segment.variants.length ? `${segment.primary ? "The primary one" : "A variant"} beside ${segment.variants.join(", ")}` : "");
      variants.hidden = !segment.variants.length;
      primary.hidden = segment.primary || !segment.variants.length;
      text(primary, "Make it the primary one");
      merge.hidden = next === null;
      text(merge, `Merge with ${next?.name}`);
      splitting.hidden = !detail.splits_at.length;
      fill(at, detail.splits_at, () => detail.splits_at.map((point) => h("option", { value: point.at }, point.best_ms === null ? point.label : `${point.label} (${time(point.best_ms, 1)})`)));
      const of = (what) => commands.find((item) => item.name === what);
      allow(merge, of("merge"));
      allow(split, of("split"));
      allow(capture.button, of("recapture_state"));
      const reasons = new Set([of("merge"), of("recapture_state")].filter((item) => !item.possible).map((item) => item.reason));
      text(why, [...reasons].map((reason) => `${reason[0].toUpperCase()}${reason.slice(1)}.`).join(" "));
      why.hidden = reasons.size === 0;
    },
    fail(reason) {
      text(said, reason);
    },
  };
}

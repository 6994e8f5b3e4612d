// The buttons: only commands that are possible now. What can't be taken back asks once more.

import { command, get, reloader } from "./api.js";
import { fill, h, text } from "./dom.js";

const SURE_MS = 4_000;
const REFRESH_MS = 120; // Views can come many times a second while something changes
const LABELS = {
  start_practice: "Start practice",
  stop_practice: "Stop practice",
  retry: "Retry",
  skip: "Skip",
  pause: "Pause",
  resume: "Resume",
  invalidate_last: "Last one doesn't count",
  undo_invalidate: "Count it again",
  start_reference: "Record a reference run",
  stop_reference: "Stop recording",
  resume_reference: "Go on recording",
  finish_reference: "Finish the run",
  discard_reference: "Throw the run away",
  launch_emulator: "Start RetroArch",
  restart_emulator: "Restart RetroArch",
  quit: "Quit spinlab-pad",
};
const MAIN = new Set(["start_practice", "retry", "finish_reference", "launch_emulator"]);
const ASKS = new Set(["discard_reference", "restart_emulator", "quit"]);
const GROUPS = [
  ["Rate", ["rate"]],
  ["Practice", ["start_practice", "retry", "skip", "pause", "resume", "invalidate_last", "undo_invalidate", "stop_practice"]],
  ["Reference run", ["finish_reference", "start_reference", "resume_reference", "stop_reference", "discard_reference"]],
  ["What comes next is picked by", ["set_allocator"]],
  ["Estimates come from", ["set_estimator"]],
  ["Emulator", ["launch_emulator", "restart_emulator"]],
  ["Program", ["quit"]],
];
// These have a page of their own, or answer what the overlay asks.
const NEEDS_A_PLACE = new Set(["activate_run", "launch_game", "choose_profile", "set_category", "scan_games", "show_games", "ask_game", "move_choice", "take_choice", "leave_choice"]);

export function controls() {
  const groups = h("div", { class: "control-groups" });
  const said = h("p", { class: "said", role: "status" });
  const element = h("section", { class: "card controls" }, h("h2", {}, "Commands"), groups, said);
  let chosen = {};

  async function send(name, payload) {
    text(said, "");
    try {
      await command(name, payload);
    } catch (error) {
      text(said, error.message);
    }
    refresh();
  }

  const refresh = reloader(async () => {
    try {
      const { commands } = await get("/api/commands");
      draw(commands.filter((item) => item.possible && !NEEDS_A_PLACE.has(item.name)));
    } catch {
      // the page says already that the server doesn't answer; the buttons stay as they are
    }
  });

  function draw(possible) {
    const byName = new Map(possible.map((item) => [item.name, item]));
    const known = new Set(GROUPS.flatMap(([, names]) => names));
    const focused = groups.contains(document.activeElement) ? document.activeElement.textContent : null;
    const others = possible.filter((item) => !known.has(item.name)).map((item) => item.name);
    const filled = [...GROUPS, ["More", others]].map(([title, names]) => [title, names.filter((name) => byName.has(name))]);
    fill(groups, [filled, chosen], () =>
      filled
        .filter(([, names]) => names.length)
        .map(([title, names]) =>
          h("div", { class: "control-group", role: "group", "aria-label": title }, names.flatMap((name) => buttonsOf(byName.get(name)))),
        ),
    );
    if (focused && !groups.contains(document.activeElement)) {
      [...groups.querySelectorAll("button")].find((button) => button.textContent === focused)?.focus();
    }
  }

  function buttonsOf(item) {
    const choices = Object.entries(item.payload).find(([, rule]) => rule.choices);
    if (choices) {
      const [key, rule] = choices;
      return rule.choices.map((choice) =>
        h(
          "button",
          { type: "button", class: `choice ${choice}`, "aria-pressed": String(choice === chosen[item.name]), title: item.help, onclick: () => send(item.name, { [key]: choice }) },
          choice[0].toUpperCase() + choice.slice(1).replaceAll("_", " "),
        ),
      );
    }
    const label = LABELS[item.name] ?? item.name.replaceAll("_", " ");
    const free = Object.entries(item.payload).find(([, rule]) => rule.type === "str");
    if (free) return [form(item, label, free[0])];
    if (Object.values(item.payload).some((rule) => rule.required)) return [];
    return [ASKS.has(item.name) ? asking(item, label) : plain(item, label)];
  }

  function plain(item, label) {
    return h("button", { type: "button", class: MAIN.has(item.name) ? "main" : null, title: item.help, onclick: () => send(item.name) }, label);
  }

  function asking(item, label) {
    let sure = null;
    const button = h("button", { type: "button", class: "danger", title: item.help }, label);
    button.addEventListener("click", () => {
      if (sure === null) {
        text(button, "Press again to do it");
        sure = setTimeout(() => {
          sure = null;
          text(button, label);
        }, SURE_MS);
      } else {
        clearTimeout(sure);
        sure = null;
        text(button, label);
        send(item.name);
      }
    });
    return button;
  }

  function form(item, label, key) {
    const id = `field-${item.name}`;
    const field = h("input", { id, name: key, type: "text", maxlength: "80", autocomplete: "off", placeholder: "Name of the run" });
    return h(
      "form",
      {
        class: "inline-form",
        onsubmit: (event) => {
          event.preventDefault();
          send(item.name, { [key]: field.value.trim() });
        },
      },
      h("label", { class: "visually-hidden", for: id }, `${label}: ${key.replaceAll("_", " ")}`),
      field,
      h("button", { class: MAIN.has(item.name) ? "main" : null, title: item.help }, label),
    );
  }

  let shown = null;
  let timer = null;
  return {
    element,
    refresh,
    update(view) {
      const state = [view.mode, view.connection.state, view.result, view.run, view.segment?.id, view.game?.id, view.recent.length, view.allocator, view.estimator];
      const mark = JSON.stringify(state);
      if (mark === shown) return;
      shown = mark;
      chosen = { rate: view.result?.rating, set_allocator: view.allocator, set_estimator: view.estimator };
      clearTimeout(timer);
      timer = setTimeout(refresh, REFRESH_MS);
    },
  };
}

// The buttons: only commands that are possible now. What can't be taken back asks once more.

import { command, get, reloader } from "./api.js";
import { ASKS, ELSEWHERE, GROUPS, LABELS, MAIN, TEXTS, VALUES, apt, inUse } from "./commands.js";
import { fill, h, text } from "./dom.js";

const SURE_MS = 4_000;
const REFRESH_MS = 120; // Views can come many times a second while something changes
export function controls() {
  const groups = h("div", { class: "control-groups" });
  const said = h("p", { class: "said", role: "status" });
  const element = h("section", { class: "card controls" }, h("h2", {}, "Commands"), groups, said);
  let chosen = {};
  let newest = null;

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
      draw(commands.filter((item) => item.possible && !ELSEWHERE.has(item.name) && apt(item.name, newest)));
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
    const values = VALUES[item.name] ?? choices?.[1].choices.map((choice) => [choice[0].toUpperCase() + choice.slice(1).replaceAll("_", " "), { [choices[0]]: choice }]);
    if (values) return values.map(([label, payload]) => choice(item, label, payload));
    const label = LABELS[item.name] ?? item.name.replaceAll("_", " ");
    if (TEXTS[item.name]) return [form(item, label, ...TEXTS[item.name])];
    if (Object.values(item.payload).some((rule) => rule.required)) return [];
    return [ASKS.has(item.name) ? asking(item, label) : plain(item, label)];
  }

  function choice(item, label, payload) {
    const kind = item.name === "rate" ? payload.rating : "";
    const known = chosen[item.name];
    const pressed = known ? String(JSON.stringify(payload) === JSON.stringify(known)) : null;
    return h("button", { type: "button", class: `choice ${kind}`.trim(), "aria-pressed": pressed, title: item.help, onclick: () => send(item.name, payload) }, label);
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

  function form(item, label, key, hint) {
    const id = `field-${item.name}`;
    const field = h("input", { id, name: key, type: "text", maxlength: "80", autocomplete: "off", placeholder: hint });
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
      const now = view.session;
      const marks = now && [now.pinned, now.only, now.goal_minutes, now.goal_attempts];
      const state = [view.mode, view.phase, view.connection.state, view.result, view.run, view.segment?.id, view.game?.id, view.recent.length, view.allocator, view.estimator, marks];
      const mark = JSON.stringify(state);
      if (mark === shown) return;
      shown = mark;
      newest = view;
      chosen = inUse(view);
      clearTimeout(timer);
      timer = setTimeout(refresh, REFRESH_MS);
    },
  };
}

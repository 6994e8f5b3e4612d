// The Games page: what runs and how it is run, and every game that could be started.

import { command, get, reloader } from "./api.js";
import { fill, h, text } from "./dom.js";
import { UNKNOWN, count, moment } from "./format.js";
import { table } from "./table.js";

const REASONS = {
  config: "as the configuration says",
  chosen: "as you said",
  hash: "by its checksum",
  header: "by its header",
  name: "by its name",
  unknown: "you will be asked",
};

function nameCell(row) {
  const more = row.problem && !row.running ? row.problem : row.title;
  const second = more ? h("span", { class: "segment-way", "data-problem": row.problem && !row.running ? "" : null }, more) : null;
  return h("span", { class: "segment-cell", title: row.path }, h("span", { class: "segment-title" }, row.name), second);
}

function profileCell(row) {
  if (row.crc32 === null && row.profile === null) return UNKNOWN;
  return h("span", { class: "segment-cell" }, h("span", {}, row.profile ?? "not known"), h("span", { class: "segment-way" }, REASONS[row.reason]));
}

/** The card of the game that runs: which one it is, and in what category. */
function running(fail) {
  const name = h("p", { class: "segment-name" });
  const profile = h("select", { id: "game-profile" });
  const category = h("input", { id: "game-category", type: "text", maxlength: "40", autocomplete: "off", spellcheck: "false" });
  const save = h("button", { type: "submit" }, "Save");
  const form = h(
    "form",
    { class: "running-form" },
    h("label", { for: "game-profile" }, h("span", {}, "Which game is this?"), profile),
    h("label", { for: "game-category" }, h("span", {}, "Category"), category),
    save,
  );
  const element = h("section", { class: "card running", "aria-label": "Running game" }, h("h2", {}, "Running"), name, form);
  element.hidden = true;
  let shown = null;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Each command brings a new View, which fills the form anew.
    const said = profile.value !== (shown.profile ?? "") ? profile.value : "";
    const named = category.value.trim() !== shown.category ? category.value : null;
    try {
      if (said) await command("choose_profile", { profile: said });
      if (named !== null) await command("set_category", { category: named });
      fail("");
    } catch (error) {
      fail(error.message);
    }
  });
  return {
    element,
    update(game, profiles) {
      element.hidden = game === null;
      if (game === null) return;
      text(name, game.name);
      const known = profiles.some((item) => item.name === game.profile);
      fill(profile, [profiles, game.profile], () => [
        ...(known ? [] : [h("option", { value: "" }, game.profile ?? "Choose…")]),
        ...profiles.map((item) => h("option", { value: item.name }, item.title)),
      ]);
      const changed = shown === null || shown.id !== game.id || shown.profile !== game.profile || shown.category !== game.category;
      if (changed) {
        profile.value = known ? game.profile : "";
        category.value = game.category;
      }
      shown = game;
    },
  };
}

export function games() {
  const said = h("p", { class: "said", role: "status" });
  const where = h("p", { class: "quiet games-where", role: "status" });
  const scan = h("button", { type: "button", onclick: () => send("scan_games") }, "Look again");
  const card = running((reason) => text(said, reason));
  let refused = null;
  let profiles = [];
  let view = null;
  let seen = null;

  const list = table({
    name: "games",
    columns: [
      { key: "name", label: "Game", className: "wide", sort: (row) => row.name, cell: nameCell },
      { key: "profile", label: "Profile", className: "middle", sort: (row) => row.profile, cell: profileCell },
      { key: "category", label: "Category", className: "roomy", sort: (row) => row.category, cell: (row) => (row.played_ms === null ? UNKNOWN : row.category) },
      { key: "crc32", label: "CRC32", className: "middle roomy code", cell: (row) => row.crc32?.toUpperCase() ?? UNKNOWN },
      { key: "played", label: "Last played", className: "number roomy", sort: (row) => row.played_ms, cell: (row) => (row.played_ms === null ? UNKNOWN : moment(row.played_ms)) },
      { key: "start", label: "Start", className: "middle", cell: startCell },
    ],
    search: (row) => `${row.name} ${row.title ?? ""} ${row.crc32 ?? ""} ${row.profile ?? ""} ${row.category}`,
    empty: "No game here yet. Put .sfc and .smc files into rom.dir, or start one in RetroArch.",
  });

  async function send(name, payload = {}) {
    try {
      await command(name, payload);
      text(said, "");
    } catch (error) {
      text(said, error.message);
    }
    reload();
  }

  function startCell(row) {
    if (row.running) return h("span", { class: "badge", "data-there": "true" }, "● running");
    if (row.problem) return UNKNOWN;
    return h("button", { type: "button", disabled: refused !== null, title: refused, "aria-label": `Start ${row.name}`, onclick: () => send("launch_game", { id: row.id }) }, "Start");
  }

  function describe(found) {
    if (found.problem) return found.problem;
    if (found.folder === null) return "No folder with games is set: write it under rom.dir in config.yaml, and start again.";
    if (found.scanned !== null) return `Looking through ${found.folder}: ${found.of ? `${found.scanned} of ${count(found.of, "file")}` : "listing"}`;
    const here = found.games.filter((row) => row.problem === null).length;
    const others = found.games.length - here;
    const more = others ? `, ${others} more that can't be started from here` : "";
    return `${count(here, "game")} in ${found.folder}${more}${here && refused ? `. ${refused[0].toUpperCase()}${refused.slice(1)}.` : ""}`;
  }

  const reload = reloader(async () => {
    try {
      const [found, { commands }] = await Promise.all([get("/api/games"), get("/api/commands")]);
      refused = commands.find((item) => item.name === "launch_game").reason;
      profiles = found.profiles;
      text(where, describe(found));
      scan.hidden = found.folder === null;
      scan.disabled = found.scanned !== null;
      list.set(found.games);
      if (view) card.update(view.game, profiles);
    } catch (error) {
      text(said, error.message);
    }
  });

  return {
    element: h("div", { class: "list-page games" }, h("h1", {}, "Games"), card.element, h("div", { class: "games-bar" }, where, scan), said, list.element),
    show: reload,
    update(newest) {
      view = newest;
      card.update(view.game, profiles);
      const files = view.games;
      const now = [files?.count, files && (files.scanned === null ? null : Math.floor(files.scanned / 256)), view.game?.id, view.game?.profile, view.game?.category, view.connection.state, view.mode].join(" ");
      if (seen !== null && seen !== now) reload();
      seen = now;
    },
  };
}

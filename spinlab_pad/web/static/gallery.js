// The Widgets page: each stream widget as it looks now, with its address for OBS and the options.

import { h, text } from "./dom.js";

// Name, what it shows, and the size to give the browser source at the default letters.
const WIDGETS = [
  ["segment", "Name and place of the segment, progress of long work", 640, 120],
  ["timer", "Big timer, live delta, deaths of this attempt", 560, 160],
  ["estimate", "Expected time, its 80 % interval, gold, death rate", 560, 170],
  ["queue", "The next five, and why", 560, 330],
  ["history", "The last ten attempts", 480, 80],
  ["splits", "Splits of a speed run around the current one", 560, 330],
  ["session", "Time, attempts, deaths and golds of the session, goal", 720, 100],
  ["notice", "The newest notice, empty while there is none", 640, 80],
  ["all", "All of it as one column", 480, 1080],
];
const OPTIONS = [
  ["fg", "Text colour", "ffffff or gold"],
  ["bg", "Background", "none; try 000000b0"],
  ["size", "Letter size (px)", "32"],
  ["scale", "Scale", "1"],
];

export function widgets() {
  const fields = new Map();
  const input = ([name, label, hint]) => {
    const field = h("input", { type: "text", name, placeholder: hint, autocomplete: "off", autocapitalize: "off", spellcheck: "false", oninput: () => change() });
    fields.set(name, field);
    return h("label", {}, h("span", {}, label), field);
  };
  const select = (name, label, choices) => {
    const field = h("select", { name, onchange: () => change() }, choices.map(([value, title]) => h("option", { value }, title)));
    fields.set(name, field);
    return h("label", {}, h("span", {}, label), field);
  };
  const form = h(
    "div",
    { class: "card options" },
    OPTIONS.map(input),
    select("align", "Align", [["", "left"], ["center", "center"], ["right", "right"]]),
    select("theme", "Theme", [["", "clear"], ["classic", "classic"]]),
  );
  const cards = WIDGETS.map(([name, about, width, height]) => preview(name, about, width, height));

  function query() {
    const given = [...fields].map(([name, field]) => [name, field.value.trim()]).filter(([, value]) => value);
    return given.length ? `?${new URLSearchParams(given)}` : "";
  }

  let waiting = null;
  function change() {
    clearTimeout(waiting);
    waiting = setTimeout(() => cards.forEach((card) => card.set(query())), 300);
  }

  cards.forEach((card) => card.set(""));
  return {
    element: h(
      "div",
      { class: "gallery" },
      h("h1", {}, "Stream widgets"),
      h("p", { class: "quiet" }, "Add a browser source in OBS with one of these addresses and the size given. The background is transparent; the checks stand for your game."),
      form,
      h("div", { class: "gallery-grid" }, cards.map((card) => card.element)),
    ),
  };
}

function preview(name, about, width, height) {
  const frame = h("iframe", { title: `Preview of ${name}`, loading: "lazy", width, height, tabindex: "-1", scrolling: "no" });
  const address = h("input", { type: "text", readonly: true, "aria-label": `Address of ${name}`, onfocus: () => address.select() });
  const copy = h("button", { type: "button", onclick: () => copyAddress() }, "Copy");
  const stage = h("div", { class: "stage", style: `--w: ${width}; --h: ${height}` }, frame);

  new ResizeObserver(() => {
    frame.style.transform = `scale(${stage.clientWidth / width})`;
  }).observe(stage);

  async function copyAddress() {
    address.select();
    try {
      await navigator.clipboard.writeText(address.value);
      text(copy, "Copied");
      setTimeout(() => text(copy, "Copy"), 1500);
    } catch {
      text(copy, "Press Ctrl+C"); // no clipboard outside of localhost; the address is selected
    }
  }

  return {
    element: h(
      "section",
      { class: `card widget-card${height > 600 ? " tall" : ""}` },
      h("div", { class: "widget-head" }, h("h2", {}, name), h("span", { class: "quiet" }, `${width} × ${height}`)),
      h("p", { class: "quiet" }, about),
      stage,
      h("div", { class: "address" }, address, copy),
    ),
    set(query) {
      const path = `/widget/${name}${query}`;
      address.value = location.origin + path;
      if (frame.getAttribute("src") !== path) frame.setAttribute("src", path);
    },
  };
}

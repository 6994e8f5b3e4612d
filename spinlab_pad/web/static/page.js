// The status page: eight views behind one address, switched by the fragment; one live connection for all of them.

import { config } from "./config.js";
import { fill, h, text } from "./dom.js";
import { connectionText } from "./format.js";
import { games } from "./games.js";
import { follow, ticker } from "./live.js";
import { manage } from "./manage.js";
import { model } from "./model.js";
import { practice } from "./practice.js";
import { runs, sessions } from "./lists.js";
import { widgets } from "./gallery.js";

const PAGES = { practice, manage, games, model, sessions, runs, widgets, config };
const content = document.getElementById("content");
const link = document.getElementById("link");
const notices = document.getElementById("notices");
const opened = new Map();
let current = null;
let view = null;

/** Show the page of the fragment. A page is `{element, update(view), show()}`, made when first opened. */
function route() {
  const wanted = location.hash.slice(1);
  const name = wanted in PAGES ? wanted : "practice";
  if (!opened.has(name)) opened.set(name, PAGES[name]());
  current = opened.get(name);
  content.replaceChildren(current.element);
  content.dataset.page = name;
  for (const tab of document.querySelectorAll(".tabs a")) {
    if (tab.hash === `#${name}`) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  document.title = `${name[0].toUpperCase()}${name.slice(1)} · spinlab-pad`;
  current.show?.();
  if (view) current.update?.(view);
  start();
}

function showLink(state) {
  document.body.dataset.link = state;
  if (state !== "live") {
    link.dataset.state = state;
    text(link.querySelector(".link-text"), state === "stale" ? "No answer: is spinlab-pad running?" : "Connecting");
  }
}

function showConnection() {
  const now = view.connection;
  link.dataset.state = now.state;
  link.dataset.pace = now.pace ?? "";
  const where = [now.emulator, now.version].filter(Boolean).join(" ");
  text(link.querySelector(".link-text"), connectionText(now));
  link.title = [where, now.core, `${now.frames_seen} frames seen, ${now.frames_missed} missed`].filter(Boolean).join(" · ");
}

function showNotices() {
  fill(notices, view.notices, () =>
    view.notices.map((item) => h("p", { class: "notice", "data-level": item.level }, item.text)),
  );
}

const start = ticker(
  () => view !== null && view.timer.running && current?.live === true,
  () => current.update(view),
);

addEventListener("hashchange", () => {
  if (location.hash !== "#content") route();
});
route();
follow((newest) => {
  view = newest;
  showConnection();
  showNotices();
  current.update?.(view);
  start();
}, showLink);

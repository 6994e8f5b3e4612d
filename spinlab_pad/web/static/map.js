// The death map of a segment: a strip of screens for each room, deaths where they happened, the gold's way through, and
// under each screen when a life gets there.

import { h, svg } from "./dom.js";
import { UNKNOWN, count, delta, time } from "./format.js";

const COLUMNS_MAX = 40; // screens of a room that stand side by side without a gap; beyond, only those with something
const ROOMS_MAX = 12;
const HOT = 5; // deaths on a screen that give the full heat, unless another one has more
const TILE = 16;
const VIEW_HEIGHT = 224; // what a screen of the console shows, px

const SCREEN = 256; // width of a screen of the console, px, where a room is no more than one

/** What a map shows, without any picture: rooms in the order in which lives come to them. */
export function mapOf(subsplits, deaths) {
  const gold = subsplits.gold?.arrivals ?? [];
  const rooms = new Map();
  const room = (number) => {
    if (!rooms.has(number)) rooms.set(number, { room: number, deaths: 0, places: [], arrivals: [], pace: [] });
    return rooms.get(number);
  };
  for (const item of gold) room(item.room).arrivals.push(item);
  for (const item of subsplits.pace) room(item.room).pace.push(item);
  for (const place of deaths) {
    room(place.room).places.push(place);
    room(place.room).deaths += place.count;
  }
  return [...rooms.values()].slice(0, ROOMS_MAX).map((found) => ({ ...found, ...screensOf(found, subsplits, gold) }));
}

function screensOf(found, subsplits, gold) {
  const width = subsplits.screen_width || SCREEN;
  const columnOf = (place) => Math.floor(place.x / width);
  const used = new Set([...found.arrivals, ...found.pace].map((item) => item.column).concat(found.places.map(columnOf)));
  const [first, last] = [Math.min(...used), Math.max(...used)];
  const all = last - first < COLUMNS_MAX;
  const columns = all ? Array.from({ length: last - first + 1 }, (_, place) => first + place) : [...used].sort((a, b) => a - b).slice(0, COLUMNS_MAX);
  const heights = [...found.arrivals, ...found.places].map((item) => item.y);
  const top = Math.floor(Math.min(...heights, Infinity) / TILE) * TILE - 3 * TILE;
  const bottom = Math.max(Math.max(...heights) + 2 * TILE, top + VIEW_HEIGHT);
  const screens = columns.map((column) => {
    const places = found.places.filter((place) => columnOf(place) === column);
    return {
      column,
      places: places.map((place) => ({ x: place.x - column * width, y: place.y, count: place.count })),
      deaths: places.reduce((sum, place) => sum + place.count, 0),
      way: wayThrough(column, found.room, gold, width),
      gold: found.arrivals.find((item) => item.column === column) ?? null,
      pace: found.pace.find((item) => item.column === column) ?? null,
      start: gold.length > 0 && gold[0].room === found.room && gold[0].column === column,
    };
  });
  return { screens, top: heights.length ? top : 0, bottom: heights.length ? bottom : VIEW_HEIGHT };
}

/** The gold's way over one screen as lines [x1, y1, x2, y2], from where it comes in to where it goes on. */
function wayThrough(column, room, gold, width) {
  return gold.flatMap((item, place) => {
    if (item.room !== room || item.column !== column) return [];
    const from = [Math.min(Math.max(item.x - column * width, 0), width), item.y];
    const next = gold[place + 1];
    const beside = next && next.room === room && Math.abs(next.column - column) === 1;
    return [[...from, ...(beside ? [next.column > column ? width : 0, next.y] : from)]];
  });
}

/** The map and its figures as an element. */
export function segmentMap(subsplits, deaths) {
  const rooms = mapOf(subsplits, deaths);
  if (!rooms.length) return h("p", { class: "quiet" }, "Nothing yet: it is drawn from the first attempt on.");
  const most = Math.max(HOT, ...rooms.flatMap((room) => room.screens.map((screen) => screen.deaths)));
  return h(
    "div",
    { class: "map" },
    rooms.map((room) => roomStrip(room, subsplits, most, rooms.length > 1)),
    h(
      "p",
      { class: "map-legend" },
      h("span", { class: "map-key map-key-death" }, "deaths"),
      h("span", { class: "map-key map-key-way" }, "the gold's way, and when it comes to a screen"),
      h("span", {}, "+ the median of your lives after it"),
    ),
    paceList(subsplits),
  );
}

function roomStrip(room, subsplits, most, named) {
  const width = subsplits.screen_width || SCREEN;
  const name = `Room ${room.room.toString(16).toUpperCase()}`;
  return h(
    "section",
    { class: "map-room", "aria-label": `${name}: ${count(room.deaths, "death")}` },
    named ? h("h4", {}, name) : null,
    h("div", { class: "map-screens" }, room.screens.map((screen) => screenCell(screen, room, width, most))),
  );
}

function screenCell(screen, room, width, most) {
  const title = [`screen ${screen.column}`, count(screen.deaths, "death"), screen.gold && !screen.start ? `gold gets here at ${time(screen.gold.time_ms)}` : null].filter(Boolean).join(", ");
  const high = room.bottom - room.top;
  const picture = svg(
    "svg",
    { viewBox: `0 ${room.top} ${width} ${high}`, class: "map-picture", role: "img", "aria-label": title },
    svg("title", {}, title),
    svg("rect", { x: 0, y: room.top, width, height: high, class: "map-heat", opacity: (0.4 * screen.deaths) / most }),
    ...screen.way.map(([x1, y1, x2, y2]) => svg("line", { x1, y1, x2, y2, class: "map-way" })),
    ...screen.places.map((place) => svg("circle", { cx: place.x, cy: place.y, r: 9 + 5 * Math.sqrt(place.count), class: "map-death" }, svg("title", {}, count(place.count, "death")))),
  );
  return h(
    "div",
    { class: "map-screen" },
    h("div", { class: "map-head" }, h("span", {}, String(screen.column)), screen.deaths ? h("span", { class: "map-deaths" }, `✕ ${screen.deaths}`) : null),
    picture,
    h("div", { class: "map-foot" }, screen.start ? h("span", { class: "map-start" }, "start") : times(screen)),
  );
}

function times({ gold, pace }) {
  const behind = gold && pace ? pace.median_ms - gold.time_ms : null;
  return [
    h("span", { class: "map-gold" }, gold ? time(gold.time_ms) : UNKNOWN),
    behind === null ? null : h("span", { class: "map-median" }, delta(behind)),
  ];
}

/** Every sub-split in words, for those who want the numbers. */
function paceList({ gold, pace }) {
  if (!pace.length) return null;
  const known = new Map((gold?.arrivals ?? []).map((item) => [item.label, item.time_ms]));
  const cells = (tag, ...texts) => texts.map((text, place) => h(tag, place ? { class: "number" } : { scope: "row" }, text));
  return h(
    "details",
    { class: "map-pace" },
    h("summary", {}, "Every sub-split"),
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, cells("th", "Place", "Gold", "Best", "Median", "Lives"))),
      h(
        "tbody",
        {},
        pace.map((row) => {
          const [place, ...numbers] = cells("td", row.label, time(known.get(row.label) ?? null), time(row.best_ms), time(row.median_ms), String(row.lives));
          return h("tr", {}, h("th", { scope: "row" }, ...place.childNodes), numbers);
        }),
      ),
    ),
  );
}

// A table with a sticky head, sorting by any column and a filter box.

import { h, text } from "./dom.js";

/**
 * `columns`: `[{key, label, className, sort(row), cell(row)}]`; `sort` may be missing. `search(row)` is what the filter
 * looks through. `onOpen(row)` makes rows open, `dim(row)` are shown as set aside. Returns `{element, set(rows), close(),
 * show(key)}`.
 */
export function table({ name, columns, search, empty, onOpen = null, keyOf = (row) => row.id, dim = (row) => row.active === false }) {
  const heads = columns.map((column) => head(column));
  const body = h("tbody");
  const found = h("span", { class: "found", role: "status" });
  const nothing = h("p", { class: "nothing" });
  const filter = h("input", { type: "search", placeholder: "Filter", "aria-label": `Filter ${name}`, autocomplete: "off", oninput: () => draw() });
  const bar = search ? h("div", { class: "table-bar" }, filter, found) : null;
  const grid = h("table", { class: `table-${name}` }, h("caption", { class: "visually-hidden" }, name), h("thead", {}, h("tr", {}, heads)), body);
  const frame = h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": name }, grid);
  const element = h("div", { class: "table" }, bar, frame, nothing);
  let rows = [];
  let order = null;
  let opened = null;

  function head(column) {
    if (!column.sort) return h("th", { scope: "col", class: column.className }, column.label);
    const button = h("button", { type: "button", class: "sorter", onclick: () => sortBy(column) }, column.label);
    return h("th", { scope: "col", class: column.className, "data-key": column.key }, button);
  }

  function sortBy(column) {
    const down = order?.column === column && !order.down;
    order = order?.column === column && order.down ? null : { column, down };
    for (const cell of heads) {
      if (order && cell.dataset.key === order.column.key) cell.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
    draw();
  }

  function draw() {
    const wanted = filter.value.trim().toLowerCase();
    let shown = wanted ? rows.filter((row) => search(row).toLowerCase().includes(wanted)) : rows;
    if (order) shown = [...shown].sort((a, b) => compare(order.column.sort(a), order.column.sort(b), order.down));
    body.replaceChildren(...shown.map(line));
    frame.hidden = shown.length === 0;
    text(found, wanted ? `${shown.length} of ${rows.length}` : String(rows.length));
    text(nothing, rows.length === 0 ? empty : shown.length === 0 ? `Nothing matches “${filter.value.trim()}”` : "");
    nothing.hidden = shown.length > 0;
    if (bar) bar.hidden = rows.length < 2;
  }

  function line(row) {
    const cells = columns.map((column, place) => {
      const content = column.cell(row);
      return place === 0
        ? h("th", { scope: "row", class: column.className }, opening(row, content))
        : h("td", { class: column.className }, content);
    });
    const classes = [dim(row) ? "inactive" : "", opened === keyOf(row) ? "opened" : ""].join(" ").trim();
    const element = h("tr", { class: classes || null }, cells);
    if (onOpen) {
      element.classList.add("openable");
      element.addEventListener("click", () => open(row));
    }
    return element;
  }

  function opening(row, content) {
    if (!onOpen) return content;
    return h("button", { type: "button", class: "row-open", "aria-expanded": String(opened === keyOf(row)) }, content);
  }

  function open(row) {
    opened = opened === keyOf(row) ? null : keyOf(row);
    const left = frame.scrollTop;
    draw();
    frame.scrollTop = left;
    onOpen(opened === null ? null : row);
    [...body.querySelectorAll(".opened .row-open")].at(0)?.focus({ preventScroll: true });
  }

  return {
    element,
    close() {
      opened = null;
      draw();
    },
    set(newRows) {
      const left = frame.scrollTop;
      rows = newRows;
      draw();
      frame.scrollTop = left;
    },
    /** Mark the row with this key as the open one, or none. */
    show(key) {
      opened = key;
      draw();
    },
  };
}

/** Unknown goes last whichever way the order is. */
function compare(a, b, down) {
  if (a === null || b === null) return (a === null) - (b === null);
  const result = typeof a === "string" ? a.localeCompare(b, undefined, { numeric: true }) : a - b;
  return down ? -result : result;
}

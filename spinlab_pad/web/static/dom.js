// Small steps on the page. Text from outside only ever becomes text, never markup.

/** An element: `h("p", {class: "note", onclick: f}, "text", child)`; null and undefined attributes and children fall out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Set text only where it differs, so that selections and screen readers are left in peace. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** Set or (null) remove an attribute only where it differs. */
export function attribute(element, name, value) {
  if (value === null) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Fill an element with children again, only where `key` says that they changed. */
export function fill(element, key, make) {
  const mark = JSON.stringify(key);
  if (element.dataset.key === mark) return;
  element.dataset.key = mark;
  element.replaceChildren(...make());
}

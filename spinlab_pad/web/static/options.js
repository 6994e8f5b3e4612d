// The widgets' options, from the address: fg, bg, size, align, scale, theme. Whatever is not valid is left at its default.

const THEMES = ["clear", "classic"];
const ALIGNS = ["left", "center", "right"];

/** A CSS colour from `ffd400` (bare hex: an unescaped # would start the fragment), `gold` or `rgb(...)`; null if none. */
export function color(value) {
  if (!value) return null;
  const text = /^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ? `#${value}` : value;
  return CSS.supports("color", text) ? text : null;
}

/** A font size from `48` (px) or any CSS length; null if none. */
export function size(value) {
  if (!value) return null;
  const text = /^\d+(\.\d+)?$/.test(value) ? `${value}px` : value;
  return CSS.supports("font-size", text) ? text : null;
}

/** A factor from 0.25 to 4; null outside of it. */
export function scale(value) {
  const factor = value ? Number(value) : NaN;
  return factor >= 0.25 && factor <= 4 ? factor : null;
}

/** Put the options of an address (`location.search`) on the page. */
export function apply(search, root = document.documentElement) {
  const given = new URLSearchParams(search);
  const put = (name, value) => value !== null && root.style.setProperty(name, value);
  put("--fg", color(given.get("fg")));
  const ground = color(given.get("bg"));
  put("--bg", ground);
  if (ground !== null) root.dataset.ground = "";
  put("--size", size(given.get("size")));
  put("--scale", scale(given.get("scale")));
  if (ALIGNS.includes(given.get("align"))) root.dataset.align = given.get("align");
  if (THEMES.includes(given.get("theme"))) root.dataset.theme = given.get("theme");
}

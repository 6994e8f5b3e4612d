// One widget page: /widget/NAME?options.

import { h } from "./dom.js";
import { follow, ticker } from "./live.js";
import { apply } from "./options.js";
import { WIDGETS } from "./widgets.js";

apply(location.search);
const name = decodeURIComponent(location.pathname.split("/").at(-1));
const root = h("main", { class: "widget", "data-widget": name });
root.hidden = true; // nothing is shown before there is something to show
document.body.append(root);
document.title = `spinlab-pad: ${name}`;
const update = WIDGETS[name](root);

let view = null;
const start = ticker(
  () => view !== null && view.timer.running,
  () => update(view),
);

follow(
  (newest) => {
    view = newest;
    root.hidden = false;
    update(view);
    start();
  },
  (link) => {
    document.body.dataset.link = link;
  },
);

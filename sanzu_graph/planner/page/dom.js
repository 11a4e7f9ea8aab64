// Elements and sentences. Whatever is shown is set as text, never as markup.

/** JupyterLab takes no key for a shortcut that is pressed on an element with this attribute; it looks at the focused one first. */
const OURS = "data-lm-suppress-shortcuts";
const FOCUSED = new Set(["button", "input", "select"]);

/** An element with properties, attributes (`aria-…`, `data-…`, role) and children; a child that is a string is text. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "style") element.style.cssText = value;
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  if (FOCUSED.has(tag) || "tabindex" in properties) element.setAttribute(OURS, "true");
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** A button that is found by `name`. */
export function button(name, content, click, more = {}) {
  return h("button", { type: "button", class: "sanzu-button", dataset: { do: name }, onclick: click, ...more }, content);
}

/** A sign that is seen and not heard; its letters say in which direction it is read. */
export function sign(name, ...content) {
  return h("span", { class: `sanzu-${name}`, "aria-hidden": "true", dir: "auto" }, ...content);
}

/** A value as it is told; numbers as `sanzu_graph.messages.numerals` writes them. */
export function amount(value) {
  return typeof value === "number" && value >= 1e4 ? value.toLocaleString("en") : String(value);
}

/** A sentence of the catalog with its `{places}` filled, and its nouns after numbers chosen: `{count:change|changes}`. */
export function fill(template, places = {}) {
  return template.replace(/\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g, (whole, name, one, many) => {
    if (!(name in places)) return whole;
    return many === undefined ? amount(places[name]) : places[name] === 1 ? one : many;
  });
}

/** Show other children, keeping the element. */
export function show(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
}

/** Call once after the last of many calls. */
export function debounced(wait, call) {
  let timer = 0;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

// Finds and makes elements. Text is always text: nothing that was said can become markup.

export const $ = (id) => document.getElementById(id);

export function make(name, attributes = {}, ...inside) {
  return filled(document.createElement(name), attributes, inside);
}

export function draw(name, attributes = {}, ...inside) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, inside);
}

function filled(element, attributes, inside) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...inside.filter((one) => one !== null && one !== ""));
  return element;
}

// Milliseconds with as many digits as mean something.
export function ms(value) {
  const size = Math.abs(value);
  const digits = size >= 9.95 ? 0 : size >= 0.995 ? 1 : 2;
  return `${value.toLocaleString("en", { maximumFractionDigits: digits })} ms`;
}

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function notice(text, key = text) {
  const there = [...$("notices").children].find((one) => one.dataset.key === key);
  if (there) return;
  const close = make("button", { class: "close", "aria-label": "Close this notice", onclick: () => one.remove() }, "×");
  const one = make("p", { class: "notice", "data-key": key }, make("span", {}, text), close);
  $("notices").append(one);
}

// Remove the notices whose keys begin so.
export function noticeOver(key) {
  for (const one of [...$("notices").children]) if (one.dataset.key.startsWith(key)) one.remove();
}

/* Puts the fields of a form in order by finger, mouse and keyboard; the server's buttons do it. */
const EDGE_PIXELS = 72;
const SCROLL_PIXELS = 14;
let drag = null;
let isBusy = false; // an act is on its way: the next one waits for the form that comes back

function items(list) {
  return [...list.children];
}

function send(item, to) {
  const button = Object.assign(document.createElement("button"), { name: "to", value: to });
  button.hidden = true;
  const form = item.querySelector("[data-move]");
  form.append(button);
  form.requestSubmit(button);
}

function begin(event) {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || event.button || drag || isBusy) return;
  event.preventDefault();
  const item = handle.closest("li");
  drag = { item, handle, list: item.parentElement, before: item.nextElementSibling };
  drag.from = items(drag.list).indexOf(item);
  handle.setPointerCapture(event.pointerId);
  item.classList.add("designed__item--dragged");
}

function follow(event) {
  if (!drag) return;
  const { list, item } = drag;
  if (event.clientY < EDGE_PIXELS) scrollBy(0, -SCROLL_PIXELS);
  if (event.clientY > innerHeight - EDGE_PIXELS) scrollBy(0, SCROLL_PIXELS);
  const below = items(list).find((one) => {
    const box = one.getBoundingClientRect();
    return one !== item && event.clientY < box.top + box.height / 2;
  });
  if (below !== item.nextElementSibling) list.insertBefore(item, below ?? null);
}

function end(isMeant) {
  if (!drag) return;
  const { list, item, before, from } = drag;
  drag = null;
  item.classList.remove("designed__item--dragged");
  const to = items(list).indexOf(item);
  if (!isMeant) list.insertBefore(item, before);
  else if (to !== from) send(item, to);
}

function press(event) {
  if (event.key === "Escape") end(false);
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const item = event.target.closest?.("[data-sortable] > li");
  if (!item) return;
  event.preventDefault();
  const button = item.querySelector(event.key === "ArrowUp" ? "[data-up]" : "[data-down]");
  button.focus();
  button.click();
}

function announce(words) {
  document.querySelector("[data-announce]").textContent = words;
}

function arrive() {
  for (const handle of document.querySelectorAll("[data-handle]")) {
    handle.classList.add("handle--ready");
  }
}

document.addEventListener("pointerdown", begin);
document.addEventListener("pointermove", follow);
document.addEventListener("pointerup", () => end(true));
document.addEventListener("pointercancel", () => end(false));
document.addEventListener("keydown", press);
document.addEventListener("click", (event) => {
  if (event.target.closest?.('[data-sortable] [aria-disabled="true"]')) event.preventDefault();
});
document.addEventListener(
  "submit",
  (event) => {
    if (!isBusy) return;
    event.preventDefault();
    event.stopPropagation(); // htmx does not see it either
  },
  true,
);
document.addEventListener("htmx:beforeRequest", () => {
  isBusy = true;
});
document.addEventListener("htmx:afterSwap", () => {
  isBusy = false; // the form is back: whoever is quick is heard before it has settled
});
document.addEventListener("htmx:afterSettle", () => {
  arrive();
  const told = document.querySelectorAll(".toast--error .toast__text, [data-said]");
  announce(told[0]?.textContent ?? "");
});
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, () => {
    isBusy = false;
    const place = document.querySelector("[data-announce]");
    place.classList.remove("visually-hidden");
    announce(place.dataset.failed);
  });
}
arrive();

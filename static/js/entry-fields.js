/* A form's questions: asks only what is to be asked, adds and removes rows, takes signatures and
   positions. Without it the server does the same, one page later. */
const TO_COME = "__row__";

function chosen(form, name) {
  return [...form.querySelectorAll(`[name="${name}"]`)]
    .filter((one) => !one.matches("[type=radio], [type=checkbox]") || one.checked)
    .filter((one) => !one.closest("[data-not-asked]"))
    .map((one) => one.value);
}

function ask(form) {
  for (const one of form.querySelectorAll("[data-show-if]")) { // in order: one may hide the next
    const { name, is } = JSON.parse(one.dataset.showIf);
    one.toggleAttribute("data-not-asked", !chosen(form, name).some((value) => is.includes(value)));
  }
}

function rowsIn(place) {
  return [...place.querySelectorAll(":scope > [data-row]")];
}

function settleRows(place) {
  const rows = rowsIn(place);
  for (const [number, row] of rows.entries()) {
    row.querySelector("[data-remove-row]").hidden = rows.length < 2;
    if (place.dataset.most === "1") continue;
    for (const one of row.querySelectorAll("[data-row-name]")) {
      one.textContent = `${place.dataset.one} ${number + 1}`;
    }
  }
  const more = place.querySelector("[data-add-row]");
  if (more) more.hidden = rows.length >= Number(place.dataset.most);
}

function nextNumber(place) {
  const numbers = [...place.querySelectorAll("[name]")].map((one) => one.name.split("-")[2]);
  return Math.max(-1, ...numbers.filter((one) => /^\d+$/.test(one)).map(Number)) + 1;
}

function addRow(place) {
  const number = nextNumber(place);
  const row = place.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
  for (const one of row.querySelectorAll("*")) {
    for (const attribute of ["id", "name", "for", "aria-describedby"]) {
      const value = one.getAttribute(attribute);
      if (value) one.setAttribute(attribute, value.replace(TO_COME, number));
    }
  }
  place.querySelector("[data-add-row]").before(row);
  settleRows(place);
  unfold(row);
  return row;
}

function removeRow(row) {
  const place = row.parentElement;
  const next = row.nextElementSibling?.matches("[data-row]")
    ? row.nextElementSibling
    : row.previousElementSibling;
  row.remove();
  settleRows(place);
  next?.querySelector("input, select")?.focus();
  place.dispatchEvent(new Event("change", { bubbles: true }));
}

// a name as the server compares it: without accents, case and signs
function plain(text) {
  const letters = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return letters.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/* Of what types of person ask, a row shows what its own type does, and what is filled in. A type
   that is not on the list asks for nothing, but all may be said of it. */
function unfold(row) {
  const more = row.querySelector("[data-by-type]");
  const types = [...document.querySelectorAll("#person-types option")];
  if (!types.length) return;
  const typed = plain(row.querySelector("[list=person-types]")?.value ?? "");
  const type = types.find((one) => plain(one.value) === typed);
  const asked = type?.dataset.asks.split(" ") ?? [];
  for (const cell of row.querySelectorAll(".ask-row__cells [name]")) {
    const optional = cell.closest(".field")?.querySelector(".field__optional");
    if (optional) optional.hidden = asked.includes(cell.name.split("-").at(-1));
  }
  const fields = [...(more?.querySelectorAll(".field") ?? [])];
  for (const field of fields) {
    const cell = field.querySelector("[name]");
    const isWanted = asked.includes(cell.name.split("-").at(-1));
    field.hidden = (type || !typed) && !isWanted && !cell.value && !field.querySelector(".field__error");
  }
  if (!more) return;
  more.hidden = fields.every((field) => field.hidden);
  if (asked.some(Boolean)) more.open = true;
}

function point(pad, event) {
  const box = pad.getBoundingClientRect();
  const [width, height] = [pad.viewBox.baseVal.width, pad.viewBox.baseVal.height];
  const fit = (at, from, size, most) =>
    Math.round(Math.min(most, Math.max(0, ((at - from) / size) * most)));
  return `${fit(event.clientX, box.left, box.width, width)},${fit(event.clientY, box.top, box.height, height)}`;
}

function draw(pad, strokes) {
  pad.replaceChildren(
    ...strokes.filter(Boolean).map((points) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
      line.setAttribute("points", points);
      return line;
    }),
  );
}

function prepareSigning(place) {
  const [pad, kept] = [place.querySelector("svg"), place.querySelector("input[type=hidden]")];
  const strokes = kept.value ? kept.value.split(";") : [];
  let current = null;
  const show = () => draw(pad, current ? [...strokes, current.join(" ")] : strokes);
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    current = [point(pad, event)];
  });
  pad.addEventListener("pointermove", (event) => {
    if (!current) return;
    const next = point(pad, event);
    if (next !== current.at(-1)) current.push(next);
    show();
  });
  pad.addEventListener("pointerup", () => {
    if (current?.length > 1) strokes.push(current.join(" "));
    current = null;
    kept.value = strokes.join(";");
    kept.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  });
  place.querySelector("[data-unsign]").addEventListener("click", () => {
    strokes.length = 0;
    kept.value = "";
    kept.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  });
  show();
  place.hidden = false;
}

function locate(button) {
  const input = document.getElementById(button.dataset.locate);
  const told = button.parentElement.parentElement.querySelector("[data-located]");
  told.hidden = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const [latitude, longitude] = [coords.latitude, coords.longitude].map((one) => one.toFixed(5));
      input.value = `${latitude}, ${longitude}, ${Math.round(coords.accuracy)}`;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    () => {
      told.textContent = button.dataset.failed;
      told.hidden = false;
    },
    { enableHighAccuracy: true, timeout: 15000 },
  );
}

function prepare() {
  for (const asks of document.querySelectorAll(".asks:not([data-prepared])")) {
    asks.dataset.prepared = "yes";
    ask(asks.closest("form") ?? asks);
    for (const place of asks.querySelectorAll("[data-rows]")) settleRows(place);
    for (const row of asks.querySelectorAll("[data-row]")) unfold(row);
    for (const place of asks.querySelectorAll("[data-signing]")) prepareSigning(place);
    for (const button of asks.querySelectorAll("[data-locate]")) {
      button.hidden = !("geolocation" in navigator);
    }
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-row], [data-remove-row], [data-locate]");
  if (!button) return;
  if (button.matches("[data-locate]")) locate(button);
  else if (button.matches("[data-remove-row]")) removeRow(button.closest("[data-row]"));
  else {
    event.preventDefault(); // the server would show one more row, too
    addRow(button.closest("[data-rows]")).querySelector("input, select")?.focus();
  }
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form");
  if (form?.querySelector("[data-show-if]")) ask(form);
});
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[list=person-types]")) unfold(event.target.closest("[data-row]"));
});
document.addEventListener("htmx:load", prepare);
prepare();

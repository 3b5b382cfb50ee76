/* Sends photos and files as soon as they are chosen, a few at a time, each with how far it is.
   What the server would refuse is said before it is sent. Without this they go with the entry. */
const AT_ONCE = 3;

function formOf(one) {
  return one.closest("form[data-upload-url]");
}

function rows(within, state) {
  return [...within.querySelectorAll(`[data-uploads] > [data-state="${state}"]`)];
}

function count(within) {
  const arrived = within.querySelectorAll("[data-arrived] input[type=checkbox]:checked").length;
  return arrived + rows(within, "waiting").length + rows(within, "sending").length;
}

function show(row, state, words = "") {
  row.dataset.state = state;
  row.querySelector("[data-said]").textContent = words;
  row.querySelector("progress").hidden = state !== "sending";
  row.querySelector("[data-retry]").hidden = state !== "failed" || !row.file;
  row.querySelector("[data-cancel]").hidden = state === "failed" && Boolean(row.mayHaveArrived);
}

function problemOf(form, place, input, file) {
  const { maxBytes, maxCount, tooLarge, tooMany, roomBytes, noRoom } =
    form.elements.uploads?.dataset ?? {};
  if (file.size > Number(maxBytes)) return tooLarge;
  if (noRoom && file.size > Number(roomBytes)) return noRoom;
  if (count(place) >= Number(input.dataset.most)) return input.dataset.tooMany;
  return count(form) >= Number(maxCount) ? tooMany : "";
}

function add(form, place, input, file) {
  const made = form.querySelector("template[data-file-row]").content.cloneNode(true);
  const row = made.firstElementChild;
  for (const place of row.querySelectorAll("[data-name]")) place.textContent = file.name;
  const problem = problemOf(form, place, input, file);
  if (!problem) row.file = file;
  place.querySelector("[data-uploads]").append(row);
  show(row, problem ? "failed" : "waiting", problem);
}

function arrive(row, html) {
  const arrived = row.closest("[data-files]").querySelector("[data-arrived]");
  const line = document.createElement("div");
  line.innerHTML = html;
  arrived.querySelector("[data-arrived-list]").append(line);
  arrived.hidden = false;
  row.remove();
  arrived.dispatchEvent(new Event("change", { bubbles: true })); // the draft knows of it
}

function words(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}

function answered(form, row, request) {
  const { status, responseText } = request;
  if (status === 200) arrive(row, responseText);
  else if ([409, 410, 422].includes(status)) {
    Object.assign(row, { file: null, mayHaveArrived: false }); // again it would say the same
    show(row, "failed", words(responseText));
  } else show(row, "failed", form.dataset.uploadFailed);
  goOn(form);
}

function send(form, row) {
  const data = new FormData();
  for (const name of ["client_uuid", "page", "turn", "form_version"]) {
    if (form.elements[name]) data.append(name, form.elements[name].value);
  }
  data.append("answers", row.closest("[data-files]").dataset.files);
  for (const box of form.querySelectorAll("[data-arrived] input[type=checkbox]:not(:checked)")) {
    data.append("unmarked", box.value); // these make room
  }
  data.append("upload", row.file, row.file.name);
  const request = new XMLHttpRequest();
  const bar = row.querySelector("progress");
  request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
    if (lengthComputable) bar.value = Math.floor((100 * loaded) / total);
  });
  request.upload.addEventListener("load", () => {
    row.mayHaveArrived = true;
    bar.removeAttribute("value"); // the server looks into it
    row.querySelector("[data-cancel]").hidden = true;
  });
  request.addEventListener("load", () => answered(form, row, request));
  request.addEventListener("error", () => {
    show(row, "failed", form.dataset.uploadFailed);
    goOn(form);
  });
  request.open("POST", form.dataset.uploadUrl);
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
  row.request = request;
  show(row, "sending");
  request.send(data);
}

function goOn(form) {
  const free = AT_ONCE - rows(form, "sending").length;
  for (const row of rows(form, "waiting").slice(0, Math.max(0, free))) send(form, row);
  if (rows(form, "waiting").length + rows(form, "sending").length === 0) {
    form.dispatchEvent(new CustomEvent("filesSettled"));
  }
}

document.addEventListener("change", ({ target }) => {
  const place = target.type === "file" ? target.closest("[data-files]") : null;
  const form = place && formOf(place);
  if (!form) return;
  for (const file of target.files) add(form, place, target, file);
  target.value = ""; // they are on their way
  goOn(form);
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-cancel], [data-retry]");
  if (!button) return;
  const [row, form] = [button.closest("[data-state]"), formOf(button)];
  if (button.matches("[data-retry]")) show(row, "waiting");
  else {
    row.request?.abort();
    const place = row.closest("[data-files]");
    row.remove();
    place.querySelector("input[type=file]").focus();
  }
  goOn(form);
});
addEventListener("online", () => {
  for (const form of document.querySelectorAll("form[data-upload-url]")) {
    for (const row of rows(form, "failed")) if (row.file) show(row, "waiting");
    goOn(form);
  }
});

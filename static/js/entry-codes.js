/* Codes in a form: a scanner that types ends with Enter, which goes on to the next question and
   sends nothing; where the browser can read codes, a picture of one is read. */
function after(input) {
  const all = [...input.form.elements].filter((one) => one.tabIndex >= 0 && one.checkVisibility());
  return all.slice(all.indexOf(input) + 1).find((one) => !one.matches("[data-scan], fieldset"));
}

function picture() {
  return new Promise((resolve) => {
    const taken = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
    taken.setAttribute("capture", "environment"); // the camera, where there is one
    taken.addEventListener("change", () => resolve(taken.files[0]));
    taken.click();
  });
}

async function read(photo) {
  const found = await new BarcodeDetector().detect(await createImageBitmap(photo));
  return found[0]?.rawValue ?? "";
}

async function scan(button) {
  const input = document.getElementById(button.dataset.scan);
  const told = button.parentElement.parentElement.querySelector("[data-located]");
  told.hidden = true;
  const code = await read(await picture()).catch(() => "");
  if (code) {
    input.value = code;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  } else {
    told.textContent = button.dataset.failed;
    told.hidden = false;
  }
}

function prepare() {
  for (const button of document.querySelectorAll("[data-scan]")) {
    button.hidden = !("BarcodeDetector" in window);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-scanned]")) return;
  event.preventDefault();
  after(event.target)?.focus();
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-scan]");
  if (button) scan(button);
});
document.addEventListener("htmx:load", prepare);
prepare();

/* Messages that the server wrote into the page float and can be dismissed; good news leaves
   by itself, unless someone is reading it. */
const READING_MS = 8000;

function remove(toast) {
  const list = toast.parentElement;
  toast.remove();
  if (list && list.children.length === 0) {
    list.remove();
  }
}

function isRead(toast) {
  return toast.matches(":hover, :focus-within");
}

function leaveLater(toast) {
  setTimeout(() => (isRead(toast) ? leaveLater(toast) : remove(toast)), READING_MS);
}

for (const list of document.querySelectorAll("[data-toasts]")) {
  list.classList.add("toasts--floating");
  for (const toast of [...list.children]) {
    const button = toast.querySelector("[data-dismiss]");
    button.hidden = false;
    button.addEventListener("click", () => remove(toast));
    if (toast.classList.contains("toast--success")) {
      leaveLater(toast);
    }
  }
}

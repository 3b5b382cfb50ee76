// Keep who was found on the evacuation list while this tab is open, over a reload too.
const KEY = "evacuation-ticks";
const boxes = [...document.querySelectorAll("[data-tick]")];

function kept() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(KEY)) ?? []);
  } catch {
    return new Set();
  }
}

function keep(ticks) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...ticks]));
    return true;
  } catch {
    return false; // the page goes on to say that they are lost
  }
}

const before = kept();
for (const box of boxes) {
  box.checked = before.has(box.dataset.tick);
  box.addEventListener("change", () => {
    const ticks = kept();
    if (box.checked) ticks.add(box.dataset.tick);
    else ticks.delete(box.dataset.tick);
    keep(ticks);
  });
}
if (keep(before)) document.querySelector("[data-ticks-are-lost]")?.remove();

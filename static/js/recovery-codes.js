/* Prints recovery codes, or puts them into the clipboard. */
const list = document.querySelector("[data-codes]");

for (const button of document.querySelectorAll("[data-print-codes]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of document.querySelectorAll("[data-copy-codes]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const codes = [...list.children].map((code) => code.textContent.trim());
    await navigator.clipboard.writeText(codes.join("\n"));
    button.querySelector("[data-label]").textContent = button.dataset.copied;
  });
}

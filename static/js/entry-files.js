/* Says at once which of the chosen files the server would refuse, before they are sent. */
function problemsOf(input) {
  const { maxBytes, maxCount, tooLarge, tooMany, roomBytes, noRoom } = input.dataset;
  const files = [...input.files];
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const arrived = input.form.querySelectorAll("[name=kept]:checked").length;
  const told = files
    .filter((file) => file.size > Number(maxBytes))
    .map((file) => `${file.name}: ${tooLarge}`);
  if (noRoom && bytes > Number(roomBytes)) told.unshift(noRoom);
  return arrived + files.length > Number(maxCount) ? [tooMany, ...told] : told;
}

function listOf(input) {
  const id = `${input.id}_error`;
  const known = document.getElementById(id);
  if (known) return known;
  const list = Object.assign(document.createElement("ul"), { id, className: "field__error" });
  input.before(list);
  const described = new Set((input.getAttribute("aria-describedby") ?? "").split(" "));
  input.setAttribute("aria-describedby", [...described.add(id)].join(" ").trim());
  return list;
}

function tell(input) {
  const problems = problemsOf(input);
  input.setCustomValidity(problems.join(" "));
  if (problems.length) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  const row = input.form.querySelector("template[data-file-problem]").content;
  listOf(input).replaceChildren(
    ...problems.map((problem) => {
      const item = row.cloneNode(true);
      item.querySelector("span").textContent = problem;
      return item;
    }),
  );
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-keep-typed]");
  if (!form || !["uploads", "kept"].includes(event.target.name)) return;
  tell(form.elements.uploads);
});

// The little that is nicer with a script. Every page works without it.

// A list's filters take effect when they are chosen; searching waits for Enter.
for (const form of document.querySelectorAll("form[data-submits-itself]")) {
  for (const button of form.querySelectorAll("button")) button.hidden = true;
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });
  // An address without what was left empty is easier to pass on.
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
}

// A form that was sent is not sent again by an impatient second click.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sent;
  for (const field of document.querySelectorAll(":disabled")) field.disabled = false;
});

// Escape closes the drawer.
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash === "#side") location.hash = "#main";
});

// A key is copied with one touch.
for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
    button.textContent = button.dataset.done;
  });
}

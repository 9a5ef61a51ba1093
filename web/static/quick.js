/* Quick order: text too large is told before it is sent, what was typed outlives a lost connection, the
   scanning field stays ready, and the camera is loaded only when it is asked for. */
"use strict";
(() => {
  const paste = document.getElementById("quick-paste");
  const scan = document.getElementById("quick-scan");
  if (!paste || !scan) return;
  const text = document.getElementById("f-text");
  const file = document.getElementById("f-file");
  const one = document.getElementById("f-scan");
  const key = "merkbar-quick";

  const fault = (field, words) => {
    const place = document.getElementById(`x-${field.name}`);
    place.replaceChildren();
    field.removeAttribute("aria-invalid");
    if (!words) return;
    place.append(Object.assign(document.createElement("p"), { className: "field-fault", textContent: words }));
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };

  /* What stood in the field when the connection was lost. A list that was taken is in the database. */
  try {
    const kept = sessionStorage.getItem(key);
    const taken = document.getElementById("quick-list").dataset.lines !== sessionStorage.getItem(`${key}-lines`);
    if (kept && !taken && !text.value) text.value = kept;
    sessionStorage.removeItem(key);
  } catch (_error) { /* Not allowed here: the page works without. */ }
  const keep = () => {
    try {
      sessionStorage.setItem(key, text.value);
      sessionStorage.setItem(`${key}-lines`, document.getElementById("quick-list").dataset.lines);
    } catch (_error) { /* No room: a large list is better uploaded as a file. */ }
  };
  text.addEventListener("input", keep);

  paste.addEventListener("submit", (event) => {
    const large = text.value.length > Number(paste.dataset.max);
    const heavy = file.files.length > 0 && file.files[0].size > Number(paste.dataset.max);
    fault(file, heavy ? paste.dataset.largeFile : "");
    fault(text, large ? paste.dataset.large : "");
    if (large || heavy) event.preventDefault();
  });

  /* The next number may be typed while the last one is on its way. */
  scan.addEventListener("htmx:configRequest", (event) => {
    if (event.target === scan) { one.value = ""; one.focus(); }
  });
  scan.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== scan || event.detail.successful) return;
    const number = event.detail.requestConfig.parameters.scan;
    if (!one.value) one.value = number || "";
  });

  /* What is typed into the list while it is being stored is put back after the swap. */
  let before = new Map();
  const fields = () => [...document.querySelectorAll("#quick-form input[id], #quick-form select[id]")];
  document.addEventListener("htmx:beforeRequest", () => { before = new Map(fields().map((field) => [field.id, field.value])); });
  let later = [];
  document.addEventListener("htmx:beforeSwap", () => {
    later = fields().filter((field) => before.has(field.id) && before.get(field.id) !== field.value).map((field) => [field.id, field.value]);
    later.push(["only", document.getElementById("only") ? document.getElementById("only").checked : false]);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, value] of later) {
      const field = document.getElementById(id);
      if (field && id === "only") field.checked = value;
      else if (field) field.value = value;
    }
  });
  /* The box that narrows the list changes nothing that has to be stored. */
  document.addEventListener("change", (event) => { if (event.target.id === "only") event.stopPropagation(); }, true);
})();

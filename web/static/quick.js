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

  /* The next number may be typed while the last one is on its way: each waits for its turn, and one that
     could not be sent stands in the field again. */
  const waiting = [];
  let busy = false;
  const next = () => {
    if (busy || !waiting.length) return;
    busy = true;
    const number = waiting.shift();
    const done = (event) => {
      if (event.target !== scan) return;
      scan.removeEventListener("htmx:afterRequest", done);
      busy = false;
      if (event.detail.successful) { next(); return; }
      if (!one.value) one.value = [number, ...waiting.splice(0)].join(" ");
    };
    scan.addEventListener("htmx:afterRequest", done);
    window.htmx.ajax("POST", scan.action, { source: scan, target: "#quick-list", select: "#quick-list", swap: "outerHTML", values: { scan: number } });
  };
  scan.addEventListener("submit", (event) => {
    if (!window.htmx) return;
    event.preventDefault();
    if (one.value.trim()) waiting.push(one.value);
    one.value = "";
    if (document.activeElement.id !== "camera-stop") one.focus();
    next();
  });
  /* Elsewhere a failed request leads to its page; here the number is in the field again. */
  scan.addEventListener("htmx:responseError", (event) => {
    event.stopPropagation();
    fault(one, document.getElementById("live").dataset.lost);
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
  /* To the browser that is no change by the reader: it is stored at once, or when the field is left. */
  document.addEventListener("htmx:afterSettle", () => {
    const put = later.filter(([id]) => id !== "only").map(([id]) => document.getElementById(id)).filter(Boolean);
    later = [];
    for (const field of put) {
      const tell = () => field.dispatchEvent(new Event("change", { bubbles: true }));
      if (document.activeElement === field) field.addEventListener("blur", tell, { once: true });
      else tell();
    }
  });
  /* A number that was found has no field any more: its row goes on with the quantity, a row that is gone with
     the list. */
  let last = "";
  document.addEventListener("focusin", (event) => {
    if (event.target.closest("#quick-form")) last = event.target.id;
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (!last || document.activeElement !== document.body) return;
    const again = [last, last.replace(/^\w+-/, "q-"), "list"].map((id) => document.getElementById(id)).find(Boolean);
    if (again) again.focus({ preventScroll: true });
  });
  /* Enter stores a field of the list where one is, as in the basket. */
  document.addEventListener("keydown", (event) => {
    const live = event.target.closest("#quick-form[hx-post]");
    if (event.key !== "Enter" || !live || !window.htmx || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
  /* The box that narrows the list changes nothing that has to be stored. */
  document.addEventListener("change", (event) => { if (event.target.id === "only") event.stopPropagation(); }, true);
})();
